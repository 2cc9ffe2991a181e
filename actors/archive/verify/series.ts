/** Verifies one series, while its files may be replaced. */
import type { Disk } from "../disk.ts";
import type { Interval } from "../intervals.ts";
import { coveragePath } from "../layout.ts";
import type { FileLine } from "../ledgers.ts";
import { type Claims, readClaims } from "./claims.ts";
import { compareFiles, type FilesFound } from "./files.ts";
import { countIds } from "./ids.ts";
import type { Finding, SeriesReport } from "./report.ts";
import { tellSeries } from "./tell.ts";

export interface Scope {
  disk: Disk;
  /** What is asked about; infinite where everything is. */
  range: Interval;
  nowUs: number;
  /** Reads rows; null: they are not read. */
  rows: RowReader | null;
}

/** Reads the rows of files and compares them with what is claimed; keeps what it learned of each file. */
export interface RowReader {
  /** null: a file was replaced meanwhile, and the claims are to be read again. */
  check(claims: Claims, files: FileLine[]): Promise<RowsFound | null>;
}

export interface RowsFound {
  contradictions: Finding[];
  /** By the day's begin, µs. */
  rowsByDay: Map<number, number>;
  /** How many were compared with the rows, if these are trades. */
  candles: number;
}

/** So often a series is looked at again whose files change all the time. */
const MAX_LOOKS = 25;

/**
 * A contradiction that is there only because the archiver was at work between two looks is none: it is told when
 * two looks in a row find the same, and the ledger did not go on meanwhile.
 */
export async function verifySeries(scope: Scope, key: string): Promise<SeriesReport> {
  let before = "";
  for (let looks = 1;; looks++) {
    const look = await lookAt(scope, key);
    if (look) {
      const found = JSON.stringify(look.report.contradictions);
      const isSettled = found === "[]" || (found === before && isStill(scope.disk, look.claims));
      if (isSettled || looks >= MAX_LOOKS) return look.report;
      before = found;
    } else if (looks >= MAX_LOOKS) {
      throw new Error(`Cannot verify ${key}: its files were replaced ${looks} times meanwhile; try again`);
    }
  }
}

const isStill = (disk: Disk, { key, bytes }: Claims) => (disk.size(coveragePath(key)) ?? 0) === bytes;

async function lookAt(scope: Scope, key: string): Promise<{ claims: Claims; report: SeriesReport } | null> {
  const { disk, range, nowUs } = scope;
  const claims = readClaims(disk, key, nowUs);
  if (!claims.isReadable) return { claims, report: unreadable(claims, scope) };
  const wants = ({ from, to }: FileLine) => from < range.to && to > range.from;
  const found = compareFiles(disk, claims, wants);
  const isWhole = range.from === -Infinity && range.to === Infinity;
  const ids = isWhole && found.contradictions.length === 0 && found.remarks.length === 0
    ? countIds(claims, found.footers)
    : [];
  const rows = scope.rows ? await scope.rows.check(claims, soundFiles(claims, found)) : undefined;
  if (rows === null) return null;
  return {
    claims,
    report: {
      ...tellSeries(claims, range, nowUs, rows ?? null),
      contradictions: [
        ...claims.contradictions,
        ...found.contradictions,
        ...ids,
        ...rows?.contradictions ?? [],
      ],
      remarks: [...claims.remarks, ...found.remarks],
    },
  };
}

/** Its files are as unknown as its claims. */
const unreadable = (claims: Claims, { range, nowUs }: Scope): SeriesReport => ({
  ...tellSeries(claims, range, nowUs, null),
  contradictions: claims.contradictions,
  remarks: [],
});

/** Files whose footers can be read and are as they should be. */
const soundFiles = ({ record }: Claims, { footers }: FilesFound): FileLine[] =>
  [...footers.keys()].map((path) => record.files.get(path)!);
