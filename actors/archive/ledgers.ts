import type { Evidence } from "../../schemas/evidence.ts";
import { addEvidence, noProof, type Proof } from "./coverage.ts";
import type { Disk } from "./disk.ts";
import { COVERAGE, coveragePath } from "./layout.ts";
import { appendLedger, type LedgerReading, readLedger, rewriteLedger } from "./ledger.ts";

export type FileLine = Evidence & { kind: "file" };

/** The line that ends a file. */
export function endOf({ from, to, path }: FileLine): FileLine {
  return { kind: "file", from, to, path, rows: 0, bytes: 0, sha256: "" };
}

/** What the ledger of one series adds up to. */
export interface SeriesRecord {
  key: string;
  proof: Proof;
  /** Files that are there, by path. */
  files: Map<string, FileLine>;
  /** Files that a remote holds instead, by path; as they were here. */
  moved: Map<string, FileLine & { remote: string }>;
  /** The number of its next line. */
  readonly nextN: number;
  /** Lines that voided earlier proof; 0 where the ledger is sound. */
  badLines: number;
}

/** The ledgers of an archive, each read once and kept up with what is appended here. */
export interface Ledgers {
  /** Empty where the series has no ledger yet. */
  of(key: string): SeriesRecord;
  /** Durable when it returns. */
  append(key: string, evidence: Evidence[]): void;
  /** Writes a damaged ledger anew, with what still counts; what lies in files is to be described again. */
  repair(key: string): void;
  /** Keys of all series with a ledger, of one exchange or of all (""), sorted. */
  keys(exchange: string): string[];
}

export function openLedgers(disk: Disk): Ledgers {
  const open = new Map<string, SeriesRecord & { reading: LedgerReading }>();

  function of(key: string) {
    const known = open.get(key);
    if (known) return known;
    const reading = readLedger(disk, key);
    const record = {
      key,
      reading,
      proof: noProof(),
      files: new Map<string, FileLine>(),
      moved: new Map<string, FileLine & { remote: string }>(),
      badLines: reading.badLines,
      get nextN() {
        return reading.nextN;
      },
    };
    for (const line of reading.lines.splice(0)) take(record, line);
    open.set(key, record);
    return record;
  }

  return {
    of,
    append(key, evidence) {
      if (evidence.length === 0) return;
      const record = of(key);
      for (const line of appendLedger(disk, key, record.reading, evidence)) take(record, line);
    },
    repair(key) {
      rewriteLedger(disk, key, readLedger(disk, key));
      open.delete(key);
    },
    keys: (exchange) => listKeys(disk, exchange ? `${COVERAGE}/${exchange}` : COVERAGE).sort(),
  };
}

/** Adds a line to what a ledger adds up to, in place. */
export function take(record: SeriesRecord, evidence: Evidence): void {
  addEvidence(record.proof, evidence);
  if (evidence.kind === "moved") return move(record, evidence);
  if (evidence.kind !== "file") return;
  // Set anew, so that the files stand in the order in which they were written.
  record.files.delete(evidence.path);
  record.moved.delete(evidence.path);
  if (evidence.rows > 0) record.files.set(evidence.path, evidence);
}

function move({ files, moved }: SeriesRecord, { path, remote }: Evidence & { kind: "moved" }): void {
  const file = files.get(path);
  files.delete(path);
  if (file) moved.set(path, { ...file, remote });
}

function listKeys(disk: Disk, folder: string): string[] {
  return disk.list(folder).flatMap(({ name, isFolder }) => {
    const path = `${folder}/${name}`;
    if (isFolder) return listKeys(disk, path);
    const key = path.slice(COVERAGE.length + 1).replace(/\.jsonl$/, "");
    return coveragePath(key) === path ? [key] : [];
  });
}
