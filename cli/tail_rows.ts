/** Rows for `tapedeck tail`, whether they come from a folder or from another machine, and how they are printed. */
import { SCHEMAS } from "../actors/archive/columns.ts";
import type { DataType } from "../schemas/series.ts";
import { tableColumns } from "./formats.ts";
import { tableLines, widthsOf } from "./table.ts";

/** A row as the JSON API gives it: by the names of the Parquet columns. */
export type TailRow = Record<string, string | number | boolean | null>;

export type TailFormat = "table" | "csv" | "jsonl";

/** Rows of one series, as they come. */
export interface TailSource {
  type: DataType;
  /** The last `count` rows, or fewer; of a book all levels of the message that the first is in. */
  last(count: number): Promise<TailRow[]>;
  /** Those behind what was given before. */
  more(): AsyncIterable<TailRow[]>;
  /** Why no new rows are to be expected, in a sentence; null: they are. */
  silence(): Promise<string | null>;
}

/** The last rows, and those before them that are of the same message. */
export function lastRows(rows: TailRow[], count: number): TailRow[] {
  let from = Math.max(0, rows.length - count);
  const isSame = (a: TailRow, b: TailRow) => "frame" in a && a.session === b.session && a.frame === b.frame;
  while (from > 0 && from < rows.length && isSame(rows[from - 1], rows[from])) from--;
  return rows.slice(from);
}

/** Gives what turns rows into text, the head with the first of them. */
export function rowPrinter(type: DataType, format: TailFormat): (rows: TailRow[]) => string {
  const names = SCHEMAS[type].map(({ name }) => name);
  const cellsOf = (row: TailRow) => names.map((name) => row[name] === null ? "" : String(row[name]));
  let isFirst = true;
  switch (format) {
    case "jsonl":
      return (rows) => rows.map((row) => JSON.stringify(row) + "\n").join("");
    case "csv":
      return (rows) => {
        const lines = [...(isFirst ? [names] : []), ...rows.map(cellsOf)];
        isFirst = false;
        return lines.map((cells) => cells.map(csvCell).join(",") + "\n").join("");
      };
    case "table": {
      const columns = tableColumns(type);
      let widths: number[] = [];
      return (rows) => {
        const cells = rows.map(cellsOf);
        if (isFirst) widths = widthsOf(columns, cells);
        const lines = [...(isFirst ? [names] : []), ...cells];
        isFirst = false;
        return tableLines(columns, lines, widths);
      };
    }
    default:
      throw format satisfies never;
  }
}

const csvCell = (text: string) => /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
