/** Tables for people: aligned, as wide as the terminal at most, coloured where it can be. */
import { painter, type Tint } from "./colours.ts";
import type { Environment } from "./environment.ts";
import { clip, padEnd, padStart, shownSafely, widthOf } from "./text_width.ts";

export interface TableColumn {
  name: string;
  /** Numbers stand to the right. */
  isNumber: boolean;
}

/** A column, and what of a row is in it. */
export interface Column<T> {
  name: string;
  isNumber?: true;
  text(row: T): string;
  tint?(row: T): Tint | null;
  /** Where the terminal is too narrow, the column with the highest number goes first; those without stay. */
  goes?: number;
}

const SEPARATOR = "  ";
/** To so many cells the widest column may shrink, when no other can go. */
const MIN_CELLS = 8;

/** Writes the rows as a table to standard output; in a pipe, every column whole. */
export async function printTable<T>(
  columns: Column<T>[],
  rows: T[],
  environment: Environment,
): Promise<void> {
  const { stdout } = environment;
  const text = tableText(columns, rows, {
    columns: stdout.isTerminal ? stdout.columns() : null,
    colour: environment.colour,
  });
  await stdout.write(new TextEncoder().encode(text));
}

/** @param room `columns`: cells a line may take; null: any. */
export function tableText<T>(
  columns: Column<T>[],
  rows: T[],
  room: { columns: number | null; colour: boolean },
): string {
  const table = columns.map((column) => cellsOf(column, rows));
  const fitted = room.columns === null ? table : fit(table, room.columns);
  const paint = painter(room);
  const line = (row: number) =>
    fitted.map(({ column, cells, width, tints }, i) =>
      paint(place(cells[row], { ...column, width, isLast: i === fitted.length - 1 }), tints[row])
    ).join(SEPARATOR);
  return Array.from({ length: rows.length + 1 }, (_, row) => `${line(row).trimEnd()}\n`).join("");
}

interface Cells<T> {
  column: Column<T>;
  /** The name, then that of each row. */
  cells: string[];
  tints: Array<Tint | null>;
  width: number;
}

function cellsOf<T>(column: Column<T>, rows: T[]): Cells<T> {
  const cells = [column.name, ...rows.map((row) => shownSafely(column.text(row)))];
  const tints: Array<Tint | null> = ["faint", ...rows.map((row) => column.tint?.(row) ?? null)];
  return { column, cells, tints, width: widest(cells) };
}

const widest = (cells: string[]) => cells.reduce((most, cell) => Math.max(most, widthOf(cell)), 0);

/** Without the columns that may go, and at last the widest one clipped, until it fits. */
function fit<T>(table: Cells<T>[], columns: number): Cells<T>[] {
  const over = table.reduce((sum, { width }) => sum + width + SEPARATOR.length, -SEPARATOR.length) - columns;
  if (over <= 0) return table;
  const first = Math.max(...table.map(({ column }) => column.goes ?? 0));
  if (first > 0) return fit(table.filter(({ column }) => column.goes !== first), columns);
  const longest = Math.max(...table.map(({ width }) => width));
  const width = Math.max(MIN_CELLS, longest - over);
  if (width >= longest) return table;
  const at = table.findIndex((each) => each.width === longest);
  return fit(table.with(at, clipped(table[at], width)), columns);
}

const clipped = <T>(column: Cells<T>, width: number): Cells<T> => ({
  ...column,
  cells: column.cells.map((cell) => clip(cell, width)),
  width,
});

function place(
  cell: string,
  { width, isNumber, isLast }: { width: number; isNumber?: boolean; isLast: boolean },
): string {
  return isNumber ? padStart(cell, width) : isLast ? cell : padEnd(cell, width);
}

/** What each column takes in cells, its name included; for tables whose rows come bit by bit. */
export function widthsOf(columns: TableColumn[], rows: string[][]): number[] {
  return columns.map(({ name }, i) => Math.max(widthOf(name), widest(rows.map((cells) => cells[i]))));
}

/** A line each. A cell that is wider than its column moves those behind it. */
export function tableLines(columns: TableColumn[], rows: string[][], widths: number[]): string {
  return rows.map((cells) =>
    cells.map((cell, i) => place(shownSafely(cell), { ...columns[i], width: widths[i], isLast: false }))
      .join(SEPARATOR).trimEnd() + "\n"
  ).join("");
}
