/** The bytes that answer a request to read. */
import { parseSeriesKey } from "../../../schemas/series.ts";
import type { Reader, ReadRange } from "./reader.ts";
import { parquetBytes, textBytes } from "./formats.ts";
import type { ReadRequest } from "./messages.ts";
import { cursorOf, readPage } from "./page.ts";
import { jsonLines } from "./text.ts";

type Pieces = AsyncGenerator<Uint8Array<ArrayBuffer>>;

export function answerPieces(reader: Reader, key: string, request: ReadRequest): Pieces {
  const { fromUs, toUs, after, format, time } = request;
  const range = { key, fromUs, toUs, after };
  switch (format) {
    case "json":
      return pageOf(reader, range, request);
    case "csv":
    case "jsonl":
      return textBytes(parseSeriesKey(key).type, reader.batches(range), { format, time });
    case "parquet":
      return parquetBytes(key, reader.pieces(range));
    default:
      throw format satisfies never;
  }
}

async function* pageOf(reader: Reader, range: ReadRange, { limit, time }: ReadRequest): Pieces {
  const { batches, next } = await readPage(reader, range, limit);
  const encoder = new TextEncoder();
  const cursor = JSON.stringify(next && cursorOf(next));
  let start = '{"rows":[';
  for (const columns of batches) {
    yield encoder.encode(start + jsonLines(columns, time, ",").slice(0, -1));
    start = ",";
  }
  yield encoder.encode(`${batches.length === 0 ? start : ""}],"next":${cursor}}`);
}
