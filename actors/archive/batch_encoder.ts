import type { Evidence } from "../../schemas/evidence.ts";
import type { Rows } from "../../schemas/market.ts";
import { encodeFrame, type SeriesFrame, type TradeIds } from "./frames.ts";
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

/** A batch as frames. Its numbers hold for the whole journal, so that it can go into any of its segments. */
export interface EncodedBatch {
  number: number;
  series: number;
  frames: Uint8Array[];
}

export interface BatchEncoder {
  encode(batch: Batch): EncodedBatch;
  /** The frame that names a series, for each segment that has batches of it. */
  declare(series: number): Uint8Array;
}

/** Numbers the series and the batches of one journal. */
export function createBatchEncoder(
  { exchange, tradeIds }: { exchange: string; tradeIds: TradeIds },
): BatchEncoder {
  const declared: SeriesFrame[] = [];
  const numberByKey = new Map<string, number>();
  let nextBatch = 0;

  function seriesNumber(key: string): number {
    const known = numberByKey.get(key);
    if (known !== undefined) return known;
    if (declared.length > 0xffff) {
      throw new Error(`Cannot journal "${key}": ${exchange} has 65,536 series already`);
    }
    numberByKey.set(key, declared.length);
    const isTrades = key.split("/")[1] === "trades";
    return declared.push({ key, ...(isTrades && { tradeIds }) }) - 1;
  }

  return {
    encode({ key, rows, evidence }) {
      const [series, batch] = [seriesNumber(key), nextBatch];
      const frames: Uint8Array[] = [];
      if (rows?.rows.length) {
        frames.push(encodeFrame({ kind: "rows", series, batch, columns: toColumns(rows) }));
      }
      if (evidence?.length) frames.push(encodeFrame({ kind: "evidence", series, batch, evidence }));
      // Numbers have no holes, so that a segment which lacks a batch is known by them.
      if (frames.length > 0) nextBatch++;
      return { number: batch, series, frames };
    },
    declare: (series) => encodeFrame({ kind: "series", series, declared: declared[series] }),
  };
}
