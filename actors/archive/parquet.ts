/** Parquet files, written and read in pieces of a row group, so that memory does not grow with the file. */
import { createHash } from "node:crypto";
import * as parquet from "parquet-wasm";
import { VERSION } from "../../version.ts";
import { type DataType, parseSeriesKey } from "../../schemas/series.ts";
import { toIpc } from "./arrow.ts";
import { fromTable } from "./arrow_memory.ts";
import { breathe } from "./breathe.ts";
import { type Columns, type ColumnSpec, numbers, SCHEMAS, view } from "./columns.ts";
import type { Disk } from "./disk.ts";
import { DiskBlob } from "./disk_blob.ts";
import { type FileNote, type Footer, NOTE_KEY, readFooter, type RowGroup } from "./footer.ts";
import { majorColumn } from "./identity.ts";
import type { Interval } from "./intervals.ts";
import { folderOf } from "./layout.ts";
import { readInTurn } from "./wasm_reads.ts";
import { newRowTally, type RowExtent } from "./row_tally.ts";

/** Rows a group: what DuckDB reads as one piece, too. */
export const GROUP_ROWS = 122_880;

/** Rows handed to the writer at once: each is copied three times on the way, and so few are copied at a time. */
const HANDED_ROWS = GROUP_ROWS / 4;

/** A file as written. */
export interface Written extends RowExtent {
  bytes: number;
  sha256: string;
}

export function noteFor(key: string, more: Pick<FileNote, "tradeIds" | "inputs" | "coverage">): FileNote {
  return { schema: 1, software: `tapedeck ${VERSION}`, key, ...parseSeriesKey(key), ...more };
}

export const temporaryPath = (path: string) => `${path}.tmp`;

/**
 * Writes the batches to the temporary file beside `path`, synced and its footer read again; rename it with
 * {@linkcode publish}. null: there was no row, and there is no file.
 */
export async function writeTemporary(
  disk: Disk,
  path: string,
  note: FileNote,
  batches: AsyncIterable<Columns>,
): Promise<Written | null> {
  const temporary = temporaryPath(path);
  const tally = newRowTally(note.tradeIds === "serial");
  const source = recordBatches(batches, tally.add);
  // The writer cannot write nothing, and calls it a cast error.
  if (!await source.start()) return null;
  if (disk.size(temporary) !== null) disk.remove(temporary);
  const file = disk.create(temporary);
  const hash = createHash("sha256");
  let bytes = 0;
  try {
    for await (const chunk of await parquet.transformParquetStream(source.stream, writerProperties(note))) {
      file.write(chunk);
      hash.update(chunk);
      bytes += chunk.length;
    }
    // The writer ends in good order when its source fails: it would be a sound file that lacks rows.
    source.rethrow();
    file.syncNow();
  } finally {
    file.close();
  }
  const written = { ...tally.extent(), bytes, sha256: hash.digest("hex") };
  const found = readFooter(disk, temporary).rows;
  if (found !== written.rows) {
    throw new Error(`Cannot write "${path}": ${found} of ${written.rows} rows are in it`);
  }
  return written;
}

/** Gives the temporary file its name, for good. */
export function publish(disk: Disk, path: string): void {
  disk.rename(temporaryPath(path), path);
  disk.syncFolder(folderOf(path));
}

/** A stream of parquet-wasm's record batches, and the error that ended it, which its reader will not pass on. */
export function recordBatches(batches: AsyncIterable<Columns>, onBatch: (columns: Columns) => void) {
  const iterator = batches[Symbol.asyncIterator]();
  let next: IteratorResult<Columns>;
  let from = 0;
  let failure: { error: unknown } | null = null;
  const pull = async (controller: ReadableStreamDefaultController<parquet.RecordBatch>) => {
    try {
      if (next.done) return controller.close();
      await breathe();
      const { value: columns } = next;
      if (from === 0) onBatch(columns);
      const to = Math.min(from + HANDED_ROWS, columns.length);
      const table = toTable(view({ columns, from, to }));
      for (const batch of table.recordBatches()) controller.enqueue(batch);
      table.free();
      from = to;
      if (to < columns.length) return;
      next = await iterator.next();
      from = 0;
    } catch (error) {
      failure = { error };
      controller.error(error);
    }
  };
  return {
    stream: new ReadableStream<parquet.RecordBatch>({ pull }, { highWaterMark: 0 }),
    /** Is there a first batch? */
    start: async () => !(next = await iterator.next()).done,
    rethrow() {
      if (failure) throw failure.error;
    },
  };
}

function toTable(columns: Columns): parquet.Table {
  const ipc = toIpc(columns);
  const table = parquet.Table.fromIPCStream(ipc);
  // It was copied; the collector, which does not see it in its heap, would let several of them pile up.
  (ipc.buffer as ArrayBuffer).transfer(0);
  return table;
}

/**
 * Columns written with a dictionary, which pays where values repeat without standing next to each other. Prices
 * of trades walk: plain, their runs compress better still, and in two thirds of the time.
 */
const DICTIONARIES: Record<DataType, readonly string[]> = {
  trades: ["amount", "side"],
  ohlc: [],
  orderbook: ["side", "price", "amount"],
};

const ENCODINGS: Partial<Record<ColumnSpec["kind"], parquet.Encoding>> = {
  time: parquet.Encoding.DELTA_BINARY_PACKED,
  int: parquet.Encoding.DELTA_BINARY_PACKED,
  text: parquet.Encoding.DELTA_BYTE_ARRAY,
};

/**
 * Columns whose least and greatest value each file says, by page or by row group: those by which rows are found.
 * Of all columns they would take a tenth of the time to write, and of a small file a fifth.
 */
const STATISTICS: Record<DataType, Record<string, parquet.EnabledStatistics>> = {
  trades: { ts: parquet.EnabledStatistics.Page, first_id: parquet.EnabledStatistics.Chunk },
  ohlc: { ts: parquet.EnabledStatistics.Page },
  orderbook: { ts: parquet.EnabledStatistics.Page, session: parquet.EnabledStatistics.Page },
};

/** The encodings that came out smallest. Made anew for each file: parquet-wasm silently ignores used ones. */
export function writerProperties(note: FileNote): parquet.WriterProperties {
  let builder = new parquet.WriterPropertiesBuilder()
    .setCompression(parquet.Compression.ZSTD)
    .setMaxRowGroupSize(GROUP_ROWS)
    .setCreatedBy(note.software)
    .setDictionaryEnabled(false)
    .setStatisticsEnabled(parquet.EnabledStatistics.None)
    .setKeyValueMetadata(new Map([[NOTE_KEY, JSON.stringify(note)]]));
  for (const { name, kind } of SCHEMAS[note.type]) {
    const encoding = ENCODINGS[kind];
    if (encoding !== undefined) builder = builder.setColumnEncoding(name, encoding);
  }
  for (const name of DICTIONARIES[note.type]) builder = builder.setColumnDictionaryEnabled(name, true);
  for (const [name, level] of Object.entries(STATISTICS[note.type])) {
    builder = builder.setColumnStatisticsEnabled(name, level);
  }
  return builder.build();
}

export interface GroupsWanted {
  /** Those that it refuses are passed over. */
  wants?(group: RowGroup): boolean;
  /** Where rows are sorted by ts, none outside of it is read (so nearly: a page of some 20,000 rows is read whole). */
  range?: Pick<Interval, "from" | "to">;
  /** Others are neither read nor given. */
  columns?: readonly string[];
}

/** Reads one row group after the other. */
export async function* readGroups(
  disk: Disk,
  path: string,
  footer: Footer,
  { wants = () => true, range = { from: -Infinity, to: Infinity }, columns }: GroupsWanted = {},
): AsyncGenerator<Columns> {
  if (!footer.note) throw new Error(`Cannot read "${path}": it is not a file that tapedeck wrote`);
  const { type } = footer.note;
  const named = columns && [...columns];
  const { promise: failure, reject } = Promise.withResolvers<never>();
  let isReading = false;
  async function inTurn<T>(read: () => Promise<T>): Promise<T> {
    isReading = true;
    const result = await readInTurn(() => Promise.race([read(), failure]));
    isReading = false;
    return result;
  }
  const bytes = new DiskBlob({ disk, path, failed: reject }, 0, disk.size(path) ?? 0);
  const file = await inTurn(() => parquet.ParquetFile.fromFile(bytes));
  try {
    for (const [index, group] of footer.groups.entries()) {
      if (!wants(group)) continue;
      const isWhole = majorColumn(type) !== "ts" || (group.min.ts >= range.from && group.max.ts < range.to);
      const rows = isWhole ? { limit: group.rows } : await inTurn(() => rowsWithin(file, type, index, range));
      if (rows.limit === 0) continue;
      const read = () => file.read({ rowGroups: [index], batchSize: GROUP_ROWS, columns: named, ...rows });
      yield fromTable(type, await inTurn(read), named);
    }
  } finally {
    // A read that failed has it for ever.
    if (!isReading) file.free();
  }
}

/** Which rows of a sorted row group are in the range, as its times alone tell. */
async function rowsWithin(
  file: parquet.ParquetFile,
  type: DataType,
  index: number,
  { from, to }: Pick<Interval, "from" | "to">,
): Promise<{ offset: number; limit: number }> {
  const times = await file.read({ rowGroups: [index], batchSize: GROUP_ROWS, columns: ["ts"] });
  const ts = numbers(fromTable(type, times, ["ts"]), "ts");
  const offset = firstFrom(ts, from);
  return { offset, limit: firstFrom(ts, to) - offset };
}

/** The first of sorted values that is not below the bound. */
function firstFrom(sorted: Float64Array, bound: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}
