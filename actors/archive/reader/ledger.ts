import type { Evidence } from "../../../schemas/evidence.ts";
import { noProof } from "../coverage.ts";
import type { Disk } from "../disk.ts";
import { coveragePath } from "../layout.ts";
import { parseLine, readLedger } from "../ledger.ts";
import { type SeriesRecord, take } from "../ledgers.ts";

/** Evidence that says in words why something is missing. */
export type Reasoned = Evidence & { kind: "gap" | "unavailable" | "lost" };

export interface FollowedRecord extends SeriesRecord {
  /** In the order in which they were written. */
  reasons: Reasoned[];
}

/** A series' ledger as another process goes on writing it. */
export interface LedgerFollower {
  /** What it adds up to now; only what came since the last call is read. The same object each time. */
  read(): FollowedRecord;
}

export const isReasoned = (evidence: Evidence): evidence is Reasoned =>
  evidence.kind === "gap" || evidence.kind === "unavailable" || evidence.kind === "lost";

export function followLedger(disk: Disk, key: string): LedgerFollower {
  const path = coveragePath(key);
  let opened = openRecord(disk, key);

  /** Takes the whole lines behind what is known; false: they do not go on from there. */
  function takeMore(): boolean {
    const bytes = disk.read(path, opened.validBytes);
    for (let at = 0, end = bytes.indexOf(10); end >= 0; at = end + 1, end = bytes.indexOf(10, at)) {
      const line = parseLine(new TextDecoder().decode(bytes.subarray(at, end)));
      if (line?.n !== opened.nextN) return false;
      add(opened, line);
      opened.nextN++;
      opened.validBytes += end + 1 - at;
    }
    return true;
  }

  return {
    read() {
      const sizeBytes = disk.size(path) ?? 0;
      if (sizeBytes === opened.validBytes) return opened;
      if (sizeBytes < opened.validBytes || !takeMore()) opened = openRecord(disk, key);
      return opened;
    },
  };
}

function openRecord(disk: Disk, key: string): FollowedRecord & { nextN: number; validBytes: number } {
  const { lines, nextN, validBytes, badLines } = readLedger(disk, key);
  const sums = { proof: noProof(), files: new Map(), moved: new Map(), reasons: [] };
  const record = { key, ...sums, nextN, validBytes, badLines };
  for (const line of lines) add(record, line);
  return record;
}

function add(record: FollowedRecord, evidence: Evidence): void {
  take(record, evidence);
  if (isReasoned(evidence)) record.reasons.push(evidence);
}
