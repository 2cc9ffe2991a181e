import type { Evidence } from "../../schemas/evidence.ts";
import type { Columns } from "./columns.ts";
import type { Disk } from "./disk.ts";
import {
  batchOf,
  decodeFrame,
  hasFrame,
  type Header,
  type RawFrame,
  scanFrames,
  type SeriesFrame,
} from "./frames.ts";
import { journalFolder, parseSegmentPath, type SegmentName, segmentPath } from "./layout.ts";

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
 * that batch and later ones are not taken here: their sync failed, and they were written again.
 */
export function readSegment(disk: Disk, path: string): Segment {
  const name = parseSegmentPath(path);
  if (!name) throw new Error(`Cannot read segment "${path}": it is not the name of a segment`);
  const bytes = disk.read(path);
  const { frames, validBytes } = scanFrames(bytes);
  const header = frames[0]?.kind === "header" ? (decodeFrame(frames[0]) as { header: Header }).header : null;
  const endBatch = headerOf(disk, { ...name, n: name.n + 1 })?.firstBatch ?? Infinity;
  const series = [...collect(header ? frames : [], endBatch).values()];
  const complete = !header || endBatch === Infinity || nextBatch(frames, header, endBatch) === endBatch;
  const reason = damageOf(bytes.subarray(validBytes), complete);
  return { path, name, header, series, damage: reason === null ? null : { fromByte: validBytes, reason } };
}

/** When the segment was begun, ms; null where there is none, or its header is torn. */
export function headerOf(disk: Disk, name: SegmentName): Header | null {
  const path = segmentPath(name);
  if (disk.size(path) === null) return null;
  const [frame] = scanFrames(disk.read(path, 0, 4096)).frames;
  return frame?.kind === "header" ? (decodeFrame(frame) as { header: Header }).header : null;
}

function collect(frames: RawFrame[], endBatch: number): Map<number, SegmentSeries> {
  const series = new Map<number, SegmentSeries>();
  const rowFrames = new Map<number, RawFrame[]>();
  for (const frame of frames) {
    if (frame.kind === "series") {
      const { declared } = decodeFrame(frame) as { declared: SeriesFrame };
      const ofSeries: RawFrame[] = [];
      rowFrames.set(frame.series, ofSeries);
      series.set(frame.series, { ...declared, evidence: [], rows: () => ofSeries.map(columnsOf) });
    } else if (frame.kind !== "header" && batchOf(frame.payload) < endBatch) {
      if (frame.kind === "rows") rowFrames.get(frame.series)?.push(frame);
      else {series.get(frame.series)?.evidence.push(
          ...(decodeFrame(frame) as { evidence: Evidence[] }).evidence,
        );}
    }
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
function damageOf(rest: Uint8Array, complete: boolean): string | null {
  if (hasFrame(rest)) return "a damaged frame stands before sound ones";
  return complete ? null : "batches that were acknowledged are missing at its end";
}
