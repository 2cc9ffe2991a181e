/** Merges sorted rows of many sources into one order, holding one piece of each source that has begun. */
import type { Columns, Slice } from "./columns.ts";
import type { TradeIds } from "./frames.ts";
import { type Keys, keysOf } from "./identity.ts";

/** Rows of one file or segment, sorted by their keys, in pieces. */
export interface Source {
  /** No row's major key is lower: until the merge is there, the source is not opened. */
  bound: number;
  pieces: AsyncIterator<Columns>;
}

/** Sorted rows of one source. */
export interface SourceSlice extends Slice {
  /** Index of the source. */
  source: number;
  /** Of all rows of its columns. */
  keys: Keys;
}

interface Cursor {
  source: number;
  pieces: AsyncIterator<Columns>;
  bound: number;
  /** null: the next piece is not read yet, or there is none. */
  piece: { columns: Columns; keys: Keys; at: number } | null;
}

/** Rows with equal keys come in the order of the sources. */
export async function* mergeSorted(sources: Source[], tradeIds: TradeIds): AsyncGenerator<SourceSlice> {
  let cursors = sources.map(({ bound, pieces }, source): Cursor => ({ source, pieces, bound, piece: null }));
  while (cursors.length > 0) {
    const [first, second] = lowestTwo(cursors);
    if (!first.piece) {
      if (!await readPiece(first, tradeIds)) cursors = cursors.filter((cursor) => cursor !== first);
      continue;
    }
    const { piece: { columns, keys, at }, piece } = first;
    const to = second ? endBefore(first, second) : columns.length;
    yield { source: first.source, columns, keys, from: at, to };
    piece.at = to;
    if (to < columns.length) continue;
    first.bound = keys.major[to - 1];
    first.piece = null;
  }
}

async function readPiece(cursor: Cursor, tradeIds: TradeIds): Promise<boolean> {
  const { done, value: columns } = await cursor.pieces.next();
  if (done) return false;
  if (columns.length > 0) cursor.piece = { columns, keys: keysOf(columns, tradeIds), at: 0 };
  return true;
}

function lowestTwo(cursors: Cursor[]): [Cursor, Cursor | undefined] {
  let first = cursors[0];
  let second: Cursor | undefined;
  for (const cursor of cursors.slice(1)) {
    if (compare(cursor, first) < 0) [first, second] = [cursor, first];
    else if (!second || compare(cursor, second) < 0) second = cursor;
  }
  return [first, second];
}

/** A source whose next row is not known yet counts as lower than a known row at its bound. */
function compare(a: Cursor, b: Cursor): number {
  return majorOf(a) - majorOf(b) || minorOf(a) - minorOf(b) || a.source - b.source;
}

const majorOf = ({ piece, bound }: Cursor) => piece ? piece.keys.major[piece.at] : bound;
const minorOf = ({ piece }: Cursor) => piece ? piece.keys.minor[piece.at] : -Number.MAX_VALUE;

/** How far the first cursor's piece goes before the second's next row. */
function endBefore(first: Cursor, second: Cursor): number {
  const { keys, columns, at } = first.piece!;
  const [major, minor] = [majorOf(second), minorOf(second)];
  const isBefore = (row: number) =>
    (keys.major[row] - major || keys.minor[row] - minor || first.source - second.source) < 0;
  let [low, high] = [at + 1, columns.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
