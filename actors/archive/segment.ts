import type { Evidence } from "../../schemas/evidence.ts";
import { decodeAll } from "./codec.ts";
import type { Columns } from "./columns.ts";
import type { Disk } from "./disk.ts";
import {
  batchOf,
  decodeFrame,
  encodedRows,
  hasFrame,
  HEAD_BYTES,
  type Header,
  type RawFrame,
  scanFrames,
  type SeriesFrame,
} from "./frames.ts";
import { journalFolder, parseSegmentPath, type SegmentName, segmentPath } from "./layout.ts";

/** More than a header takes. */
const HEADER_BYTES = 4096;

/** What one segment holds: the batches that are its own, sound frames only. */
export interface Segment {
  path: string;
  name: SegmentName;
  /** null: not even the header is sound. */
  header: Header | null;
  series: SegmentSeries[];
  /** Acknowledged batches may be missing: `reason` says why, `fromByte` where the unreadable part begins. */
  damage: { fromByte: number; reason: string } | null;
}

export interface SegmentSeries extends SeriesFrame {
  /** Rows in order of arrival. Decoded anew at each call. */
  rows(): Columns[];
  /** The same as one; null: there are none. */
  allRows(): Columns | null;
  evidence: Evidence[];
}

/** Every segment of an exchange (of all exchanges, for ""), in the order in which they must be sealed. */
export function listSegments(disk: Disk, exchange: string): SegmentName[] {
  const folders = exchange ? [exchange] : disk.list(journalFolder("")).map(({ name }) => name);
  const names = folders.flatMap((folder) =>
    disk.list(journalFolder(folder)).map(({ name }) => parseSegmentPath(`${folder}/${name}`))
  );
  return names.filter((name) => name !== null)
    .sort((a, b) =>
      a.exchange < b.exchange ? -1 : a.exchange > b.exchange ? 1 : a.epoch - b.epoch || a.n - b.n
    );
}

/**
 * Reads a segment as far as it is sound. Where its successor of the same epoch says that a batch is its own,
 * that batch and later ones are not taken here: their sync failed, and they were written again. Throws where the
 * name is no segment's, and where another version wrote it.
 */
export function readSegment(disk: Disk, path: string): Segment {
  const name = parseSegmentPath(path);
  if (!name) throw new Error(`Cannot read segment "${path}": it is not the name of a segment`);
  const bytes = disk.read(path);
  const scan = scanFrames(bytes);
  const header = headerIn(scan.frames, path);
  const frames = header ? scan.frames.slice(0, inSequence(scan.frames, header.firstBatch)) : [];
  const endBatch = headerOf(disk, { ...name, n: name.n + 1 })?.firstBatch ?? Infinity;
  const series = [...collect(frames, endBatch).values()];
  const fromByte = frames.reduce((sum, { payload }) => sum + HEAD_BYTES + payload.length, 0);
  const isWhole = !header || endBatch === Infinity || nextBatch(frames, header, endBatch) === endBatch;
  const reason = header || isTornHeader(bytes)
    ? damageOf(bytes.subarray(fromByte), isWhole)
    : "its header is damaged, and nothing in it can be read";
  return { path, name, header, series, damage: reason === null ? null : { fromByte, reason } };
}

/** Did a crash tear the very first write? Then it is the begin of a header frame, or of a page never written. */
function isTornHeader(bytes: Uint8Array): boolean {
  if (bytes.length < HEAD_BYTES || bytes.every((byte) => byte === 0)) return true;
  const frameBytes = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true) + 8;
  return bytes[8] === 0 && bytes.length < frameBytes && frameBytes <= HEADER_BYTES;
}

/** How many frames stand where a writer puts them. What follows them was copied, moved, or lacks what preceded it. */
function inSequence(frames: RawFrame[], firstBatch: number): number {
  const declared = new Set<number>();
  let next = firstBatch;
  for (const [i, frame] of frames.entries()) {
    if (!isInPlace(frame, frames[i - 1], declared, next)) return i;
    if (frame.kind === "series") declared.add(frame.series);
    if (frame.kind === "rows" || frame.kind === "evidence") next = batchOf(frame.payload) + 1;
  }
  return frames.length;
}

function isInPlace(
  frame: RawFrame,
  before: RawFrame | undefined,
  declared: Set<number>,
  next: number,
): boolean {
  const { kind, series, payload } = frame;
  if (!before || before.kind === "end") return !before && kind === "header";
  switch (kind) {
    case "header":
      return false;
    case "series":
      return !declared.has(series);
    case "rows":
      return declared.has(series) && batchOf(payload) === next;
    case "evidence":
      return declared.has(series) &&
        (batchOf(payload) === next || isRowsOf(before, series, batchOf(payload)));
    case "end":
      return batchOf(payload) === next;
    default:
      throw kind satisfies never;
  }
}

const isRowsOf = (frame: RawFrame, series: number, batch: number) =>
  frame.kind === "rows" && frame.series === series && batchOf(frame.payload) === batch;

/** What the segment says at its begin; null where there is none, or its header is torn. */
export function headerOf(disk: Disk, name: SegmentName): Header | null {
  const path = segmentPath(name);
  if (disk.size(path) === null) return null;
  return headerIn(scanFrames(disk.read(path, 0, HEADER_BYTES)).frames, path);
}

function headerIn([frame]: RawFrame[], path: string): Header | null {
  if (frame?.kind !== "header") return null;
  const { header } = decodeFrame(frame) as { header: Header };
  if (header.version === 1) return header;
  throw new Error(
    `Cannot read segment "${path}": it is of version ${header.version}, and this tapedeck reads version 1; ` +
      "start the version that wrote it once, and stop it, so that it seals what it wrote",
  );
}

function collect(frames: RawFrame[], endBatch: number): Map<number, SegmentSeries> {
  const series = new Map<number, SegmentSeries>();
  const rowFrames = new Map<number, RawFrame[]>();
  for (const raw of frames) {
    if ((raw.kind === "rows" || raw.kind === "evidence") && batchOf(raw.payload) >= endBatch) continue;
    if (raw.kind === "rows") {
      rowFrames.get(raw.series)!.push(raw);
      continue;
    }
    const frame = decodeFrame(raw);
    if (frame.kind === "evidence") series.get(frame.series)!.evidence.push(...frame.evidence);
    if (frame.kind !== "series") continue;
    const ofSeries: RawFrame[] = [];
    rowFrames.set(frame.series, ofSeries);
    const rows = () => ofSeries.map(columnsOf);
    const allRows = () => ofSeries.length > 0 ? decodeAll(ofSeries.map(encodedRows)) : null;
    series.set(frame.series, { ...frame.declared, evidence: [], rows, allRows });
  }
  return series;
}

const columnsOf = (frame: RawFrame) => (decodeFrame(frame) as { columns: Columns }).columns;

/** The number that the batch behind the last one has. */
function nextBatch(frames: RawFrame[], header: Header, endBatch: number): number {
  const last = frames.findLast(({ kind, payload }) =>
    (kind === "rows" || kind === "evidence") && batchOf(payload) < endBatch
  );
  return last ? batchOf(last.payload) + 1 : header.firstBatch;
}

/**
 * A crash tears the end of what was being written, which nobody was told is safe. Damage is more: sound frames
 * behind unsound bytes, or batches missing that the successor counts as written here.
 */
function damageOf(rest: Uint8Array, isWhole: boolean): string | null {
  if (hasFrame(rest)) return "a damaged frame stands before sound ones";
  return isWhole ? null : "batches that were acknowledged are missing at its end";
}
