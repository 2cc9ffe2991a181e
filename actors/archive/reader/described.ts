/** A series as its ledger has it: every day, the newest gaps with their reasons, every file. */
import type { Stretch } from "../../../schemas/evidence.ts";
import { parseSeriesKey } from "../../../schemas/series.ts";
import type { SeriesFile, SeriesGap, SeriesPage } from "../../../schemas/wire_archive.ts";
import { daysWithin } from "../days.ts";
import { byLength, type Hole, holesIn } from "../holes.ts";
import type { Interval } from "../intervals.ts";
import { parseFilePath } from "../layout.ts";
import type { FileLine, SeriesRecord } from "../ledgers.ts";
import { betweenRows, extentOf } from "../summary.ts";
import type { Reasoned } from "./ledger.ts";
import type { Reader } from "./reader.ts";

export type DescribedGap = Omit<SeriesGap, "refillable">;

export interface Described extends Pick<SeriesPage, "first_us" | "last_us" | "days" | "gap_count" | "files"> {
  /** In files that are here. */
  rows: number;
  bytes: number;
  /** The newest first. */
  gaps: DescribedGap[];
}

const GAPS_TOLD = 500;

/** null: it has no ledger. @param nowUs Days that are not over by then are pending. */
export function describeSeries(reader: Reader, key: string, nowUs: number): Described | null {
  const record = reader.record(key);
  if (record.nextN === 0) return null;
  const files = [...record.files.values()];
  const held = [...files, ...record.moved.values()];
  const rows = held.length > 0 ? extentOf(held) : { from: 0, to: 0 };
  const inner = betweenRows(rows);
  const stretches = held.length > 0 ? reader.stretches(key, inner.from, inner.to) : [];
  const holes = holesIn(stretches);
  const newest = holes.slice(-GAPS_TOLD).toReversed();
  return {
    rows: sumOf(files, "rows"),
    bytes: sumOf(files, "bytes"),
    first_us: held.length > 0 ? rows.from : null,
    last_us: held.length > 0 ? rows.to - 1 : null,
    days: daysOf(key, held, stretches, rows, nowUs),
    gaps: toldGaps(newest, reader.reasons(key)),
    gap_count: holes.length,
    files: filesOf(record),
  };
}

const sumOf = (files: FileLine[], field: "rows" | "bytes") =>
  files.reduce((sum, file) => sum + file[field], 0);

function daysOf(key: string, files: FileLine[], inner: Stretch[], rows: Interval, nowUs: number) {
  const { type } = parseSeriesKey(key);
  // Of the two microseconds that are never proven, the rows at the ends are known to be there.
  const last = inner.length - 1;
  const stretches = inner.map((stretch, i) => ({
    ...stretch,
    ...(i === 0 && { from: rows.from }),
    ...(i === last && { to: rows.to }),
  }));
  const days = daysWithin({ type, files, coverage: { stretches, idRuns: [] } }, rows, nowUs);
  return days.map(({ name, state }) => ({ day: name, state }));
}

function toldGaps(holes: Hole[], reasons: Reasoned[]): DescribedGap[] {
  const since = holes.at(-1)?.from ?? Infinity;
  const recent = reasons.filter(({ to }) => to > since);
  return holes.map((hole): DescribedGap => {
    const [part] = byLength(hole);
    const reason = recent.findLast((evidence) => isOf(evidence, part))?.reason ?? null;
    const state = part.state as DescribedGap["state"];
    return { from_us: hole.from, to_us: hole.to, state, cause: part.cause ?? null, reason };
  });
}

/** Does the evidence speak of what is missing there? */
function isOf(evidence: Reasoned, { from, to, state, cause }: Stretch): boolean {
  if (evidence.from >= to || evidence.to <= from) return false;
  switch (evidence.kind) {
    case "gap":
      return state === "gap" && evidence.cause === cause;
    case "lost":
      return state === "gap" && cause === "lost";
    case "unavailable":
      return state === "unavailable";
    default:
      throw evidence satisfies never;
  }
}

function filesOf({ files, moved }: SeriesRecord): SeriesFile[] {
  const here = [...files.values()].map((line) => fileOf(line, null));
  const elsewhere = [...moved.values()].map((line) => fileOf(line, line.remote));
  return [...here, ...elsewhere].sort((a, b) =>
    a.period === b.period ? byNumbers(a.path, b.path) : a.period < b.period ? -1 : 1
  );
}

/** Part 9 before part 10. */
const { compare: byNumbers } = new Intl.Collator("en", { numeric: true });

function fileOf({ path, rows, bytes, sha256 }: FileLine, remote: string | null): SeriesFile {
  const { period, part } = parseFilePath(path);
  const kind = remote !== null ? "moved" : part ? "part" : "file";
  return { path, period: period.name, kind, rows, bytes, sha256, remote };
}
