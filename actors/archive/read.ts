import type { Rows } from "../../schemas/market.ts";
import { parseSeriesKey } from "../../schemas/series.ts";
import type { Archive } from "./archive.ts";
import { type Columns, join, numbers, whole } from "./columns.ts";
import { dropDuplicates, newTally } from "./duplicates.ts";
import { readFooter } from "./footer.ts";
import type { TradeIds } from "./frames.ts";
import type { Interval } from "./intervals.ts";
import { segmentPath } from "./layout.ts";
import type { FileLine } from "./ledgers.ts";
import { mergeSorted, type Source } from "./merge_sorted.ts";
import type { ReadQuery } from "./messages.ts";
import { GROUP_ROWS } from "./parquet.ts";
import { toRows } from "./rows.ts";
import { listSegments, readSegment } from "./segment.ts";
import { fileSource, rowsSource } from "./sources.ts";

/** The rows of period files, parts and journal together: in order, each once, at most `limit`. */
export async function readRows(archive: Archive, { key, fromUs, toUs, limit }: ReadQuery): Promise<Rows> {
  const { type, exchange } = parseSeriesKey(key);
  const range = { from: fromUs, to: toUs };
  const files = readFiles(archive, key, range);
  const journal = readJournal(archive, exchange, key, range);
  const sources = [...files.sources, ...journal.sources];
  const tradeIds = files.tradeIds ?? journal.tradeIds ?? "opaque";
  const options = { type, tradeIds, tally: newTally(), batchRows: Math.min(GROUP_ROWS, limit + 1) };
  const batches: Columns[] = [];
  for await (const batch of dropDuplicates(mergeSorted(sources, tradeIds), options)) {
    batches.push(batch);
    // One more than asked for, since a book's frame may go on in the next batch.
    if (batches.reduce((sum, columns) => sum + unitsOf(columns), 0) > limit) break;
  }
  const rows = toRows(join(type, batches.map(whole)));
  return { ...rows, rows: rows.rows.slice(0, limit) } as Rows;
}

interface Found {
  sources: Source[];
  tradeIds: TradeIds | undefined;
}

function readFiles({ disk, ledgers }: Archive, key: string, range: Interval): Found {
  const lines = [...ledgers.of(key).files.values()].filter(({ from, to }) =>
    from < range.to && to > range.from
  );
  const read = lines.sort(periodFilesFirst).map(({ path }) => ({ path, footer: readFooter(disk, path) }));
  const sources = read.map(({ path, footer }) => fileSource(disk, path, footer, range));
  return {
    sources: sources.filter((source) => source !== null),
    tradeIds: read.map(({ footer }) => footer.note?.tradeIds).find((tradeIds) => tradeIds !== undefined),
  };
}

/** What was merged arrived before what was not. */
function periodFilesFirst(a: FileLine, b: FileLine): number {
  return Number(a.path.includes(".part-")) - Number(b.path.includes(".part-"));
}

function readJournal({ disk }: Archive, exchange: string, key: string, range: Interval): Found {
  const { type } = parseSeriesKey(key);
  const series = listSegments(disk, exchange)
    .flatMap((name) => readSegment(disk, segmentPath(name)).series.filter((series) => series.key === key));
  const tradeIds = series.at(-1)?.tradeIds;
  const sources = series.map((series) => rowsSource(type, series.rows(), tradeIds ?? "opaque", range));
  return { sources: sources.filter((source) => source !== null), tradeIds };
}

/** Rows; of books, frames. */
function unitsOf(columns: Columns): number {
  if (columns.type !== "orderbook") return columns.length;
  const [session, frame] = [numbers(columns, "session"), numbers(columns, "frame")];
  let units = 0;
  for (let row = 0; row < columns.length; row++) {
    if (row === 0 || frame[row] !== frame[row - 1] || session[row] !== session[row - 1]) units++;
  }
  return units;
}
