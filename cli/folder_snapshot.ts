/**
 * What a data folder has, as the board of a tapedeck that runs on it would show it; nothing is under way. Reads
 * ledgers and journal, takes no lock, and may run beside a recorder.
 */
import type { Disk } from "../actors/archive/disk.ts";
import { partPath, type Period, periodAt, segmentPath } from "../actors/archive/layout.ts";
import { type Ledgers, openLedgers } from "../actors/archive/ledgers.ts";
import { numbers } from "../actors/archive/columns.ts";
import { openRealDisk } from "../actors/archive/real_disk.ts";
import { unlessGone } from "../actors/archive/reader/journal.ts";
import { listSegments, readSegment, type Segment, type SegmentSeries } from "../actors/archive/segment.ts";
import { isSeriesKey } from "../actors/archive/series_folders.ts";
import { summarise } from "../actors/archive/summary.ts";
import { createBoard } from "../actors/control/board.ts";
import type { Clock } from "../actors/kernel/clock.ts";
import { parseSeriesKey } from "../schemas/series.ts";
import type { Snapshot } from "../schemas/snapshot.ts";
import { VERSION } from "../version.ts";

/** Rows of one series in one period, of one segment. */
interface JournalRows {
  segment: Segment;
  key: string;
  period: string;
  rows: number;
  firstUs: number;
  lastUs: number;
}

/** Throws where a ledger or a segment cannot be read. */
export function folderSnapshot(folder: string, clock: Clock): Snapshot {
  const disk = openRealDisk(folder);
  const board = createBoard({ clock, version: VERSION, dataFolder: folder, configPath: "" });
  const at = clock.now();
  // The journal first, and then what the ledgers say: rows that are sealed meanwhile are in a ledger by then.
  const journal = journalRows(disk);
  const ledgers = openLedgers(disk);
  for (const key of ledgers.keys("").filter(isSeriesKey)) {
    board.fold({ type: "series-changed", summary: summarise(ledgers.of(key), at * 1000), at });
  }
  for (const rows of journal.filter((rows) => !isSealed(disk, ledgers, rows))) {
    board.fold({ type: "rows-recorded", ...rows, at });
  }
  return atRest(board.snapshot());
}

/** Rows of the journal came at some time, not now; and which jobs there are is not the folder's to say. */
function atRest(snapshot: Snapshot): Snapshot {
  const quiet = { rowsPerSecond: 0, spark: Array(60).fill(0) };
  return {
    ...snapshot,
    ...quiet,
    verdict: { state: "warning", sentence: "This is what the folder has; no tapedeck was asked." },
    series: snapshot.series.map((view) => ({
      ...view,
      ...quiet,
      sentence: "not recorded now",
      lastAt: null,
      lastSuccessAt: null,
    })),
    problems: [],
  };
}

function journalRows(disk: Disk): JournalRows[] {
  return listSegments(disk, "").flatMap((name) => {
    const segment = unlessGone(disk, name, () => readSegment(disk, segmentPath(name)));
    return segment ? segment.series.flatMap((series) => rowsByPeriod(segment, series)) : [];
  });
}

function rowsByPeriod(segment: Segment, series: SegmentSeries): JournalRows[] {
  const { key } = series;
  const { type } = parseSeriesKey(key);
  const found = new Map<string, JournalRows>();
  let period: Period = { name: "", from: 0, to: 0 };
  for (const ts of series.rows().flatMap((columns) => Array.from(numbers(columns, "ts")))) {
    if (ts < period.from || ts >= period.to) period = periodAt(type, ts);
    const { rows, firstUs, lastUs } = found.get(period.name) ?? { rows: 0, firstUs: ts, lastUs: ts };
    const extent = { firstUs: Math.min(firstUs, ts), lastUs: Math.max(lastUs, ts) };
    found.set(period.name, { segment, key, period: period.name, rows: rows + 1, ...extent });
  }
  return [...found.values()];
}

/** Its part is named before the segment goes, and merged with others only afterwards. */
function isSealed(disk: Disk, ledgers: Ledgers, { segment, key, period }: JournalRows): boolean {
  if (disk.size(segment.path) === null) return true;
  return ledgers.of(key).files.has(partPath(key, period, { ...segment.name, generation: 0 }));
}
