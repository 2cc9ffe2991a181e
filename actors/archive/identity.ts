/** What orders rows, and what makes two of them the same row. */
import { type Columns, numbers } from "./columns.ts";
import type { TradeIds } from "./frames.ts";
import { wholeNumbers } from "./texts.ts";

/**
 * The ids that each trade stands for, in the space in which serial ids count; NaN where its id is no whole
 * number. An aggregate whose id is that of its last trade (as at OKX) stands for all of first_id to last_id;
 * one with a counter of its own (as at Binance) for that count alone.
 */
export function idSpans(columns: Columns): { first: Float64Array; last: Float64Array } {
  const last = wholeNumbers(columns.values.id);
  const [firstId, lastId] = [numbers(columns, "first_id"), numbers(columns, "last_id")];
  const first = last.slice();
  for (let row = 0; row < first.length; row++) {
    if (last[row] === lastId[row] && firstId[row] < last[row]) first[row] = firstId[row];
  }
  return { first, last };
}

/** Rows are sorted by major, then minor, then by arrival; rows with equal keys may be the same row. */
export interface Keys {
  major: Float64Array;
  minor: Float64Array;
}

export function keysOf(columns: Columns, tradeIds: TradeIds): Keys {
  if (columns.type === "orderbook") {
    return { major: numbers(columns, "session"), minor: numbers(columns, "frame") };
  }
  const major = numbers(columns, "ts");
  const isSerial = columns.type === "trades" && tradeIds === "serial";
  return { major, minor: isSerial ? serialKeys(columns) : new Float64Array(columns.length) };
}

/** An id that is no number comes first, and is told apart by its text. */
function serialKeys(columns: Columns): Float64Array {
  const ids = wholeNumbers(columns.values.id);
  return ids.includes(NaN) ? ids.map((id) => Number.isNaN(id) ? -1 : id) : ids;
}

/** The column that {@linkcode keysOf} takes as major. */
export const majorColumn = (type: Columns["type"]) => type === "orderbook" ? "session" : "ts";

/** Row numbers in order of the keys; null where they are in order already. */
export function sortedRows({ major, minor }: Keys): Uint32Array | null {
  const compare = (a: number, b: number) => major[a] - major[b] || minor[a] - minor[b] || a - b;
  for (let row = 1; row < major.length; row++) {
    if (compare(row - 1, row) > 0) return Uint32Array.from(major, (_, i) => i).sort(compare);
  }
  return null;
}
