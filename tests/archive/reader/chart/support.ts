/** Charts of what a rig has, and what they should be. */
import type { Disk } from "../../../../actors/archive/disk.ts";
import { type ChartRequest, openCharts } from "../../../../actors/archive/reader/chart/chart.ts";
import { openReader } from "../../../../actors/archive/reader/reader.ts";
import { mergeFiles } from "../../../../actors/archive/merge.ts";
import { dueMerges } from "../../../../actors/archive/merge_plan.ts";
import { sealAll } from "../../../../actors/archive/seal.ts";
import type { Evidence } from "../../../../schemas/evidence.ts";
import type { Candle, Rows, Trade } from "../../../../schemas/market.ts";
import type { Chart, ChartBucket } from "../../../../schemas/wire_archive.ts";
import * as sample from "../../samples.ts";

export const DAY = 86_400e6;
export const never = new Promise<void>(() => {});

/** Of all there is, as a Worker that has seen nothing yet draws it. */
export function chartOf(disk: Disk, key: string, more: Partial<ChartRequest> = {}): Promise<Chart | null> {
  return openCharts(disk, openReader(disk)).of(requestOf(key, more), never);
}

export const requestOf = (key: string, more: Partial<ChartRequest> = {}): ChartRequest => ({
  ...{ key, fromUs: null, toUs: null, points: 500, nowUs: sample.DAY_US + 2 * DAY },
  ...more,
});

export interface Stage {
  rig: sample.Rig;
  disk: Disk;
  root: string;
  /** Journals, and seals what it is told to. */
  record(key: string, rows: Rows, options?: { epoch?: number; evidence?: Evidence[] }): Promise<void>;
  merge(key: string): Promise<void>;
}

export async function onStage(body: (stage: Stage) => Promise<void>): Promise<void> {
  using folder = sample.temporaryDisk();
  const rig = sample.rigOn(folder.disk);
  let last = 1;
  await body({
    rig,
    ...folder,
    async record(key, rows, { epoch = ++last, evidence = [] } = {}) {
      const journal = rig.journal(epoch, { tradeIds: "opaque" });
      await journal.append({ key, rows, evidence });
      await journal.close();
      await sealAll(rig.archive, "sandbox", () => true);
    },
    async merge(key) {
      rig.clock.set(Math.max(rig.clock.now(), sample.DAY_US / 1000 + 90 * 3_600_000));
      for (const merge of dueMerges(rig.archive, key)) await mergeFiles(rig.archive, merge);
    },
  });
}

/** What the rows of a bucket come to, told without any of the code that is tested. */
export function bucketsOf(rows: Array<Trade | Candle>, bucketUs: number): ChartBucket[] {
  const groups = Map.groupBy(rows, ({ ts }) => Math.floor(ts / bucketUs) * bucketUs);
  return [...groups].sort(([a], [b]) => a - b).map(([t, inBucket]) => {
    const bars = inBucket.map((row) =>
      "price" in row
        ? { open: row.price, high: row.price, low: row.price, close: row.price, volume: row.amount }
        : row
    );
    return {
      t,
      o: bars[0].open,
      h: Math.max(...bars.map(({ high }) => high)),
      l: Math.min(...bars.map(({ low }) => low)),
      c: bars.at(-1)!.close,
      v: bars.reduce((sum, { volume }) => sum + volume, 0),
      n: bars.length,
    };
  });
}

/** Without flags, and volumes to where sums of another order are the same. */
export function valuesIn({ buckets }: Pick<Chart, "buckets">): ChartBucket[] {
  return buckets.filter(({ n }) => n).map(({ t, o, h, l, c, v, n }) => rounded({ t, o, h, l, c, v, n }));
}

export const rounded = (bucket: ChartBucket): ChartBucket => ({
  ...bucket,
  ...(bucket.v !== undefined && { v: Number(bucket.v.toFixed(9)) }),
});
