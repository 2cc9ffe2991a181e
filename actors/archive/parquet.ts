/** Parquet files, written and read in pieces of a row group, so that memory does not grow with the file. */
import { createHash } from "node:crypto";
import * as parquet from "parquet-wasm";
import { VERSION } from "../../version.ts";
import { parseSeriesKey } from "../../schemas/series.ts";
import { fromIpc, toIpc } from "./arrow.ts";
import { type Columns, SCHEMAS } from "./columns.ts";
import type { Disk } from "./disk.ts";
import { type FileNote, type Footer, NOTE_KEY, readFooter } from "./footer.ts";
import { folderOf } from "./layout.ts";
import { newRowTally, type RowExtent } from "./row_tally.ts";

/** Rows a group: what DuckDB reads as one piece, too. */
export const GROUP_ROWS = 122_880;

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
function recordBatches(batches: AsyncIterable<Columns>, onBatch: (columns: Columns) => void) {
  const iterator = batches[Symbol.asyncIterator]();
  let next: IteratorResult<Columns>;
  let failure: { error: unknown } | null = null;
  const pull = async (controller: ReadableStreamDefaultController<parquet.RecordBatch>) => {
    try {
      if (next.done) return controller.close();
      onBatch(next.value);
      const table = parquet.Table.fromIPCStream(toIpc(next.value));
      for (const batch of table.recordBatches()) controller.enqueue(batch);
      table.free();
      next = await iterator.next();
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

/**
 * The encodings that came out smallest: deltas for whole numbers, a dictionary for prices and amounts that
 * repeat, plain doubles for candles. Made anew for each file: parquet-wasm silently ignores used ones.
 */
export function writerProperties(note: FileNote): parquet.WriterProperties {
  let builder = new parquet.WriterPropertiesBuilder()
    .setCompression(parquet.Compression.ZSTD)
    .setMaxRowGroupSize(GROUP_ROWS)
    .setCreatedBy(note.software)
    .setDictionaryEnabled(false)
    .setKeyValueMetadata(new Map([[NOTE_KEY, JSON.stringify(note)]]));
  for (const { name, kind } of SCHEMAS[note.type]) {
    const repeats = kind === "choice" || (kind === "float" && note.type !== "ohlc");
    if (repeats) builder = builder.setColumnDictionaryEnabled(name, true);
    else if (kind === "text") builder = builder.setColumnEncoding(name, parquet.Encoding.DELTA_BYTE_ARRAY);
    else if (kind === "time" || kind === "int") {
      builder = builder.setColumnEncoding(name, parquet.Encoding.DELTA_BINARY_PACKED);
    }
  }
  return builder.build();
}

/** Reads one row group after the other; those that `wants` refuses are passed over. */
export async function* readGroups(
  disk: Disk,
  path: string,
  footer: Footer,
  wants: (group: Footer["groups"][number]) => boolean = () => true,
): AsyncGenerator<Columns> {
  if (!footer.note) throw new Error(`Cannot read "${path}": it is not a file that tapedeck wrote`);
  const file = await parquet.ParquetFile.fromFile(new DiskBlob(disk, path, 0, disk.size(path) ?? 0));
  try {
    for (const [index, group] of footer.groups.entries()) {
      if (!wants(group)) continue;
      const table = await file.read({ rowGroups: [index], batchSize: GROUP_ROWS });
      yield fromIpc(footer.note.type, table.intoIPCStream());
    }
  } finally {
    file.free();
  }
}

/** A file as a Blob whose slices are read only when they are asked for. */
class DiskBlob extends Blob {
  constructor(readonly disk: Disk, readonly path: string, readonly from: number, readonly to: number) {
    super([]);
  }

  override get size(): number {
    return this.to - this.from;
  }

  override slice(start = 0, end = this.size): Blob {
    const at = (offset: number) => this.from + Math.min(this.size, offset < 0 ? this.size + offset : offset);
    return new DiskBlob(this.disk, this.path, at(start), at(end));
  }

  override arrayBuffer(): Promise<ArrayBuffer> {
    const bytes = this.disk.read(this.path, this.from, this.to);
    return Promise.resolve(bytes.slice().buffer as ArrayBuffer);
  }
}
