/**
 * Bars kept under `.tapedeck/cache/bars`, so that a file is summed up once: `{key}/{period}.{level}.bars` is a line of
 * JSON, then the columns (bars.ts) as doubles, deflated. It may be deleted at any time. What it is believed by: the
 * SHA-256 of the Parquet file that it was made of, and the CRC-32 of its own bytes.
 */
import { crc32, deflateRawSync, inflateRawSync } from "node:zlib";
import type { Disk } from "../../disk.ts";
import { HOUSE } from "../../layout.ts";
import { BAR_FIELDS, type Bars, newBars } from "./bars.ts";

interface Head {
  /** Raised whenever the same rows would make other bars. */
  version: 1;
  /** Of the file whose rows they are. */
  sha256: string;
  bars: number;
  /** Of the bytes behind this line. */
  crc: number;
}

/** @param path Of the Parquet file. */
export function barPath(path: string, level: string): string {
  return `${HOUSE}/cache/bars/${path.replace(/parquet$/, `${level}.bars`)}`;
}

/** null: there are none of these bytes. */
export function readBars(disk: Disk, path: string, sha256: string): Bars | null {
  if (disk.size(path) === null) return null;
  const bytes = disk.read(path);
  const end = bytes.indexOf(10);
  const head = headOf(new TextDecoder().decode(bytes.subarray(0, end)));
  const body = bytes.subarray(end + 1);
  if (head?.version !== 1 || head.sha256 !== sha256 || crc32(body) !== head.crc) return null;
  return unpacked(new Uint8Array(inflateRawSync(body)), head.bars);
}

function headOf(line: string): Head | null {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/** Not synced: what a crash leaves of it has another CRC, and is made anew. Throws where the disk does not take it. */
export function writeBars(disk: Disk, path: string, sha256: string, bars: Bars): void {
  const body = deflateRawSync(packed(bars));
  const head: Head = { version: 1, sha256, bars: bars.length, crc: crc32(body) };
  const temporary = `${path}.tmp`;
  if (disk.size(temporary) !== null) disk.remove(temporary);
  const file = disk.create(temporary);
  try {
    file.write(new TextEncoder().encode(`${JSON.stringify(head)}\n`));
    file.write(body);
  } finally {
    file.close();
  }
  disk.rename(temporary, path);
}

function packed(bars: Bars): Uint8Array {
  const all = new Float64Array(BAR_FIELDS.length * bars.length);
  BAR_FIELDS.forEach((field, i) => all.set(bars[field].subarray(0, bars.length), i * bars.length));
  return new Uint8Array(all.buffer);
}

function unpacked(bytes: Uint8Array, length: number): Bars | null {
  if (bytes.length !== BAR_FIELDS.length * length * 8) return null;
  const all = new Float64Array(bytes.buffer, bytes.byteOffset, BAR_FIELDS.length * length);
  const bars = newBars(0);
  BAR_FIELDS.forEach((field, i) => bars[field] = all.subarray(i * length, (i + 1) * length));
  return { ...bars, length };
}
