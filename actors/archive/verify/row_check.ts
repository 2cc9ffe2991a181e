/** What the rows of one file must be, whatever they say: possible, in order, each once, and in their period. */
import { type DataType, parseSeriesKey, spanSeconds } from "../../../schemas/series.ts";
import { type Columns, numbers } from "../columns.ts";
import type { TradeIds } from "../frames.ts";
import { keysOf } from "../identity.ts";
import type { Period } from "../layout.ts";
import { textAt } from "../texts.ts";
import { AHEAD_US } from "./claims.ts";
import { count, timeWords } from "./words.ts";

export interface RowCheck {
  /** Rows that follow those added before. */
  add(columns: Columns): void;
  /** What is wrong, a phrase each: `has 3 rows whose price is not above 0, the first at …`. */
  faults(): string[];
}

/** What is wrong with a row, the rest of `whose …`; null: nothing. */
type Fault = (row: number) => string | null;

export function newRowCheck(key: string, period: Period, tradeIds: TradeIds): RowCheck {
  const { type, span } = parseSeriesKey(key);
  const found = new Map<string, { rows: number; ts: number }>();
  const order = newOrderCheck(type, tradeIds);
  return {
    add(columns) {
      const ts = numbers(columns, "ts");
      const isOutside = (row: number) => !(ts[row] >= period.from && ts[row] < period.to);
      const ofType = faultsOf(columns, span);
      const ofOrder = order(columns);
      const faults: Fault[] = [
        (row) => isOutside(row) ? `ts is not within ${period.name}` : null,
        ofType,
        ofOrder,
      ];
      for (let row = 0; row < columns.length; row++) {
        for (const faultOf of faults) {
          const fault = faultOf(row);
          if (fault === null) continue;
          const known = found.get(fault) ?? { rows: 0, ts: ts[row] };
          found.set(fault, { ...known, rows: known.rows + 1 });
        }
      }
    },
    faults: () =>
      [...found].map(([fault, { rows, ts }]) =>
        `has ${count(rows, "row")} whose ${fault}, the first at ${momentOf(ts)}`
      ),
  };
}

const momentOf = (us: number) =>
  Number.isSafeInteger(us) && Math.abs(us) < 8.64e18 ? timeWords(us) : `ts ${us}`;

function faultsOf(columns: Columns, span?: string): Fault {
  switch (columns.type) {
    case "trades":
      return tradeFaults(columns);
    case "ohlc":
      return candleFaults(columns, span!);
    case "orderbook":
      return bookFaults(columns);
    default:
      throw columns.type satisfies never;
  }
}

/** Of numbers that are there: NaN is null. */
const isAbove0 = (value: number) => value > 0 && value < Infinity;
const isCount = (value: number) => Number.isNaN(value) || (value >= 0 && value < Infinity);

function tradeFaults(columns: Columns): Fault {
  const of = (name: string) => numbers(columns, name);
  const [ts, recv, price, amount] = [of("ts"), of("ts_recv"), of("price"), of("amount")];
  const [first, last] = [of("first_id"), of("last_id")];
  return (row) => {
    if (ts[row] > recv[row] + AHEAD_US) return "ts is more than an hour behind the time of receipt";
    if (!isAbove0(price[row])) return "price is not above 0";
    if (!isAbove0(amount[row])) return "amount is not above 0";
    const isSpan = first[row] <= last[row] || (Number.isNaN(first[row]) && Number.isNaN(last[row]));
    return isSpan ? null : "first_id and last_id are no span";
  };
}

const DAY_SECONDS = 86_400;

function candleFaults(columns: Columns, span: string): Fault {
  const of = (name: string) => numbers(columns, name);
  const [ts, open, high, low, close] = [of("ts"), of("open"), of("high"), of("low"), of("close")];
  const counts = [of("volume"), of("quote_volume"), of("trades"), of("taker_buy_volume")];
  const seconds = spanSeconds(span);
  // Weeks and months do not begin at multiples of their length.
  const gridUs = DAY_SECONDS % seconds === 0 ? seconds * 1e6 : 1;
  return (row) => {
    if (ts[row] % gridUs !== 0) return `open time is no multiple of ${span}`;
    if (![open, high, low, close].every((prices) => isAbove0(prices[row]))) return "prices are not above 0";
    if (high[row] < Math.max(open[row], close[row])) return "high is below open or close";
    if (low[row] > Math.min(open[row], close[row])) return "low is above open or close";
    return counts.every((values) => isCount(values[row])) ? null : "volumes or trades are below 0";
  };
}

function bookFaults(columns: Columns): Fault {
  const of = (name: string) => numbers(columns, name);
  const [ts, recv, price, amount] = [of("ts"), of("ts_recv"), of("price"), of("amount")];
  return (row) => {
    if (ts[row] > recv[row] + AHEAD_US) return "ts is more than an hour behind the time of receipt";
    const isEmpty = Number.isNaN(price[row]) && Number.isNaN(amount[row]);
    return isEmpty || (isAbove0(price[row]) && isCount(amount[row])) ? null : "price or amount cannot be";
  };
}

/** Rows stand in the order of their keys; trades of one time and id, and candles of one time, are there once. */
function newOrderCheck(type: DataType, tradeIds: TradeIds): (columns: Columns) => Fault {
  let [major, minor] = [-Infinity, -Infinity];
  let ids: Set<string> | null = null;
  let lastId: string | null = null;
  return (columns) => {
    const keys = keysOf(columns, tradeIds);
    const idAt = (row: number) => type === "trades" ? textAt(columns.values.id, row) : null;
    return (row) => {
      const isBefore = (keys.major[row] - major || keys.minor[row] - minor) < 0;
      const isSame = keys.major[row] === major && keys.minor[row] === minor;
      [major, minor] = [keys.major[row], keys.minor[row]];
      if (!isSame) ids = null;
      else if (type === "ohlc") return "open time is there twice";
      else if (type === "trades") ids ??= new Set(lastId === null ? [] : [lastId]);
      const id = lastId = idAt(row);
      if (isBefore) return "place is before the row above it";
      if (!ids || id === null) return null;
      return ids.size === ids.add(id).size ? "id is there twice at one time" : null;
    };
  };
}
