/**
 * A journal segment is a sequence of frames. Little-endian:
 *
 *     u32 length    of what follows the crc, at least 3
 *     u32 crc32     of what follows it
 *     u8  kind      0 header, 1 series, 2 rows, 3 evidence, 4 end
 *     u16 series    the series' number in this segment; 0 in a header and an end
 *     payload       header: JSON `Header` · series: JSON `SeriesFrame`
 *                   rows: f64 batch, columns (codec.ts) · evidence: f64 batch, JSON array of evidence
 *                   end: f64 number of the batch that would come next
 *
 * The first frame is the header. A series frame stands once, before the first frame that uses its number. Batches
 * count up by one from the header's `firstBatch`; of one batch there are rows, or evidence, or rows and then
 * evidence. A segment that was closed in good order ends with an end frame: whatever is wrong before it is damage.
 * Without one a segment ends where a crash or a failed write tore it. Not in the format: compression (a segment
 * lives for minutes), and an index (a segment is only ever read whole).
 */
import { crc32 } from "node:zlib";
import { Buffer } from "node:buffer";
import type { Evidence } from "../../schemas/evidence.ts";
import { concatBytes, decodeColumns, encodeColumns } from "./codec.ts";
import type { Columns } from "./columns.ts";

/** Are trade ids whole numbers that count without holes per series, or merely texts? */
export type TradeIds = "serial" | "opaque";

export interface Header {
  version: 1;
  exchange: string;
  epoch: number;
  n: number;
  /** Batches from this one on are this segment's, even where the segment before holds them too. */
  firstBatch: number;
  createdAt: number;
}

export interface SeriesFrame {
  key: string;
  /** Only of trades. */
  tradeIds?: TradeIds;
}

export type Frame =
  | { kind: "header"; header: Header }
  | { kind: "series"; series: number; declared: SeriesFrame }
  | { kind: "rows"; series: number; batch: number; columns: Columns }
  | { kind: "evidence"; series: number; batch: number; evidence: Evidence[] }
  | { kind: "end"; batch: number };

const KINDS = ["header", "series", "rows", "evidence", "end"] as const;
export const HEAD_BYTES = 11;
/** Far above what a writer makes: a longer frame is a damaged length. */
const MAX_LENGTH = 1 << 28;

export function encodeFrame(frame: Frame): Uint8Array<ArrayBuffer> {
  switch (frame.kind) {
    case "header":
      return sealFrame(0, 0, [json(frame.header)]);
    case "series":
      return sealFrame(1, frame.series, [json(frame.declared)]);
    case "rows":
      return sealFrame(2, frame.series, [f64(frame.batch), ...encodeColumns(frame.columns)]);
    case "evidence":
      return sealFrame(3, frame.series, [f64(frame.batch), json(frame.evidence)]);
    case "end":
      return sealFrame(4, 0, [f64(frame.batch)]);
    default:
      throw frame satisfies never;
  }
}

function sealFrame(kind: number, series: number, payload: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = concatBytes([new Uint8Array(HEAD_BYTES), ...payload]);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, bytes.length - 8, true);
  view.setUint8(8, kind);
  view.setUint16(9, series, true);
  view.setUint32(4, crc32(Buffer.from(bytes.buffer, 8)), true);
  return bytes;
}

const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const f64 = (value: number) => new Uint8Array(Float64Array.of(value).buffer);

/** A frame whose checksum holds, its payload not decoded yet. */
export interface RawFrame {
  kind: Frame["kind"];
  series: number;
  payload: Uint8Array;
}

export interface FrameScan {
  frames: RawFrame[];
  /** Bytes that are whole, sound frames; what follows them is torn or damaged. */
  validBytes: number;
}

/** The sound frames that a segment begins with. */
export function scanFrames(bytes: Uint8Array): FrameScan {
  const frames: RawFrame[] = [];
  let at = 0;
  for (let frame = frameAt(bytes, at); frame; frame = frameAt(bytes, at)) {
    frames.push(frame);
    at += HEAD_BYTES + frame.payload.length;
  }
  return { frames, validBytes: at };
}

function frameAt(bytes: Uint8Array, at: number): RawFrame | null {
  if (at + HEAD_BYTES > bytes.length) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at);
  const length = view.getUint32(0, true);
  if (length < 3 || length > MAX_LENGTH || at + 8 + length > bytes.length) return null;
  const body = bytes.subarray(at + 8, at + 8 + length);
  const kind = KINDS[body[0]];
  if (!kind || !looksLike(kind, body.subarray(3))) return null;
  if (crc32(Buffer.from(body.buffer, body.byteOffset, length)) !== view.getUint32(4, true)) return null;
  return { kind, series: view.getUint16(9, true), payload: body.subarray(3) };
}

const BRACE = 0x7b;

/** Can this be such a frame's payload? A look that saves the checksum of most bytes that are none. */
function looksLike(kind: Frame["kind"], payload: Uint8Array): boolean {
  if (kind === "header" || kind === "series") return payload[0] === BRACE;
  if (payload.length < 8) return false;
  const batch = batchOf(payload);
  return Number.isSafeInteger(batch) && batch >= 0 && (kind !== "end" || payload.length === 8);
}

/** Is there a sound frame anywhere in these bytes? Then what precedes it was damaged, and not torn by a crash. */
export function hasFrame(bytes: Uint8Array): boolean {
  for (let at = 0; at + HEAD_BYTES <= bytes.length; at++) if (frameAt(bytes, at)) return true;
  return false;
}

/** Throws where the payload is not of the frame's kind. */
export function decodeFrame({ kind, series, payload }: RawFrame): Frame {
  switch (kind) {
    case "header":
      return { kind, header: fromJson(payload) as Header };
    case "series":
      return { kind, series, declared: fromJson(payload) as SeriesFrame };
    case "rows":
      return { kind, series, batch: batchOf(payload), columns: decodeColumns(encodedRows({ payload })) };
    case "evidence":
      return { kind, series, batch: batchOf(payload), evidence: fromJson(payload.subarray(8)) as Evidence[] };
    case "end":
      return { kind, batch: batchOf(payload) };
    default:
      throw kind satisfies never;
  }
}

const fromJson = (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(bytes));

export const batchOf = (payload: Uint8Array) =>
  new DataView(payload.buffer, payload.byteOffset).getFloat64(0, true);

/** Of a rows frame's payload what codec.ts reads. */
export const encodedRows = ({ payload }: Pick<RawFrame, "payload">) => payload.subarray(8);
