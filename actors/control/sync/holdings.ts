/** What a data folder holds, as its ledgers say it: the files that a remote is to have. */
import type { LedgerLine } from "../../../schemas/evidence.ts";
import type { Disk } from "../../archive/disk.ts";
import { COVERAGE, coveragePath, parseFilePath } from "../../archive/layout.ts";
import { parseLine, readLedger } from "../../archive/ledger.ts";

/** A sealed file as the ledger has it. Its time is half-open, µs. */
export interface HeldFile {
  path: string;
  bytes: number;
  sha256: string;
  from: number;
  to: number;
}

/** A file that a remote holds instead of us. */
export interface MovedFile extends HeldFile {
  remote: string;
}

/** One series at a moment: the ledger up to `ledgerBytes`, and the files that it speaks of. */
export interface Holdings {
  key: string;
  /** In the order in which they were written. */
  files: HeldFile[];
  moved: MovedFile[];
  ledgerBytes: number;
  /** Another one as soon as the ledger has another line. */
  ledgerVersion: string;
}

/** Follows all ledgers of a folder, each read once and then from where it ended. */
export interface HoldingsFollower {
  /** Keys of the series that have a ledger, sorted. */
  keys(): string[];
  /** Throws where the ledger is damaged. */
  read(key: string): Holdings;
}

interface Followed {
  files: Map<string, HeldFile>;
  moved: Map<string, MovedFile>;
  bytes: number;
  nextN: number;
}

export function followHoldings(disk: Disk): HoldingsFollower {
  const followed = new Map<string, Followed>();

  function upToDate(key: string): Followed {
    const known = followed.get(key);
    const sizeBytes = disk.size(coveragePath(key)) ?? 0;
    if (known && (sizeBytes === known.bytes || sizeBytes > known.bytes && takeMore(disk, key, known))) {
      return known;
    }
    const anew = readAnew(disk, key);
    followed.set(key, anew);
    return anew;
  }

  return {
    keys: () => ledgerKeys(disk, COVERAGE).sort(),
    read(key) {
      const { files, moved, bytes, nextN } = upToDate(key);
      return {
        key,
        files: [...files.values()],
        moved: [...moved.values()],
        ledgerBytes: bytes,
        ledgerVersion: `${nextN} ${ledgerChecksum(disk, key, bytes)}`,
      };
    },
  };
}

/** The checksum of the last line. */
export function ledgerChecksum(disk: Disk, key: string, ledgerBytes: number): string {
  const end = new TextDecoder().decode(
    disk.read(coveragePath(key), Math.max(0, ledgerBytes - 24), ledgerBytes),
  );
  return /"crc":(\d+)\}\n$/.exec(end)?.[1] ?? "";
}

function readAnew(disk: Disk, key: string): Followed {
  const { lines, nextN, validBytes, badLines } = readLedger(disk, key);
  if (badLines > 0) {
    throw new Error(
      `Cannot sync ${key}: its ledger "${coveragePath(key)}" is damaged; restart tapedeck, which repairs it`,
    );
  }
  const record: Followed = { files: new Map(), moved: new Map(), bytes: validBytes, nextN };
  for (const line of lines) take(record, line);
  return record;
}

/** Takes the whole lines behind what is known; false: they do not go on from there. */
function takeMore(disk: Disk, key: string, record: Followed): boolean {
  const bytes = disk.read(coveragePath(key), record.bytes);
  for (let at = 0, end = bytes.indexOf(10); end >= 0; at = end + 1, end = bytes.indexOf(10, at)) {
    const line = parseLine(new TextDecoder().decode(bytes.subarray(at, end)));
    if (line?.n !== record.nextN) return false;
    take(record, line);
    record.nextN++;
    record.bytes += end + 1 - at;
  }
  return true;
}

function take({ files, moved }: Followed, line: LedgerLine): void {
  if (line.kind === "moved") {
    const file = files.get(line.path);
    files.delete(line.path);
    if (file) moved.set(line.path, { ...file, remote: line.remote });
  }
  if (line.kind !== "file") return;
  const { path, bytes, sha256, from, to, rows } = line;
  files.delete(path);
  moved.delete(path);
  if (rows > 0) files.set(path, { path, bytes, sha256, from, to });
}

function ledgerKeys(disk: Disk, folder: string): string[] {
  return disk.list(folder).flatMap(({ name, isFolder }) => {
    if (isFolder) return ledgerKeys(disk, `${folder}/${name}`);
    return name.endsWith(".jsonl") ? [`${folder}/${name}`.slice(COVERAGE.length + 1, -".jsonl".length)] : [];
  });
}

/**
 * Of files that a remote has and the ledger no longer names: the parts whose rows are all in other files, because
 * they were merged into them. Where anything of their time was lost here since, the remote's may be the only copy
 * that is left: those are not among them.
 */
export function mergedAway(lines: LedgerLine[], paths: string[]): string[] {
  const lives = new Map<string, Life>();
  for (const line of lines) {
    if (line.kind === "file" && line.rows > 0) lives.set(line.path, { begin: line.n, end: null });
    const life = line.kind === "file" && line.rows === 0 ? lives.get(line.path) : undefined;
    if (life) life.end = line;
  }
  const losses = lines.filter(({ kind }) => kind === "lost");
  return paths.filter((path) => {
    const { begin, end } = lives.get(path) ?? { begin: 0, end: null };
    return end !== null && parseFilePath(path).part !== null &&
      !losses.some(({ n, from, to }) => n > begin && from < end.to && to > end.from);
  });
}

/** Of a file: the line that began it, and what ended it. */
interface Life {
  begin: number;
  end: { from: number; to: number } | null;
}
