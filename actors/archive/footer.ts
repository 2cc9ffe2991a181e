/** What a Parquet file says of itself, read from its end alone. */
import { type FileMetaData, parquetMetadata } from "hyparquet";
import type { Stretch } from "../../schemas/evidence.ts";
import type { DataType } from "../../schemas/series.ts";
import { SCHEMAS } from "./columns.ts";
import type { Disk } from "./disk.ts";
import type { TradeIds } from "./frames.ts";

/** The key of the one metadata entry that the archive gives its files; its value is a {@linkcode FileNote}. */
export const NOTE_KEY = "tapedeck";

export interface FileNote {
  schema: 1;
  software: string;
  key: string;
  exchange: string;
  symbol: string;
  type: DataType;
  span?: string;
  tradeIds?: TradeIds;
  /** Names of the files of this folder whose rows went into this one, and which it replaces. */
  inputs: string[];
  /** Of a period's file: the period's coverage when it was written. */
  coverage?: Stretch[];
}

export interface Footer {
  rows: number;
  columns: string[];
  groups: RowGroup[];
  /** null: not a file of the archive's. */
  note: FileNote | null;
}

export interface RowGroup {
  rows: number;
  /** Least and greatest value by column, where the column is a whole number and the file says them. */
  min: Record<string, number>;
  max: Record<string, number>;
}

const TAIL_BYTES = 16_384;
const MICROS = { timestampFromMicroseconds: (us: bigint) => us as unknown as Date };

/** Throws `Cannot read "…": …` where there is no sound footer. */
export function readFooter(disk: Disk, path: string): Footer {
  try {
    const metadata = parquetMetadata(footerBytes(disk, path), { parsers: MICROS });
    const note = metadata.key_value_metadata?.find(({ key }) => key === NOTE_KEY)?.value;
    return {
      rows: Number(metadata.num_rows),
      columns: metadata.schema.slice(1).map(({ name }) => name),
      groups: metadata.row_groups.map(rowGroup),
      note: note ? JSON.parse(note) as FileNote : null,
    };
  } catch (error) {
    throw new Error(`Cannot read "${path}": ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  }
}

function footerBytes(disk: Disk, path: string): Uint8Array {
  const sizeBytes = disk.size(path);
  if (sizeBytes === null) throw new Error("there is no such file");
  if (sizeBytes < 12) throw new Error(`${sizeBytes} bytes are too few for a Parquet file`);
  const tail = disk.read(path, Math.max(0, sizeBytes - TAIL_BYTES), sizeBytes);
  const footerBytes = new DataView(tail.buffer, tail.byteOffset).getUint32(tail.length - 8, true) + 8;
  if (footerBytes > sizeBytes) throw new Error("its footer is longer than the file");
  return footerBytes <= tail.length ? tail : disk.read(path, sizeBytes - footerBytes, sizeBytes);
}

function rowGroup(group: FileMetaData["row_groups"][number]): RowGroup {
  const read: RowGroup = { rows: Number(group.num_rows), min: {}, max: {} };
  for (const { meta_data: column } of group.columns) {
    const { min_value: min, max_value: max } = column?.statistics ?? {};
    if (typeof min !== "bigint" || typeof max !== "bigint") continue;
    read.min[column!.path_in_schema[0]] = Number(min);
    read.max[column!.path_in_schema[0]] = Number(max);
  }
  return read;
}

/** Do the rows of this file have the columns of their type's schema, in order? */
export function hasSchema({ columns }: Footer, type: DataType): boolean {
  return columns.join() === SCHEMAS[type].map(({ name }) => name).join();
}
