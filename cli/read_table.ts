import { parseSeriesKey } from "../schemas/series.ts";
import type { Environment } from "./environment.ts";
import { tableColumns, tableRows } from "./formats.ts";
import type { Reading } from "./read.ts";
import { tableLines, widthsOf } from "./table.ts";

const SHOWN_ROWS = 50;
/** So many that are not shown are counted. */
const COUNTED_ROWS = 1_000_000;

/** The first 50 rows and how many more there are; all of them where asked for. */
export async function printTable({ reader, key, range, time, flags }: Reading, environment: Environment) {
  const limit = flags.all ? Infinity : SHOWN_ROWS;
  const columns = tableColumns(parseSeriesKey(key).type);
  const write = (text: string) => environment.stdout.write(new TextEncoder().encode(text));
  let widths: number[] | null = null;
  let rows = 0;
  for await (const batch of reader.batches({ key, ...range })) {
    if (rows < limit) {
      const cells = tableRows(batch, time).slice(0, limit - rows);
      if (!widths) {
        widths = widthsOf(columns, cells);
        await write(tableLines(columns, [columns.map(({ name }) => name)], widths));
      }
      await write(tableLines(columns, cells, widths));
    }
    rows += batch.length;
    if (rows > limit + COUNTED_ROWS) break;
  }
  if (rows === 0) environment.complain(`There are no rows of ${key} in this range`);
  else if (rows > limit) await write(`… ${moreThan(rows - limit)} more (--all shows them)\n`);
}

function moreThan(rows: number): string {
  return rows > COUNTED_ROWS ? `over ${COUNTED_ROWS.toLocaleString("en")}` : rows.toLocaleString("en");
}
