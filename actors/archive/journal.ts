/**
 * The journal of one exchange under one epoch: rows are safe when their append resolves. Segments are files
 * that hold whole frames (frames.ts); each is written by one journal, closed, and never appended to again.
 */
import type { Cancel, Clock } from "../kernel/mod.ts";
import { type Batch, createBatchEncoder, type EncodedBatch } from "./batch_encoder.ts";
import type { Disk } from "./disk.ts";
import type { TradeIds } from "./frames.ts";
import { createSegment, type SegmentWriter } from "./segment_writer.ts";

export type { Batch } from "./batch_encoder.ts";

export interface JournalOptions {
  disk: Disk;
  exchange: string;
  /** Never used by another writer (epoch.ts). */
  epoch: number;
  clock: Clock;
  /** What the exchange's trade ids are worth. */
  tradeIds: TradeIds;
  /** A segment is closed at this size; 16 MiB by default: sealing one holds it in memory some ten times over. */
  rollBytes?: number;
  /** … or this long after its first row, asked then; 15 min by default. */
  rollMs?(): number;
  /** A segment takes no more rows and can be sealed. */
  onClosed(path: string): void;
}

export interface Journal {
  /**
   * Resolves when the batch is on disk (fdatasync returned). Appends that arrive while a sync is under way
   * share the next one. Rejects when two segments in a row could not be written: the journal has ended then.
   */
  append(batch: Batch): Promise<void>;
  /** Closes the current segment, if it holds anything, after what was appended before. */
  roll(): Promise<void>;
  /** The same, and takes nothing more. */
  close(): Promise<void>;
}

/** A batch that somebody waits for. */
interface Waiting extends EncodedBatch {
  resolve(): void;
  reject(error: Error): void;
}

const MIB = 2 ** 20;
const MINUTE_MS = 60_000;

export function openJournal(options: JournalOptions): Journal {
  const { exchange, epoch, rollBytes = 16 * MIB } = options;
  const encoder = createBatchEncoder(options);
  const segments = segmentsOf(options, encoder.declare, () => void inTurn(segments.closeCurrent));
  let waiting: Waiting[] = [];
  let ended: Error | null = null;
  let turns = Promise.resolve();

  const inTurn = (task: () => void | Promise<void>) => turns = turns.then(task);

  async function commit(): Promise<void> {
    const batches = waiting;
    waiting = [];
    try {
      if (ended) throw ended;
      await segments.write(batches);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      ended ??= new Error(`Cannot write the journal of ${exchange} (epoch ${epoch}): ${why}`, { cause });
      for (const { reject } of batches) reject(ended);
      return;
    }
    for (const { resolve } of batches) resolve();
    if (segments.sizeBytes() >= rollBytes) await segments.closeCurrent();
  }

  return {
    append: (batch) =>
      new Promise((resolve, reject) => {
        if (ended) throw ended;
        if (waiting.push({ ...encoder.encode(batch), resolve, reject }) === 1) inTurn(commit);
      }),
    roll: () => inTurn(segments.closeCurrent),
    close: () =>
      inTurn(async () => {
        await segments.closeCurrent();
        ended ??= new Error(`Cannot append to the journal of ${exchange} (epoch ${epoch}): it is closed`);
      }),
  };
}

/** The segments of one journal, of which one at most is being written. */
function segmentsOf(
  { disk, exchange, epoch, clock, rollMs = () => 15 * MINUTE_MS, onClosed }: JournalOptions,
  declare: (series: number) => Uint8Array,
  onAged: () => void,
) {
  let current: { segment: SegmentWriter; cancelRoll: Cancel } | null = null;
  let abandoned: string[] = [];
  let nextN = 0;

  function open(firstBatch: number): SegmentWriter {
    const header = { version: 1 as const, exchange, epoch, n: nextN++, firstBatch, createdAt: clock.now() };
    const segment = createSegment(disk, header, declare);
    current = { segment, cancelRoll: clock.after(rollMs(), onAged) };
    return segment;
  }

  /** The current segment, if there is one, which is the current one no more. */
  function release(): SegmentWriter[] {
    if (!current) return [];
    const { segment, cancelRoll } = current;
    current = null;
    cancelRoll();
    return [segment];
  }

  function abandon(): string[] {
    return release().map((segment) => (segment.abandon(), segment.path));
  }

  const attempt = async (batches: EncodedBatch[]) =>
    await (current?.segment ?? open(batches[0].number)).write(batches);

  return {
    /** Tries a second time, in a new segment: after a failure nobody knows what the file holds. */
    async write(batches: EncodedBatch[]): Promise<void> {
      await attempt(batches).catch(() => {
        abandoned.push(...abandon());
        return attempt(batches);
      }).catch((error) => {
        abandon();
        throw error;
      });
      // Only now a successor says which batches are whose.
      for (const path of abandoned) onClosed(path);
      abandoned = [];
    },
    sizeBytes: () => current?.segment.sizeBytes() ?? 0,
    async closeCurrent(): Promise<void> {
      for (const segment of release()) {
        // Its rows are safe already: a disk that fails now takes only the word that this is the end.
        await segment.end().catch(() => {});
        onClosed(segment.path);
      }
    },
  };
}
