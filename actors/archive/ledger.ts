/**
 * The coverage ledger of a series: `.tapedeck/coverage/{key}.jsonl`, one line a piece of evidence, only ever
 * appended to, after the rows that it speaks of are durable. A line is a JSON object whose last member is
 * `"crc"`: the CRC-32 of the line's text without that member. `n` counts lines from 0.
 */
import { crc32 } from "node:zlib";
import type { Evidence, LedgerLine } from "../../schemas/evidence.ts";
import type { Disk } from "./disk.ts";
import { coveragePath } from "./layout.ts";

export interface LedgerReading {
  /** Lines that count: those behind the last bad one. */
  lines: LedgerLine[];
  /** The number of the next line. */
  nextN: number;
  /** Bytes up to the end of the last good line; what follows is torn. */
  validBytes: number;
  /** Bad lines before good ones: everything up to the last of them proves nothing any more. */
  badLines: number;
}

export function formatLine(line: LedgerLine): string {
  const text = JSON.stringify(line);
  return `${text.slice(0, -1)},"crc":${crc32(text)}}\n`;
}

/** null: the line is not one that {@linkcode formatLine} makes (its newline left out). */
export function parseLine(text: string): LedgerLine | null {
  const match = /^(\{.*),"crc":(\d+)\}$/.exec(text);
  if (!match || crc32(`${match[1]}}`) !== Number(match[2])) return null;
  return JSON.parse(`${match[1]}}`) as LedgerLine;
}

export function readLedger(disk: Disk, key: string): LedgerReading {
  const path = coveragePath(key);
  const reading: LedgerReading = { lines: [], nextN: 0, validBytes: 0, badLines: 0 };
  if (disk.size(path) === null) return reading;
  const bytes = disk.read(path);
  let bad = 0;
  for (let at = 0, end = bytes.indexOf(10); end >= 0; at = end + 1, end = bytes.indexOf(10, at)) {
    const line = parseLine(new TextDecoder().decode(bytes.subarray(at, end)));
    if (!line) {
      bad++;
      continue;
    }
    if (bad > 0 || line.n !== reading.nextN) {
      Object.assign(reading, { lines: [], badLines: reading.badLines + (bad || 1) });
    }
    reading.lines.push(line);
    Object.assign(reading, { nextN: line.n + 1, validBytes: end + 1 });
    bad = 0;
  }
  return reading;
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
  const lines = evidence.map((piece, i): LedgerLine => ({ n: reading.nextN + i, ...piece }));
  const bytes = new TextEncoder().encode(lines.map(formatLine).join(""));
  const file = disk.openAppend(path);
  try {
    file.write(bytes);
    file.syncNow();
  } finally {
    file.close();
  }
  reading.nextN += lines.length;
  reading.validBytes += bytes.length;
  return lines;
}
