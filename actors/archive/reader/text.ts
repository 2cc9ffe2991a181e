/** Rows as lines of text, straight from columns. Names are those of the Parquet files; a book's row is a level. */
import type { DataType } from "../../../schemas/series.ts";
import { type Column, type Columns, type ColumnSpec, SCHEMAS } from "../columns.ts";
import { isoPrinter } from "./times.ts";

/** `iso`: 2024-03-05T14:00:00.123456Z; `us`: microseconds since 1970. */
export const TIME_STYLES = ["iso", "us"] as const;
export type TimeStyle = (typeof TIME_STYLES)[number];

/** How a format writes what it writes. */
interface Notation {
  null: string;
  text(text: string): string;
  /** Of a time in words. */
  time(iso: string): string;
}

const CSV: Notation = {
  null: "",
  text: (text) => /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text,
  time: (iso) => iso,
};
const JSON_NOTATION: Notation = {
  null: "null",
  text: (text) => JSON.stringify(text),
  time: (iso) => `"${iso}"`,
};

type Print = (row: number) => string;

export const csvHeader = (type: DataType) => SCHEMAS[type].map(({ name }) => name).join(",") + "\n";

/** Lines of CSV, rows `from` to `to` (half-open). Null is empty. */
export function csvLines(columns: Columns, style: TimeStyle, from = 0, to = columns.length): string {
  const [first, ...rest] = printers(columns, style, CSV);
  let text = "";
  for (let row = from; row < to; row++) {
    text += first(row);
    for (const print of rest) text += "," + print(row);
    text += "\n";
  }
  return text;
}

/** A JSON object a row, each with `end` behind it. */
export function jsonLines(
  columns: Columns,
  style: TimeStyle,
  end: string,
  from = 0,
  to = columns.length,
): string {
  const cells = printers(columns, style, JSON_NOTATION);
  const heads = SCHEMAS[columns.type].map(({ name }, i) => `${i === 0 ? "{" : ","}"${name}":`);
  let text = "";
  for (let row = from; row < to; row++) {
    for (let i = 0; i < cells.length; i++) text += heads[i] + cells[i](row);
    text += "}" + end;
  }
  return text;
}

/** Each cell as CSV has it, without quotes. */
export function cellPrinters(columns: Columns, style: TimeStyle): Print[] {
  return printers(columns, style, { ...CSV, text: (text) => text });
}

function printers({ type, values }: Columns, style: TimeStyle, notation: Notation): Print[] {
  return SCHEMAS[type].map((spec) => {
    const column = values[spec.name];
    const print = printer(column, spec, style, notation);
    return (row) => {
      const value = column[row];
      return value === null || Number.isNaN(value) ? notation.null : print(row);
    };
  });
}

function printer(column: Column, spec: ColumnSpec, style: TimeStyle, notation: Notation): Print {
  if (spec.kind === "text" || !(column instanceof Float64Array)) {
    return (row) => notation.text(String(column[row]));
  }
  switch (spec.kind) {
    case "time": {
      const iso = isoPrinter();
      return style === "us" ? (row) => String(column[row]) : (row) => notation.time(iso(column[row]));
    }
    case "int":
      return (row) => String(column[row]);
    case "float":
      return repeating(column);
    case "flag":
      return (row) => column[row] === 1 ? "true" : "false";
    case "choice": {
      const words = spec.words!.map(notation.text);
      return (row) => words[column[row]];
    }
    default:
      throw spec.kind satisfies never;
  }
}

/** Prices often stay, and to print a double takes long. */
function repeating(column: Float64Array): Print {
  let last = NaN;
  let shown = "";
  return (row) => {
    if (column[row] !== last) shown = String(last = column[row]);
    return shown;
  };
}
