import assert from "node:assert/strict";
import { openCharts } from "../../../../actors/archive/reader/chart/chart.ts";
import { openReader } from "../../../../actors/archive/reader/reader.ts";
import type { ChurnStart } from "../churn.ts";
import { BOOKS, temporaryDisk, TRADES } from "../../samples.ts";
import { never, requestOf } from "./support.ts";

const KEYS: ChurnStart["keys"] = [TRADES, "sandbox/trades/ETH-USDT", BOOKS];
const ROUNDS = 60;

Deno.test("whatever is sealed and merged under a chart, it counts every row exactly once", async () => {
  using folder = temporaryDisk();
  const counts = new SharedArrayBuffer(12);
  const count = new Int32Array(counts);
  const charts = openCharts(folder.disk, openReader(folder.disk));
  const rowsOf = async (key: string) => {
    const chart = await charts.of(requestOf(key, { points: 500 }), never);
    assert.equal(chart?.problem ?? null, null);
    return (chart?.buckets ?? []).reduce((sum, { n = 0 }) => sum + n, 0);
  };
  const worker = new Worker(new URL("../churn.ts", import.meta.url), { type: "module" });
  worker.postMessage(
    { root: folder.root, keys: KEYS, rounds: ROUNDS, seed: 11, counts } satisfies ChurnStart,
  );
  let charted = 0;
  try {
    for (; Atomics.load(count, 2) === 0; charted++) {
      const key = KEYS[charted % KEYS.length];
      const acknowledged = Atomics.load(count, 1);
      const rows = await rowsOf(key);
      const issued = Atomics.load(count, 0);
      assert.ok(rows >= acknowledged && rows <= issued, `${key}: ${acknowledged} ≤ ${rows} ≤ ${issued}`);
      await new Promise((done) => setTimeout(done));
    }
  } finally {
    worker.terminate();
  }
  assert.ok(charted > 3, `${charted} charts`);
  for (const key of KEYS) assert.equal(await rowsOf(key), ROUNDS * 30, key);
});
