/** The rows of a share, summed up. */
import { parseSeriesKey } from "../../../../schemas/series.ts";
import { DERIVED_EVERY_US } from "../../book_at.ts";
import { breathe } from "../../breathe.ts";
import type { Columns } from "../../columns.ts";
import type { Interval } from "../../intervals.ts";
import { GROUP_ROWS, readGroups } from "../../parquet.ts";
import { whileSame } from "../file.ts";
import { explained, openFile, type PeriodOptions, readPeriod } from "../period.ts";
import { addRows, SUMMED, type Tally } from "./bars.ts";
import { midsOf } from "./mids.ts";
import type { Share } from "./shares.ts";

export type ScanOptions = Pick<PeriodOptions, "disk" | "key" | "found">;

/**
 * Adds the rows of a share that lie in the range too. Throws {@linkcode Outdated} where a file is not what it was, and
 * `Cannot read …` where one is damaged or gone: then some of its rows may have been added.
 */
export async function scan(share: Share, range: Interval, tally: Tally, options: ScanOptions): Promise<void> {
  const inside = { from: Math.max(share.from, range.from), to: Math.min(share.to, range.to) };
  if (inside.from >= inside.to) return;
  for await (const rows of rowsOf(share, inside, options)) {
    addRows(tally, rows, inside);
    await breathe();
  }
}

function rowsOf(share: Share, inside: Interval, options: ScanOptions): AsyncGenerator<Columns> {
  const { files, journal } = share.sources;
  const { type } = parseSeriesKey(options.key);
  if (type === "orderbook") return midsIn(share, inside, options);
  return files.length === 1 && journal.length === 0
    ? ofOneFile(share, inside, options)
    : merged(share, inside, options);
}

async function* ofOneFile(
  share: Share,
  { from, to }: Interval,
  options: ScanOptions,
): AsyncGenerator<Columns> {
  const { disk, key } = options;
  const { path, footer, stamp } = openFile(share.sources.files[0], options);
  const type = parseSeriesKey(key).type as keyof typeof SUMMED;
  const groups = readGroups(whileSame(disk, path, stamp), path, footer, {
    wants: ({ min, max }) => !(min.ts >= to || max.ts < from),
    range: { from, to },
    columns: SUMMED[type],
  });
  yield* explained(groups, path);
}

async function* merged(
  { sources }: Share,
  { from, to }: Interval,
  options: ScanOptions,
): AsyncGenerator<Columns> {
  const cut = { from, to, after: null };
  for await (const { columns } of readPeriod(sources, { ...options, cut, batchRows: GROUP_ROWS })) {
    yield columns;
  }
}

/** Begins where a live book has a snapshot, so that it is known from there on. */
async function* midsIn(share: Share, { from, to }: Interval, options: ScanOptions): AsyncGenerator<Columns> {
  const boundary = Math.floor(from / DERIVED_EVERY_US) * DERIVED_EVERY_US;
  const mids = midsOf();
  for await (const frames of merged(share, { from: boundary, to }, options)) yield mids(frames);
}
