/** Rows as a table for a person: aligned, numbers to the right. */
import { type Columns, SCHEMAS } from "../actors/archive/columns.ts";
import { cellPrinters, type TimeStyle } from "../actors/archive/reader/text.ts";
import type { DataType } from "../schemas/series.ts";

export interface TableColumn {
  name: string;
  isNumber: boolean;
}

export function tableColumns(type: DataType): TableColumn[] {
  return SCHEMAS[type].map(({ name, kind }) => ({ name, isNumber: kind === "float" || kind === "int" }));
}

/** The cells of each row, as text. */
export function tableRows(columns: Columns, style: TimeStyle): string[][] {
  const printers = cellPrinters(columns, style);
  return Array.from({ length: columns.length }, (_, row) => printers.map((print) => print(row)));
}

/** What each column takes in characters, its name included. */
export function widthsOf(columns: TableColumn[], rows: string[][]): number[] {
  return columns.map(({ name }, i) =>
    rows.reduce((width, row) => Math.max(width, row[i].length), name.length)
  );
}

/** A line each. A cell that is wider than its column moves those behind it. */
export function tableLines(columns: TableColumn[], rows: string[][], widths: number[]): string {
  return rows.map((cells) =>
    cells.map((cell, i) => columns[i].isNumber ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))
      .join("  ").trimEnd() + "\n"
  ).join("");
}
