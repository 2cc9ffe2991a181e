/** A range of rows as the bytes of a file, piece by piece. */
import * as parquet from "parquet-wasm";
import { type DataType, parseSeriesKey } from "../../../schemas/series.ts";
import { toIpc } from "../arrow.ts";
import { type Columns, emptyColumns } from "../columns.ts";
import { noteFor, recordBatches, writerProperties } from "../parquet.ts";
import type { Piece } from "./reader.ts";
import { csvHeader, csvLines, jsonLines, type TimeStyle } from "./text.ts";

export const TEXT_FORMATS = ["csv", "jsonl"] as const;
export type TextFormat = (typeof TEXT_FORMATS)[number];

/** Rows that become one piece: about a megabyte. */
const PIECE_ROWS = 8_192;

/** The lines of the rows, and of CSV the names first. */
export async function* textBytes(
  type: DataType,
  batches: AsyncIterable<Columns>,
  { format, time }: { format: TextFormat; time: TimeStyle },
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  // With the first rows, so that who has the first piece knows that they could be read.
  let start = format === "csv" ? csvHeader(type) : "";
  for await (const columns of batches) {
    for (let from = 0; from < columns.length; from += PIECE_ROWS) {
      const to = Math.min(from + PIECE_ROWS, columns.length);
      const text = format === "csv"
        ? csvLines(columns, time, from, to)
        : jsonLines(columns, time, "\n", from, to);
      yield encoder.encode(start + text);
      start = "";
    }
  }
  if (start) yield encoder.encode(start);
}

/** A Parquet file of the schema that the archive's own have; of no rows, too. */
export async function* parquetBytes(
  key: string,
  pieces: AsyncGenerator<Piece>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const { type } = parseSeriesKey(key);
  try {
    const first = await pieces.next();
    if (first.done) return yield emptyParquet(key, type);
    const { columns, tradeIds } = first.value;
    const note = noteFor(key, { ...(type === "trades" && { tradeIds }), inputs: [] });
    const source = recordBatches(columnsOf(columns, pieces), () => {});
    await source.start();
    for await (const chunk of await parquet.transformParquetStream(source.stream, writerProperties(note))) {
      yield chunk;
    }
    source.rethrow();
  } finally {
    await pieces.return(undefined);
  }
}

async function* columnsOf(first: Columns, rest: AsyncIterable<Piece>): AsyncGenerator<Columns> {
  yield first;
  for await (const { columns } of rest) yield columns;
}

/** The writer of streams cannot write nothing. */
function emptyParquet(key: string, type: DataType): Uint8Array<ArrayBuffer> {
  const table = parquet.Table.fromIPCStream(toIpc(emptyColumns(type, 0)));
  return parquet.writeParquet(table, writerProperties(noteFor(key, { inputs: [] }))).slice();
}
