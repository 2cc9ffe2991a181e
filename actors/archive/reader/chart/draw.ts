/** One chart from one snapshot of a series. */
import type { Chart } from "../../../../schemas/wire_archive.ts";
import { parseSeriesKey } from "../../../../schemas/series.ts";
import type { Interval } from "../../intervals.ts";
import type { FileLine, SeriesRecord } from "../../ledgers.ts";
import { parseFilePath } from "../../layout.ts";
import { betweenRows } from "../../summary.ts";
import { Outdated } from "../file.ts";
import type { Reader } from "../reader.ts";
import type { PeriodSources, Snapshot } from "../snapshot.ts";
import { addBars, newTally, type Tally } from "./bars.ts";
import type { BarStore } from "./bar_store.ts";
import { bucketsOf, markIn, type Marks, newMarks } from "./buckets.ts";
import type { ChartRequest } from "./chart.ts";
import { flagsOf } from "./flags.ts";
import { gridOver } from "./grid.ts";
import { levelFor, MINUTE_US } from "./levels.ts";
import { scan, type ScanOptions } from "./scan.ts";
import { hourlyShares, mergedShare, type Share, sharesOf } from "./shares.ts";

export interface DrawParts extends Omit<ScanOptions, "key"> {
  reader: Reader;
  store: BarStore;
  snapshot: Snapshot;
  enough: Promise<void>;
}

interface Drawing extends DrawParts {
  key: string;
  tally: Tally;
  marks: Marks;
  /** Of whole buckets. */
  range: Interval;
  /** The length of the bars that its buckets are made of; null: they are made of rows. */
  levelUs: number | null;
  isEnough: boolean;
}

/** So many rows are read at once without a thought; those of a book have to be played. */
const QUICK_ROWS = { trades: 500_000, ohlc: 500_000, orderbook: 50_000 };
const QUICK_SHARES = 64;

/** null: there is nothing of this series. Throws {@linkcode Outdated}. */
export async function draw(request: ChartRequest, parts: DrawParts): Promise<Chart | null> {
  const { key, nowUs, points } = request;
  const record = parts.reader.record(key);
  const rows = extentOf(record, parts.snapshot);
  if (!rows && record.nextN === 0) return null;
  const { type, span } = parseSeriesKey(key);
  const fromUs = request.fromUs ?? rows?.from ?? nowUs;
  const toUs = Math.max(fromUs + 1, request.toUs ?? rows?.to ?? nowUs);
  const grid = gridOver({ type, span }, { fromUs, toUs, points });
  const range = { from: grid.startOf(0), to: grid.startOf(grid.count) };
  const drawing: Drawing = {
    ...parts,
    ...{ key, range, tally: newTally(grid), marks: newMarks(grid), levelUs: levelFor(key, grid.widthUs) },
    isEnough: false,
  };
  void parts.enough.then(() => drawing.isEnough = true);
  await addAll(drawing, record);
  const stretches = parts.reader.stretches(key, range.from, range.to);
  const flags = flagsOf(grid, stretches, betweenRows(rows ?? { from: nowUs, to: nowUs }));
  return {
    ...{ key, type, from_us: range.from, to_us: range.to, bucket_us: grid.widthUs },
    buckets: bucketsOf(type, drawing.tally, flags, drawing.marks),
    finished: !drawing.marks.pending.includes(1),
    problem: drawing.marks.problem,
  };
}

/** From the first row to behind the last, those that were moved away included; null: there is none. */
function extentOf({ files, moved }: SeriesRecord, { periods }: Snapshot): Interval | null {
  let [from, to] = [Infinity, -Infinity];
  const extend = (more: Interval) => [from, to] = [Math.min(from, more.from), Math.max(to, more.to)];
  for (const file of [...files.values(), ...moved.values()]) extend(file);
  for (const { first, last } of periods.flatMap(({ journal }) => journal)) {
    extend({ from: first, to: last + 1 });
  }
  return from < to ? { from, to } : null;
}

/** The newest first: that is what people look at. */
async function addAll(drawing: Drawing, record: SeriesRecord): Promise<void> {
  const { range, snapshot } = drawing;
  const touches = ({ from, to }: Interval) => from < range.to && to > range.from;
  const shares = snapshot.periods.filter(({ period }) => touches(period))
    .flatMap((sources) => dividedFor(drawing, sources))
    .filter(touches);
  const isQuick = shares.length <= QUICK_SHARES &&
    rowsOf(shares, range) <= QUICK_ROWS[parseSeriesKey(drawing.key).type];
  for (const file of [...record.moved.values()].filter(touches)) addMoved(drawing, file);
  for (const share of shares.toReversed()) await addShare(drawing, share, isQuick ? "rows" : "bars");
}

function dividedFor({ key, levelUs, found }: Drawing, sources: PeriodSources): Share[] {
  // It is another one than the ledger says: what it replaces has to be looked for.
  if (sources.files.some(({ path }) => found.has(path))) return [mergedShare(sources)];
  const isFine = levelUs !== null && levelUs < MINUTE_US;
  return isFine ? hourlyShares(sources) : sharesOf(key, sources);
}

/** About so many, if they were spread evenly. */
function rowsOf(shares: Share[], range: Interval): number {
  let sum = 0;
  for (const share of shares) {
    const [from, to] = [Math.max(share.from, range.from), Math.min(share.to, range.to)];
    for (const file of share.sources.files) {
      const part = Math.min(to, file.to) - Math.max(from, file.from);
      sum += file.rows * Math.max(0, part) / (file.to - file.from);
    }
  }
  return sum;
}

/** What is in no other file, and was summed up while it was here, is known still. */
function addMoved({ store, snapshot, levelUs, tally, range, marks }: Drawing, file: FileLine): void {
  const { period } = parseFilePath(file.path);
  const isAllOfIt = !snapshot.periods.some((sources) => sources.period.from === period.from);
  const bars = isAllOfIt && levelUs !== null ? store.remembered(file, levelUs) : null;
  if (bars) addBars(tally, bars, range);
  else markIn(marks, "moved", file);
}

async function addShare(drawing: Drawing, share: Share, from: "rows" | "bars"): Promise<void> {
  const { tally, range, marks, levelUs } = drawing;
  try {
    const bars = levelUs !== null && isLasting(drawing, share)
      ? await barsOf(drawing, share, levelUs, from)
      : "rows";
    if (bars === "later" || (bars === "rows" && drawing.isEnough)) markIn(marks, "pending", share);
    else if (bars === "rows") await scan(share, range, tally, drawing);
    else addBars(tally, bars, range);
  } catch (error) {
    if (error instanceof Outdated) throw error;
    markIn(marks, "unreadable", share);
    marks.problem ??= (error as Error).message;
  }
}

/** Bars of a share, where they are worth it. */
async function barsOf(drawing: Drawing, share: Share, levelUs: number, from: "rows" | "bars") {
  const { store, enough } = drawing;
  const known = store.known(share, levelUs);
  if (known) return known;
  if (from === "rows") return "rows";
  if (drawing.isEnough) return "later";
  const making = store.make(share, levelUs, drawing);
  making.catch(() => {}); // it may go wrong when nobody waits any more
  return await Promise.race([making, enough]) ?? "later";
}

/** The journal grows, and a file that is not what the ledger says is no one's word. */
const isLasting = ({ found }: Drawing, { sources: { files, journal } }: Share) =>
  journal.length === 0 && !files.some(({ path }) => found.has(path));
