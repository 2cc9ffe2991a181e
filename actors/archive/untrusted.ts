/**
 * Files whose bytes nobody vouches for. The Parquet reader can trap on a damaged file, and a trap in one of its
 * asynchronous calls ends the Worker without a word: so only files that are as they were written are read by
 * those, and others in one synchronous call a row group, whose trap is an error like any other.
 */
import { readParquet, type Table } from "parquet-wasm";
import { fromTable } from "./arrow_memory.ts";
import type { Columns } from "./columns.ts";
import type { Disk } from "./disk.ts";
import type { Footer } from "./footer.ts";
import { GROUP_ROWS } from "./parquet.ts";
import { ReaderTrap } from "./wasm_reads.ts";

/** The rows of a file, one row group after the other; all of its bytes are held. */
export function* readUntrusted(disk: Disk, path: string, footer: Footer): Generator<Columns> {
  const bytes = disk.read(path);
  for (const index of footer.groups.keys()) {
    const columns = fromTable(footer.note!.type, readGroup(bytes, path, index));
    const wanted = footer.groups[index].rows;
    if (columns.length !== wanted) {
      throw new Error(`Cannot read "${path}": ${columns.length} of ${wanted} rows are in row group ${index}`);
    }
    yield columns;
  }
}

function readGroup(bytes: Uint8Array, path: string, index: number): Table {
  try {
    return readParquet(bytes, { rowGroups: [index], batchSize: GROUP_ROWS });
  } catch (cause) {
    if (!(cause instanceof WebAssembly.RuntimeError)) throw cause;
    throw new ReaderTrap(`Cannot read "${path}": the Parquet reader trapped in row group ${index}`, {
      cause,
    });
  }
}
