/** Rows of the archive as the cells of a table. */
import { type Columns, SCHEMAS } from "../actors/archive/columns.ts";
import { cellPrinters, type TimeStyle } from "../actors/archive/reader/text.ts";
import type { DataType } from "../schemas/series.ts";
import type { TableColumn } from "./table.ts";

export function tableColumns(type: DataType): TableColumn[] {
  return SCHEMAS[type].map(({ name, kind }) => ({ name, isNumber: kind === "float" || kind === "int" }));
}

/** The cells of each row, as text. */
export function tableRows(columns: Columns, style: TimeStyle): string[][] {
  const printers = cellPrinters(columns, style);
  return Array.from({ length: columns.length }, (_, row) => printers.map((print) => print(row)));
}
