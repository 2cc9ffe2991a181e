/** A page of rows: at most so many, and from where to go on. */
import { type Columns, join } from "../columns.ts";
import { keysOf } from "../identity.ts";
import type { Piece, Position, Reader, ReadRange } from "./reader.ts";

export interface Page {
  batches: Columns[];
  /** The place behind its last row; null: there are no more rows. */
  next: Position | null;
}

/**
 * A page ends between rows of different keys, so that no row is twice or never on the pages: with fewer rows than
 * `limit` where the next frame of a book (or time of trades without serial ids) would not fit, with more where it
 * alone is longer than that.
 */
export async function readPage(reader: Reader, range: ReadRange, limit: number): Promise<Page> {
  const batches: Columns[] = [];
  let left = limit;
  let end: Position | null = null;
  for await (const piece of reader.pieces(range, limit + 1)) {
    const rows = piece.columns.length <= left ? piece.columns.length : fitting(piece, left, end === null);
    if (rows > 0) batches.push(join(piece.columns.type, [{ columns: piece.columns, from: 0, to: rows }]));
    if (rows < piece.columns.length) return { batches, next: rows > 0 ? placeOf(piece, rows - 1) : end };
    left -= rows;
    end = piece.end;
  }
  return { batches, next: null };
}

/** How many rows of whole groups are within `limit`; the first group's where the page would be empty. */
function fitting({ columns, tradeIds }: Piece, limit: number, isFirst: boolean): number {
  const { major, minor } = keysOf(columns, tradeIds);
  const isInside = (row: number) => major[row] === major[row - 1] && minor[row] === minor[row - 1];
  let rows = limit;
  while (rows > 0 && isInside(rows)) rows--;
  if (rows > 0 || !isFirst) return rows;
  for (rows = 1; rows < columns.length && isInside(rows);) rows++;
  return rows;
}

function placeOf({ columns, tradeIds, end }: Piece, row: number): Position {
  const { major, minor } = keysOf(columns, tradeIds);
  return { period: end.period, major: major[row], minor: minor[row] };
}

export const cursorOf = ({ period, major, minor }: Position) => `${period}~${major}~${minor}`;

/** The inverse. Throws on a text that no cursor has. */
export function parseCursor(text: string): Position {
  if (!/^-?\d{1,17}~-?\d{1,17}~-?\d{1,17}$/.test(text)) {
    throw new Error('expected what an earlier answer gave as "next"');
  }
  const [period, major, minor] = text.split("~").map(Number);
  return { period, major, minor };
}
