import { bookAt } from "../actors/archive/book_at.ts";
import { isoPrinter } from "../actors/archive/reader/times.ts";
import type { Level } from "../schemas/market.ts";
import type { Environment } from "./environment.ts";
import { type TableColumn, tableLines, widthsOf } from "./table.ts";
import type { Reading } from "./read.ts";

const COLUMNS: TableColumn[] = [
  { name: "side", isNumber: false },
  { name: "price", isNumber: true },
  { name: "amount", isNumber: true },
];

/** The levels of a book at a moment: bids, then asks, each side best first. */
export async function printBook(
  { reader, key, format }: Reading,
  atUs: number,
  environment: Environment,
): Promise<void> {
  const book = await bookAt(reader, { key, atUs });
  const iso = isoPrinter();
  if (!book.found) throw new Error(`Cannot tell the book of ${key} at ${iso(atUs)}: ${book.reason}`);
  if (format === "parquet") {
    throw new Error("Cannot write a book as parquet; use --format table, csv or jsonl");
  }
  environment.complain(`as of ${iso(book.newest.ts)}${book.doubt ? `; ${book.doubt}` : ""}`);
  await environment.stdout.write(new TextEncoder().encode(levelsText(book.levels, format)));
}

function levelsText(levels: Level[], format: "table" | "csv" | "jsonl"): string {
  const names = COLUMNS.map(({ name }) => name);
  const rows = levels.map(({ side, price, amount }) => [side, String(price), String(amount)]);
  switch (format) {
    case "table":
      return tableLines(COLUMNS, [names, ...rows], widthsOf(COLUMNS, rows));
    case "csv":
      return [names, ...rows].map((cells) => cells.join(",") + "\n").join("");
    case "jsonl":
      return levels.map((level) => JSON.stringify(level) + "\n").join("");
    default:
      throw format satisfies never;
  }
}
