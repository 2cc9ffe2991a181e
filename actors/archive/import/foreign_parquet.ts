/** Parquet files that others wrote, a row group at a time. */
import { tableFromIPC, type Vector } from "apache-arrow";
import * as parquet from "parquet-wasm";
import type { Disk } from "../disk.ts";
import { DiskBlob } from "../disk_blob.ts";
import { readFooter } from "../footer.ts";
import { readInTurn } from "../wasm_reads.ts";

/** A folder to take from; nothing is ever written to it. */
export interface Origin {
  /** Absolute. */
  root: string;
  disk: Disk;
}

/** So many rows become objects at a time. */
const BATCH_ROWS = 32_768;

/** Some rows of a file, column by column. */
export type ForeignRows = (column: string) => Vector;

/** The rows of the wanted columns, in the file's order. Throws where the file cannot be read. */
export async function* foreignRows(
  { disk }: Origin,
  path: string,
  columns: string[],
): AsyncGenerator<ForeignRows> {
  const { groups } = readFooter(disk, path);
  const { promise: failure, reject } = Promise.withResolvers<never>();
  const inTurn = <T>(read: () => Promise<T>) => readInTurn(() => Promise.race([read(), failure]));
  const bytes = new DiskBlob({ disk, path, failed: reject }, 0, disk.size(path) ?? 0);
  const file = await inTurn(() => parquet.ParquetFile.fromFile(bytes));
  try {
    for (let group = 0; group < groups.length; group++) {
      const read = () => file.read({ columns, rowGroups: [group], batchSize: BATCH_ROWS });
      const table = await inTurn(read);
      for (const batch of tableFromIPC(table.intoIPCStream()).batches) {
        yield (column) => batch.getChild(column)!;
      }
    }
  } finally {
    // Not while a read of it waits for ever; and after a panic it cannot be freed.
    await Promise.race([failure, undefined]).then(() => file.free()).catch(() => {});
  }
}
