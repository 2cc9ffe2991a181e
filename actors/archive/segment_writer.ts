import type { EncodedBatch } from "./batch_encoder.ts";
import { concatBytes } from "./codec.ts";
import type { Disk } from "./disk.ts";
import { encodeFrame, type Header } from "./frames.ts";
import { segmentPath } from "./layout.ts";

/** One segment that is being written. */
export interface SegmentWriter {
  readonly path: string;
  sizeBytes(): number;
  /** Resolves when the batches are on disk. */
  write(batches: EncodedBatch[]): Promise<void>;
  /** Writes that this is its end, so that damage can be told from a torn tail, and closes it. */
  end(): Promise<void>;
  /** Closes it as it is. */
  abandon(): void;
}

/** Creates a segment's file, which must not exist, and gives it its header. */
export function createSegment(
  disk: Disk,
  header: Header,
  declare: (series: number) => Uint8Array,
): SegmentWriter {
  const path = segmentPath(header);
  const file = disk.create(path);
  const declared = new Set<number>();
  let sizeBytes = 0;
  let head = [encodeFrame({ kind: "header", header })];
  let nextBatch = header.firstBatch;

  const framesOf = ({ series, frames }: EncodedBatch) => {
    if (declared.has(series)) return frames;
    declared.add(series);
    return [declare(series), ...frames];
  };

  return {
    path,
    sizeBytes: () => sizeBytes,
    async write(batches) {
      const chunks = [...head, ...batches.flatMap(framesOf)];
      head = [];
      const bytes = chunks.length === 1 ? chunks[0] : concatBytes(chunks);
      file.write(bytes);
      await file.sync();
      sizeBytes += bytes.length;
      nextBatch = batches.reduce((next, { number, frames }) => frames.length ? number + 1 : next, nextBatch);
    },
    async end() {
      try {
        file.write(encodeFrame({ kind: "end", batch: nextBatch }));
        await file.sync();
      } finally {
        file.close();
      }
    },
    abandon: () => file.close(),
  };
}
