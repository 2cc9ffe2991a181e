/**
 * The coverage ledger of a series: `.tapedeck/coverage/{key}.jsonl`, one line a piece of evidence, only ever
 * appended to, after the rows that it speaks of are durable. A line is a JSON object whose last member is
 * `"crc"`: the CRC-32 of the line's text without that member. `n` counts lines from 0.
 *
 * What a crash tears is the end of the last append: a line without its newline, which is cut off. Anything else
 * that is wrong (a bad line, one out of place, a break in `n`) is damage, and the bad line may have said `lost`:
 * so what stands before it proves nothing any more. What it does not notice: lines cut off cleanly at the end.
 */
import { crc32 } from "node:zlib";
import { type Evidence, EVIDENCE_KINDS, type LedgerLine } from "../../schemas/evidence.ts";
import type { Disk } from "./disk.ts";
import { coveragePath, folderOf } from "./layout.ts";

export interface LedgerReading {
  /** Lines that count: those behind the damage; of those before, what tells which files a remote holds. */
  lines: LedgerLine[];
  /** The number of the next line. */
  nextN: number;
  /** Bytes up to the end of the last whole line; what follows is torn. */
  validBytes: number;
  /** Bad lines, and breaks in `n`: everything up to the last of them proves nothing any more. */
  badLines: number;
}

export function formatLine(line: LedgerLine): string {
  const text = JSON.stringify(line);
  return `${text.slice(0, -1)},"crc":${crc32(text)}}\n`;
}

/** null: the line is not one that {@linkcode formatLine} makes (its newline left out). */
export function parseLine(text: string): LedgerLine | null {
  // With `s`, since JSON leaves U+2028 and U+2029 as they are, which `.` takes for line ends.
  const match = /^(\{.*),"crc":(\d+)\}$/s.exec(text);
  if (!match || crc32(`${match[1]}}`) !== Number(match[2])) return null;
  return JSON.parse(`${match[1]}}`) as LedgerLine;
}

/** Throws where a newer version of tapedeck has written to it. */
export function readLedger(disk: Disk, key: string): LedgerReading {
  const path = coveragePath(key);
  const reading: LedgerReading = { lines: [], nextN: 0, validBytes: 0, badLines: 0 };
  if (disk.size(path) === null) return reading;
  const bytes = disk.read(path);
  reading.validBytes = bytes.lastIndexOf(NEWLINE) + 1;
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const texts = decoder.decode(bytes.subarray(0, reading.validBytes)).split(LINE_END);
  for (const text of texts.slice(0, -1)) takeLine(reading, parseLine(text));
  const hasWholeTail = parseLine(decoder.decode(bytes.subarray(reading.validBytes, -1))) !== null;
  if (hasWholeTail) takeLine(reading, null);
  const foreign = reading.lines.find(({ kind }) => !EVIDENCE_KINDS.includes(kind));
  if (foreign) {
    throw new Error(
      `Cannot read ledger "${path}": its line ${foreign.n} is of kind "${foreign.kind}", which this version does ` +
        "not know; use the tapedeck that wrote it, or a newer one",
    );
  }
  return reading;
}

const NEWLINE = 10;
/** A page that never reached the disk reads as zeros: the line behind them is a line. */
const LINE_END = /\n|\0+/;

/** null: a line that cannot be read. */
function takeLine(reading: LedgerReading, line: LedgerLine | null): void {
  const isInPlace = line !== null && line.n >= reading.nextN;
  if (isInPlace && line.n === reading.nextN) {
    reading.lines.push(line);
    reading.nextN++;
    return;
  }
  reading.badLines++;
  reading.lines = whereFilesWent(reading.lines);
  if (!isInPlace) return;
  reading.lines.push(line);
  reading.nextN = line.n + 1;
}

/** The lines of files that were moved to a remote: no proof, and nothing here could tell it anew. */
function whereFilesWent(lines: LedgerLine[]): LedgerLine[] {
  const moved = new Set(lines.filter((line) => line.kind === "moved").map(({ path }) => path));
  return lines.filter((line) => (line.kind === "moved" || line.kind === "file") && moved.has(line.path));
}

/** Appends evidence in one write and one sync; a torn end is cut off first. Returns the lines. */
export function appendLedger(
  disk: Disk,
  key: string,
  reading: LedgerReading,
  evidence: Evidence[],
): LedgerLine[] {
  const path = coveragePath(key);
  const sizeBytes = disk.size(path) ?? 0;
  if (sizeBytes > reading.validBytes) disk.truncate(path, reading.validBytes);
  const lines = evidence.map((piece, i) => numbered(piece, reading.nextN + i));
  const bytes = new TextEncoder().encode(lines.map(formatLine).join(""));
  try {
    appendSynced(disk, path, bytes);
  } catch (error) {
    takeBack(disk, path, reading.validBytes);
    throw error;
  }
  reading.nextN += lines.length;
  reading.validBytes += bytes.length;
  return lines;
}

/** `n` stands first, and is this one, also where the evidence was read from a line that had another. */
const numbered = (piece: Evidence, n: number): LedgerLine => Object.assign({ n }, piece, { n });

function appendSynced(disk: Disk, path: string, bytes: Uint8Array): void {
  const file = disk.openAppend(path);
  try {
    file.write(bytes);
    file.syncNow();
  } finally {
    file.close();
  }
}

/**
 * What could not be synced is there to be read until the machine stops, and no later sync brings it to the disk:
 * whoever believed it would remove what it speaks of.
 */
function takeBack(disk: Disk, path: string, sizeBytes: number): void {
  try {
    if ((disk.size(path) ?? 0) > sizeBytes) disk.truncate(path, sizeBytes);
  } catch {
    // The disk fails altogether: the error that led here says so.
  }
}

/**
 * Writes a ledger anew, numbered from 0, without the lines of files that are here: these are to be read again, for
 * what they prove.
 */
export function rewriteLedger(disk: Disk, key: string, { lines }: LedgerReading): void {
  const evidence = lines.filter(({ kind }) => kind !== "file" && kind !== "moved");
  const kept = [...whereFilesWent(lines), ...evidence].map((line, n) => formatLine(numbered(line, n)));
  const path = coveragePath(key);
  const temporary = `${path}.tmp`;
  if (disk.size(temporary) !== null) disk.remove(temporary);
  const file = disk.create(temporary);
  try {
    file.write(new TextEncoder().encode(kept.join("")));
    file.syncNow();
  } finally {
    file.close();
  }
  disk.rename(temporary, path);
  disk.syncFolder(folderOf(path));
}
