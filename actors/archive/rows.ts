/** Between rows as the rest of tapedeck knows them and columns as the archive does. */
import type { BookFrame, Candle, Level, Rows, Side, Trade } from "../../schemas/market.ts";
import { type Columns, emptyColumns, numbers } from "./columns.ts";
import { asTexts, compactTexts } from "./texts.ts";

const orNaN = (value: number | null) => value ?? NaN;
const orNull = (value: number) => Number.isNaN(value) ? null : value;
const SIDES: readonly Side[] = ["buy", "sell"];

export function toColumns(rows: Rows): Columns {
  switch (rows.type) {
    case "trades":
      return tradeColumns(rows.rows);
    case "ohlc":
      return candleColumns(rows.rows);
    case "orderbook":
      return bookColumns(rows.rows);
    default:
      throw rows satisfies never;
  }
}

export function toRows(columns: Columns): Rows {
  switch (columns.type) {
    case "trades":
      return { type: "trades", rows: trades(columns) };
    case "ohlc":
      return { type: "ohlc", rows: candles(columns) };
    case "orderbook":
      return { type: "orderbook", rows: bookFrames(columns) };
    default:
      throw columns.type satisfies never;
  }
}

function tradeColumns(rows: Trade[]): Columns {
  const columns = emptyColumns("trades", rows.length);
  const [ts, recv, first, last, price, amount, side] = tradeNumbers(columns);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    ts[i] = row.ts;
    recv[i] = orNaN(row.tsRecv);
    first[i] = orNaN(row.firstId);
    last[i] = orNaN(row.lastId);
    price[i] = row.price;
    amount[i] = row.amount;
    side[i] = row.side === null ? NaN : row.side === "buy" ? 0 : 1;
  }
  columns.values.id = compactTexts(rows.map(({ id }) => id));
  return columns;
}

function tradeNumbers(columns: Columns): Float64Array[] {
  return ["ts", "ts_recv", "first_id", "last_id", "price", "amount", "side"].map((name) =>
    numbers(columns, name)
  );
}

function trades(columns: Columns): Trade[] {
  const [ts, recv, first, last, price, amount, side] = tradeNumbers(columns);
  const id = asTexts(columns.values.id);
  return Array.from({ length: columns.length }, (_, i) => ({
    ts: ts[i],
    tsRecv: orNull(recv[i]),
    id: id[i],
    firstId: orNull(first[i]),
    lastId: orNull(last[i]),
    price: price[i],
    amount: amount[i],
    side: SIDES[side[i]] ?? null,
  }));
}

/** The fields of a candle by their columns' names. */
const CANDLE: Record<string, keyof Candle> = {
  ts: "ts",
  open: "open",
  high: "high",
  low: "low",
  close: "close",
  volume: "volume",
  quote_volume: "quoteVolume",
  trades: "trades",
  taker_buy_volume: "takerBuyVolume",
};

function candleColumns(rows: Candle[]): Columns {
  const columns = emptyColumns("ohlc", rows.length);
  for (const [name, field] of Object.entries(CANDLE)) {
    const column = numbers(columns, name);
    for (let i = 0; i < rows.length; i++) column[i] = orNaN(rows[i][field]);
  }
  return columns;
}

function candles(columns: Columns): Candle[] {
  const fields = Object.entries(CANDLE).map(([name, field]) => [field, numbers(columns, name)] as const);
  return Array.from(
    { length: columns.length },
    (_, i) =>
      Object.fromEntries(fields.map(([field, column]) => [field, orNull(column[i])])) as unknown as Candle,
  );
}

/** What each level of a frame repeats; flags as numbers. */
const frameValues = (frame: BookFrame) => ({
  ts: frame.ts,
  ts_recv: frame.tsRecv,
  session: frame.session,
  frame: frame.frame,
  seq: orNaN(frame.seq),
  is_snapshot: Number(frame.isSnapshot),
  derived: Number(frame.derived),
});

function bookColumns(frames: BookFrame[]): Columns {
  const rowsOf = (frame: BookFrame) => Math.max(1, frame.levels.length);
  const columns = emptyColumns("orderbook", frames.reduce((sum, frame) => sum + rowsOf(frame), 0));
  let at = 0;
  for (const frame of frames) {
    const end = at + rowsOf(frame);
    for (const [name, value] of Object.entries(frameValues(frame))) {
      numbers(columns, name).fill(value, at, end);
    }
    for (let row = at; row < end; row++) setLevel(columns, row, frame.levels[row - at]);
    at = end;
  }
  return columns;
}

function setLevel(columns: Columns, row: number, level: Level | undefined): void {
  numbers(columns, "side")[row] = level ? (level.side === "bid" ? 0 : 1) : NaN;
  numbers(columns, "price")[row] = level?.price ?? NaN;
  numbers(columns, "amount")[row] = level?.amount ?? NaN;
}

function bookFrames(columns: Columns): BookFrame[] {
  const frames: BookFrame[] = [];
  for (let from = 0, to = 0; from < columns.length; from = to) {
    to = frameEnd(columns, from);
    frames.push(bookFrameIn(columns, from, to));
  }
  return frames;
}

/** Behind the last row of the frame that begins with a row. */
export function frameEnd(columns: Columns, from: number): number {
  const [session, frame] = [numbers(columns, "session"), numbers(columns, "frame")];
  let to = from + 1;
  while (to < columns.length && session[to] === session[from] && frame[to] === frame[from]) to++;
  return to;
}

/** The frame whose levels are the rows from `from` to before `to`. */
export function bookFrameIn(columns: Columns, from: number, to: number): BookFrame {
  const frame = frameAt(columns, from);
  for (let row = from; row < to; row++) {
    const level = levelAt(columns, row);
    if (level) frame.levels.push(level);
  }
  return frame;
}

function frameAt(columns: Columns, row: number): BookFrame {
  const value = (name: string) => numbers(columns, name)[row];
  return {
    ts: value("ts"),
    tsRecv: value("ts_recv"),
    session: value("session"),
    frame: value("frame"),
    seq: orNull(value("seq")),
    isSnapshot: value("is_snapshot") === 1,
    derived: value("derived") === 1,
    levels: [],
  };
}

function levelAt(columns: Columns, row: number): Level | null {
  const side = numbers(columns, "side")[row];
  if (Number.isNaN(side)) return null;
  const [price, amount] = [numbers(columns, "price")[row], numbers(columns, "amount")[row]];
  return { side: side === 0 ? "bid" : "ask", price, amount };
}
