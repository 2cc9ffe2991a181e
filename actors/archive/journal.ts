/**
 * The journal of one exchange under one epoch: rows are safe when their append resolves. Segments are files
 * that hold whole frames (frames.ts); each is written by one journal, closed, and never appended to again.
 */
import type { Evidence } from "../../schemas/evidence.ts";
import type { Rows } from "../../schemas/market.ts";
import type { Cancel, Clock } from "../kernel/mod.ts";
import { concatBytes } from "./codec.ts";
import type { Disk, DiskFile } from "./disk.ts";
import { encodeFrame, type SeriesFrame, type TradeIds } from "./frames.ts";
import { segmentPath } from "./layout.ts";
import { toColumns } from "./rows.ts";

/**
 * Rows and evidence of one series, kept together. Evidence may only speak of rows in its own batch or in
 * batches before it.
 */
export interface Batch {
  key: string;
  rows?: Rows;
  evidence?: Evidence[];
}

export interface JournalOptions {
  disk: Disk;
  exchange: string;
  /** Never used by another writer (epoch.ts). */
  epoch: number;
  clock: Clock;
  /** What the exchange's trade ids are worth. */
  tradeIds: TradeIds;
  /** A segment is closed at this size; 64 MiB by default. */
  rollBytes?: number;
  /** … or this long after its first row; 15 min by default. */
  rollMs?: number;
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

interface Entry {
  batch: number;
  series: number;
  frames: Uint8Array[];
  resolve(): void;
  reject(error: Error): void;
}

interface OpenSegment {
  path: string;
  file: DiskFile;
  sizeBytes: number;
  /** Numbers of the series that it has named already. */
  declared: Set<number>;
  cancelRoll: Cancel;
}

export function openJournal(options: JournalOptions): Journal {
  const { disk, exchange, epoch, clock, rollBytes = 64 * 2 ** 20, rollMs = 15 * 60_000 } = options;
  const series: SeriesFrame[] = [];
  const numberByKey = new Map<string, number>();
  const abandoned: string[] = [];
  let segment: OpenSegment | null = null;
  let [nextSegment, nextBatch] = [0, 0];
  let pending: Entry[] = [];
  let ended: Error | null = null;
  let turns = Promise.resolve();

  const inTurn = (task: () => void | Promise<void>) => turns = turns.then(task);

  function seriesNumber(key: string): number {
    const known = numberByKey.get(key);
    if (known !== undefined) return known;
    if (series.length > 0xffff) {
      throw new Error(`Cannot journal "${key}": ${exchange} has 65,536 series already`);
    }
    numberByKey.set(key, series.length);
    const isTrades = key.split("/")[1] === "trades";
    return series.push({ key, ...(isTrades && { tradeIds: options.tradeIds }) }) - 1;
  }

  function encode({ key, rows, evidence }: Batch): Pick<Entry, "batch" | "series" | "frames"> {
    const entry = { batch: nextBatch, series: seriesNumber(key), frames: [] as Uint8Array[] };
    if (rows?.rows.length) {
      entry.frames.push(encodeFrame({ kind: "rows", ...entry, columns: toColumns(rows) }));
    }
    if (evidence?.length) entry.frames.push(encodeFrame({ kind: "evidence", ...entry, evidence }));
    if (entry.frames.length > 0) nextBatch++;
    return entry;
  }

  function createSegment(firstBatch: number): OpenSegment {
    const n = nextSegment++;
    const path = segmentPath({ exchange, epoch, n });
    const file = disk.create(path);
    const header = { version: 1 as const, exchange, epoch, n, firstBatch, createdAt: clock.now() };
    file.write(encodeFrame({ kind: "header", header }));
    return {
      path,
      file,
      sizeBytes: 0,
      declared: new Set(),
      cancelRoll: clock.after(rollMs, () => void roll()),
    };
  }

  async function write(entries: Entry[]): Promise<void> {
    segment ??= createSegment(entries[0].batch);
    const chunks = entries.flatMap((entry) => [...declare(segment!, entry.series), ...entry.frames]);
    const bytes = chunks.length === 1 ? chunks[0] : concatBytes(chunks);
    segment.file.write(bytes);
    await segment.file.sync();
    segment.sizeBytes += bytes.length;
  }

  function declare({ declared }: OpenSegment, number: number): Uint8Array[] {
    if (declared.has(number)) return [];
    declared.add(number);
    return [encodeFrame({ kind: "series", series: number, declared: series[number] })];
  }

  async function commit(): Promise<void> {
    const entries = pending;
    pending = [];
    try {
      if (ended) throw ended;
      // After a failure nobody knows what the file holds: all that was not acknowledged goes to a new one.
      await write(entries).catch(() => (abandon(), write(entries)));
    } catch (error) {
      return end(entries, error);
    }
    for (const path of abandoned.splice(0)) options.onClosed(path);
    for (const { resolve } of entries) resolve();
    if (segment && segment.sizeBytes >= rollBytes) closeSegment();
  }

  function end(entries: Entry[], cause: unknown): void {
    if (segment) abandon();
    const why = cause instanceof Error ? cause.message : String(cause);
    ended ??= new Error(`Cannot write the journal of ${exchange} (epoch ${epoch}): ${why}`, { cause });
    for (const { reject } of entries) reject(ended);
  }

  /** The segment may end torn; it is told of as closed once its successor says which batches are whose. */
  function abandon(): void {
    if (!segment) return;
    abandoned.push(segment.path);
    release(segment);
  }

  function closeSegment(): void {
    if (!segment) return;
    const { path } = segment;
    release(segment);
    options.onClosed(path);
  }

  function release({ file, cancelRoll }: OpenSegment): void {
    segment = null;
    cancelRoll();
    file.close();
  }

  const roll = () => inTurn(closeSegment);

  return {
    append: (batch) =>
      new Promise((resolve, reject) => {
        if (ended) throw ended;
        if (pending.push({ ...encode(batch), resolve, reject }) === 1) inTurn(commit);
      }),
    roll,
    close: () =>
      inTurn(() => {
        closeSegment();
        ended ??= new Error(`Cannot append to the journal of ${exchange} (epoch ${epoch}): it is closed`);
      }),
  };
}
