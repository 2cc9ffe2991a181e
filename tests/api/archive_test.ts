/** `/api/series` and `/api/chart` over a folder, as the reader's Worker answers. */
import assert from "node:assert/strict";
import { createReadHost } from "../../actors/archive/reader/host.ts";
import { sealAll } from "../../actors/archive/seal.ts";
import { createBoard } from "../../actors/control/board.ts";
import { TestClock } from "../../actors/kernel/test_clock.ts";
import { archiveDeck, usageOf } from "../../cli/deck_archive.ts";
import type { DeckParts } from "../../cli/deck.ts";
import * as sample from "../archive/samples.ts";
import { withServer } from "./support.ts";

const { DAY_US, ofTrades, TRADES, trades } = sample;

/** A trade each second but the fourth: half of them in a part, half in the journal. */
async function withTrades(
  count: number,
  test: (get: (path: string) => Promise<Response>, clock: TestClock) => Promise<void>,
) {
  using folder = sample.temporaryDisk();
  const { archive, journal } = sample.rigOn(folder.disk);
  const writer = journal(2);
  const hole = { kind: "gap" as const, from: DAY_US + 2e6 + 1, to: DAY_US + 4e6, cause: "id-hole" as const };
  await writer.append({
    key: TRADES,
    rows: ofTrades([...trades(0, 3), ...trades(4, count / 2)]),
    evidence: [{ ...hole, reason: "id 3 was skipped" }],
  });
  await writer.roll();
  await sealAll(archive, "sandbox", () => true);
  await writer.append({ key: TRADES, rows: ofTrades(trades(count / 2, count)) });
  const clock = new TestClock(DAY_US / 1000 + 7_200_000);
  const reads = createReadHost({ dataFolder: folder.root, clock });
  const board = createBoard({ clock, version: "1", dataFolder: folder.root, configPath: "" });
  const config = { storage: { min_free_gb: 2 } };
  const parts = { board, reads, clock, settings: { inForce: () => ({ config }) } } as unknown as DeckParts;
  try {
    await withServer(async ({ deck, origin }) => {
      Object.assign(deck, archiveDeck(parts));
      await test((path) => fetch(origin + path), clock);
    });
  } finally {
    reads.stop();
    await writer.close();
  }
}

Deno.test("a series is shown from its ledger, and says what may be asked for again", () =>
  withTrades(40, async (get) => {
    const series = await (await get(`/api/series?key=${TRADES}`)).json();
    assert.deepEqual([series.pair, series.type, series.rows], ["BTC/USDT", "trades", 19]);
    assert.deepEqual([series.first_us, series.last_us], [DAY_US, DAY_US + 19e6]);
    assert.deepEqual(series.days, [{ day: "2024-03-05", state: "pending" }]);
    assert.deepEqual(series.gaps, [{
      // With the very microseconds of the trades beside it, which others may share.
      ...{ from_us: DAY_US + 2e6, to_us: DAY_US + 4e6 + 1, state: "gap", cause: "id-hole" },
      ...{ reason: "id 3 was skipped", refillable: true },
    }]);
    assert.equal(series.files.length, 1);
    assert.match(series.files[0].sha256, /^[0-9a-f]{64}$/);
    assert.equal((await get("/api/series?key=sandbox/trades/ETH-USDT")).status, 404);
  }));

Deno.test("a chart has the rows of files and journal, by default of all there is", () =>
  withTrades(40, async (get) => {
    const chart = await (await get(`/api/chart?key=${TRADES}`)).json();
    assert.deepEqual([chart.from_us, chart.to_us, chart.bucket_us], [DAY_US, DAY_US + 40e6, 1e6]);
    assert.equal(chart.buckets.filter(({ n }: { n: number }) => n === 1).length, 39);
    const few = await (await get(`/api/chart?key=${TRADES}&from=2024-03-05&to=2024-03-05T00:00:20&points=10`))
      .json();
    assert.deepEqual(few.buckets.map(({ n }: { n: number }) => n), Array(10).fill(2).with(1, 1));
    assert.deepEqual(few.buckets.map(({ gap = false }) => gap), Array(10).fill(false).fill(true, 1, 3));
    assert.equal((await get("/api/chart?key=sandbox/trades/ETH-USDT")).status, 404);
  }));

Deno.test("many pages may ask at once; who asks too much is told to wait", () =>
  withTrades(40, async (get) => {
    const answers = await Promise.all(Array.from({ length: 60 }, () => get(`/api/chart?key=${TRADES}`)));
    const [good, busy] = [200, 503].map((status) => answers.filter((answer) => answer.status === status));
    assert.equal(good.length + busy.length, 60);
    assert.ok(good.length >= 32 && busy.every(({ headers }) => headers.get("retry-after") === "1"));
    await Promise.all(answers.map((answer) => answer.body!.cancel()));
    assert.equal((await get(`/api/chart?key=${TRADES}`)).status, 200);
  }));

Deno.test("what takes how much room is told, and what the days weigh is looked up every few minutes", () =>
  withTrades(40, async (get, clock) => {
    const usage = await (await get("/api/storage/usage")).json();
    assert.ok(usage.free_bytes > 0 && usage.total_bytes >= usage.free_bytes && usage.journal_bytes > 0);
    assert.deepEqual([usage.reserve_bytes, usage.days.length, usage.days.at(-1).day], [
      2e9,
      90,
      "2024-03-04",
    ]);
    assert.deepEqual([usage.bytes_per_day, usage.days_until_full], [null, null], "no day is over yet");
    clock.set(DAY_US / 1000 + 30 * 3_600_000);
    const next = await (await get("/api/storage/usage")).json();
    assert.equal(next.days.at(-1).day, "2024-03-05");
    assert.ok(next.bytes_per_day > 0 && next.days_until_full > 0);
  }));

Deno.test("the disk lasts as long as the last week's days say, down to the reserve", () => {
  const days = (bytes: number[]) => bytes.map((bytes, n) => ({ day: `2024-03-0${n + 1}`, bytes }));
  const room = { freeBytes: 1000, totalBytes: 5000 };
  const of = (bytes: number[], more = {}) => {
    const usage = usageOf({ series: [], days: days(bytes), room, reserve: 300, journal: 0, ...more });
    return [usage.bytes_per_day, usage.days_until_full];
  };
  assert.deepEqual(of([0, 0, 50, 90]), [70, 10]);
  assert.deepEqual(of([900, 7, 7, 7, 7, 7, 7, 7]), [7, 100]);
  assert.deepEqual(of([0, 0]), [null, null], "nothing is known");
  assert.deepEqual(of([900, 0, 0, 0, 0, 0, 0, 0]), [0, null], "it is not filling");
  assert.deepEqual(of([70], { reserve: 2000 }), [70, 0]);
  assert.deepEqual(of([70], { room: null }), [70, null]);
});
