/** Which column of a foreign file is which field, whatever its case and underscores. */
import type { DataType } from "../../../schemas/series.ts";

interface Field {
  names: string[];
  optional?: true;
}

const TS: Field = { names: ["ts", "timestamp", "time"] };
const AMOUNT: Field = { names: ["amount", "volume", "qty", "quantity"] };

const FIELDS: Record<DataType, Record<string, Field>> = {
  ohlc: {
    ts: TS,
    open: { names: ["open"] },
    high: { names: ["high"] },
    low: { names: ["low"] },
    close: { names: ["close"] },
    volume: { names: ["volume"] },
    quoteVolume: { names: ["quotevolume"], optional: true },
    trades: { names: ["trades", "nbtrades"], optional: true },
    takerBuyVolume: { names: ["takerbuyvolume"], optional: true },
  },
  trades: {
    ts: TS,
    id: { names: ["tid", "id", "tradeid"], optional: true },
    price: { names: ["price"] },
    amount: AMOUNT,
    side: { names: ["side", "type"], optional: true },
  },
  orderbook: { ts: TS, side: { names: ["side", "type"] }, price: { names: ["price"] }, amount: AMOUNT },
};

export interface Mapping {
  /** The file's column of each field that it has. */
  columns: Record<string, string>;
  /** Columns that no field takes. */
  ignored: string[];
}

const plain = (name: string) => name.toLowerCase().replaceAll(/[_ -]/g, "");

/** Throws where a field has no column, or more than one. */
export function mapColumns(type: DataType, columns: string[]): Mapping {
  const mapping: Mapping = { columns: {}, ignored: [] };
  for (const [field, { names, optional }] of Object.entries(FIELDS[type])) {
    const found = columns.filter((column) => names.includes(plain(column)));
    if (found.length === 1) mapping.columns[field] = found[0];
    else if (found.length > 1) throw unmapped(`both ${list(found)} could be the ${field}`, columns);
    else if (!optional) throw unmapped(`none is the ${field} (${names.join(", ")})`, columns);
  }
  const taken = Object.values(mapping.columns);
  mapping.ignored = columns.filter((column) => !taken.includes(column));
  return mapping;
}

const list = (names: string[]) => names.map((name) => `"${name}"`).join(" and ");

function unmapped(why: string, columns: string[]): Error {
  return new Error(`of its columns ${columns.join(", ") || "(there are none)"}, ${why}`);
}
