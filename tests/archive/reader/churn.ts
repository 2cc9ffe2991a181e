/**
 * A recorder in a hurry, in a Worker: journals, seals and merges as fast as it can, while the test reads. Row i of a
 * series has the price i; one in eight comes up to three days late, so that merged days are merged again.
 */
import type { Trade } from "../../../schemas/market.ts";
import { mergeFiles } from "../../../actors/archive/merge.ts";
import { dueMerges } from "../../../actors/archive/merge_plan.ts";
import { openRealDisk } from "../../../actors/archive/real_disk.ts";
import { sealAll } from "../../../actors/archive/seal.ts";
import { seededRandom } from "../../../actors/kernel/mod.ts";
import { TestClock } from "../../../actors/kernel/test_clock.ts";
import { bookFrame, DAY_US, HOUR_US, ofBooks, ofTrades, rigOn, trade } from "../samples.ts";

export interface ChurnStart {
  root: string;
  /** Keys of trades with serial ids, of trades without ids, of a book. */
  keys: [serial: string, nameless: string, book: string];
  rounds: number;
  seed: number;
  /** [0] rows handed to the journal, [1] rows acknowledged, [2] 1: it is over. Of each series. */
  counts: SharedArrayBuffer;
}

const ROUND_ROWS = 30;
/** Some 20 rounds a day. */
const STEP_US = HOUR_US / 25;

const scope = globalThis as unknown as Worker;
scope.onmessage = ({ data }: MessageEvent<ChurnStart>) => void churn(data);

async function churn({ root, keys, rounds, seed, counts }: ChurnStart): Promise<void> {
  const count = new Int32Array(counts);
  const random = seededRandom(seed);
  // Far behind all rows: a day is merged as soon as its segments are gone.
  const { archive, journal } = rigOn(openRealDisk(root), new TestClock(Date.UTC(2030, 0)));
  const writers = [journal(2, { tradeIds: "serial" }), journal(3, { tradeIds: "opaque" })];
  for (let round = 0; round < rounds; round++) {
    const from = round * ROUND_ROWS;
    const rows = Array.from({ length: ROUND_ROWS }, (_, i) => rowAt(from + i, random()));
    Atomics.store(count, 0, from + ROUND_ROWS);
    await Promise.all([
      writers[0].append({ key: keys[0], rows: ofTrades(rows) }),
      writers[1].append({ key: keys[1], rows: ofTrades(rows.map((row) => ({ ...row, id: null }))) }),
      writers[1].append({ key: keys[2], rows: ofBooks(rows.map(frameOf)) }),
    ]);
    Atomics.store(count, 1, from + ROUND_ROWS);
    if (random() < 0.5) continue;
    for (const writer of writers) await writer.roll();
    await sealAll(archive, "sandbox", () => true);
    if (random() < 0.5) continue;
    for (const key of keys) for (const merge of dueMerges(archive, key)) await mergeFiles(archive, merge);
  }
  for (const writer of writers) await writer.close();
  Atomics.store(count, 2, 1);
}

function rowAt(i: number, random: number): Trade {
  const lateUs = random < 1 / 8 ? Math.floor(random * 8 * 72) * HOUR_US : 0;
  return trade(i, DAY_US + i * STEP_US - lateUs, { price: i, amount: 1 });
}

/** A session a frame, so that late frames keep to no order of their own. */
function frameOf({ ts, price }: Trade) {
  const level = (side: "bid" | "ask") => ({ side, price, amount: 1 });
  return bookFrame(price, 0, { ts, tsRecv: ts, levels: [level("bid"), level("ask")] });
}
