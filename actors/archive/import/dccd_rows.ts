/** The rows of a dccd file, as the file has them: mapped, in µs, and in order of time. */
import { type DataType, parseSeriesKey } from "../../../schemas/series.ts";
import type { Candle, Level, Side, Trade } from "../../../schemas/market.ts";
import { readFooter } from "../footer.ts";
import { microsOf, numbersOf, textsOf } from "./cells.ts";
import type { DccdFile } from "./dccd_layout.ts";
import { type ForeignRows, foreignRows, type Origin } from "./foreign_parquet.ts";
import { type InstantReader, instantReader } from "./instants.ts";
import { mapColumns, type Mapping } from "./spellings.ts";

/** One level of a book at a time; rows of one time are one book. */
export interface LevelRow extends Level {
  ts: number;
}

export type DccdRow = Trade | Candle | LevelRow;

/** Throws where the columns are those of another kind of file, or the file is tapedeck's. */
function mappingOf({ disk }: Origin, { path, key }: DccdFile): Mapping {
  const { note, columns } = readFooter(disk, path);
  if (note) throw new Error("tapedeck wrote it; import its folder together with its .tapedeck folder");
  return mapColumns(parseSeriesKey(key).type, columns);
}

/** A file of which the columns are understood and the times were looked at. */
export interface DccdReading {
  mapping: Mapping;
  /** What all its times are multiples of, µs: a second, a millisecond, or one. */
  resolutionUs: number;
  /**
   * Rows in order of time, in pieces of about a row group that never part rows of one time. Throws where a value
   * cannot be what its column says.
   */
  rows(): AsyncGenerator<DccdRow[]>;
}

/** Throws where the columns cannot be mapped, or the times are none. */
export async function openDccdFile(origin: Origin, file: DccdFile): Promise<DccdReading> {
  const mapping = mappingOf(origin, file);
  const { isOrdered, resolutionUs } = await lookAtTimes(origin, file, mapping);
  const read = () => piecesOf(origin, file, mapping);
  return { mapping, resolutionUs, rows: () => wholeTimes(isOrdered ? read() : sorted(read())) };
}

async function lookAtTimes(origin: Origin, { path }: DccdFile, { columns: { ts: column } }: Mapping) {
  const instants = instantReader(column);
  let [last, isOrdered, resolutionUs] = [-Infinity, true, 1e6];
  for await (const rows of foreignRows(origin, path, [column])) {
    for (const ts of microsOf(column, rows(column), instants)) {
      if (ts < last) isOrdered = false;
      last = Math.max(last, ts || last);
      while (ts % resolutionUs > 0) resolutionUs /= 1000;
    }
  }
  return { isOrdered, resolutionUs };
}

async function* sorted(pieces: AsyncGenerator<DccdRow[]>): AsyncGenerator<DccdRow[]> {
  const rows = (await Array.fromAsync(pieces)).flat();
  // One without a time (NaN) has to stand somewhere, too.
  yield rows.sort((a, b) => (a.ts || 0) - (b.ts || 0));
}

async function* wholeTimes(pieces: AsyncGenerator<DccdRow[]>): AsyncGenerator<DccdRow[]> {
  let held: DccdRow[] = [];
  for await (const rows of pieces) {
    const all = held.concat(rows);
    const end = beginOfLast(all);
    held = all.slice(end);
    if (end > 0) yield all.slice(0, end);
  }
  if (held.length > 0) yield held;
}

function beginOfLast(rows: DccdRow[]): number {
  let begin = rows.length;
  while (begin > 0 && rows[begin - 1].ts === rows[rows.length - 1].ts) begin--;
  return begin;
}

async function* piecesOf(origin: Origin, file: DccdFile, { columns }: Mapping): AsyncGenerator<DccdRow[]> {
  const instants = instantReader(columns.ts);
  const read = READERS[parseSeriesKey(file.key).type];
  for await (const rows of foreignRows(origin, file.path, Object.values(columns))) {
    yield read(new Fields(rows, columns, instants));
  }
}

/** The fields of some rows. */
class Fields {
  readonly ts: Float64Array;

  constructor(readonly rows: ForeignRows, readonly columns: Mapping["columns"], instants: InstantReader) {
    this.ts = microsOf(columns.ts, rows(columns.ts), instants);
  }

  /** NaN where there is no value. */
  numbers(field: string): Float64Array {
    const column = this.columns[field];
    return column ? numbersOf(column, this.rows(column)) : new Float64Array(this.ts.length).fill(NaN);
  }

  texts(field: string): Array<string | null> {
    const column = this.columns[field];
    return column ? textsOf(column, this.rows(column)) : new Array(this.ts.length).fill(null);
  }

  words<W extends string>(field: string, known: Record<string, W>): Array<W | null> {
    return this.texts(field).map((text) => {
      if (text === null) return null;
      const word = known[text.toLowerCase()];
      if (word) return word;
      throw new Error(
        `column "${this.columns[field]}" has "${text}", which is none of ${Object.keys(known).join(", ")}`,
      );
    });
  }

  each<T>(make: (row: number) => T): T[] {
    return Array.from(this.ts, (_, row) => make(row));
  }
}

const READERS: Record<DataType, (fields: Fields) => DccdRow[]> = { ohlc: candles, trades, orderbook: levels };

const orNull = (value: number) => Number.isNaN(value) ? null : value;

function candles(fields: Fields): Candle[] {
  const [open, high, low, close] = ["open", "high", "low", "close"].map((field) => fields.numbers(field));
  const [volume, quoteVolume] = [fields.numbers("volume"), fields.numbers("quoteVolume")];
  const [trades, takerBuyVolume] = [fields.numbers("trades"), fields.numbers("takerBuyVolume")];
  return fields.each((row) => ({
    ts: fields.ts[row],
    open: open[row],
    high: high[row],
    low: low[row],
    close: close[row],
    volume: volume[row],
    quoteVolume: orNull(quoteVolume[row]),
    trades: orNull(trades[row]),
    takerBuyVolume: orNull(takerBuyVolume[row]),
  }));
}

const TAKERS: Record<string, Side> = { buy: "buy", sell: "sell", b: "buy", s: "sell" };

function trades(fields: Fields): Trade[] {
  const [price, amount] = [fields.numbers("price"), fields.numbers("amount")];
  const [id, side] = [fields.texts("id"), fields.words("side", TAKERS)];
  return fields.each((row) => ({
    ts: fields.ts[row],
    tsRecv: null,
    id: id[row],
    firstId: null,
    lastId: null,
    price: price[row],
    amount: amount[row],
    side: side[row],
  }));
}

const BOOK_SIDES: Record<string, Level["side"]> = {
  bid: "bid",
  ask: "ask",
  bids: "bid",
  asks: "ask",
  b: "bid",
  a: "ask",
  buy: "bid",
  sell: "ask",
};

function levels(fields: Fields): LevelRow[] {
  const [price, amount] = [fields.numbers("price"), fields.numbers("amount")];
  const side = fields.words("side", BOOK_SIDES);
  const missing = side.indexOf(null);
  if (missing >= 0) throw new Error(`column "${fields.columns.side}" has no value in row ${missing + 1}`);
  return fields.each((row) => ({
    ts: fields.ts[row],
    side: side[row]!,
    price: price[row],
    amount: amount[row],
  }));
}
