/** History over the whole program: asked of the sandbox exchange by a recorder of its own. */
import assert from "node:assert/strict";
import type { InventoryRow, Metrics } from "../../schemas/wire.ts";
import { fillUnderTrouble, isFlawless as isFilled } from "../history/fill.ts";
import { backfillUnderKills, isFlawless as isUnharmed } from "../history/kills.ts";
import {
  askBackfill,
  askJson,
  cancelBackfill,
  isOver,
  startBackfill,
  startOf,
  untilBackfill,
  windowsDone,
} from "../history/backfills.ts";
import { onScene } from "../history/scene.ts";
import { stopProgram } from "./program.ts";
import { filesIn, query } from "./parquet_rows.ts";

const DAY_MS = 86_400_000;
const daysAgo = (days: number) => (Math.floor(Date.now() / DAY_MS) - days) * DAY_MS;
/** Trades a second for about so many from then until now. */
const rateFor = (trades: number, fromMs: number) => trades / ((Date.now() - fromMs) / 1_000);

Deno.test("history from an exchange with every fault at 5 % equals the truth, is asked once, and what is deleted is asked again", async () => {
  const report = await fillUnderTrouble({
    candleDays: 1,
    tradeDays: 3,
    trades: 120_000,
    probability: 0.05,
    timeoutMs: 240_000,
  });
  assert.ok(isFilled(report), JSON.stringify(report, null, 1));
  assert.equal(report.rounds, 1, "a backfill was given up");
});

Deno.test("a backfill that kill -9 interrupts goes on by itself, and ends with all of the truth", async () => {
  const report = await backfillUnderKills({ kills: 3, trades: 150_000, livesMs: 1_200 });
  assert.equal(report.kills, 3);
  assert.ok(isUnharmed(report), JSON.stringify(report, null, 1));
});

Deno.test("a backfill that is cancelled keeps what was in flight, and asks for nothing more", async () => {
  const fromMs = daysAgo(3);
  const histoJobs = [{ pairs: ["BTC/USDT"], data_type: "trades" }];
  const rate = rateFor(300_000, fromMs);
  await onScene({ rate, histoJobs, roundTripMs: 1_000 }, async ({ record, watched, seriesFolder }) => {
    const { program, url } = await record();
    const id = await startBackfill(url, { start: startOf(fromMs) });
    await untilBackfill(url, id, (record) => windowsDone(record) > 0, 30_000);
    const inFlight = watched.asked.filter(({ what, places }) => what === "aggTrades" && places === null);
    const answer = await cancelBackfill(url, id);
    const cancelling = await askBackfill(url, id);
    await new Promise((done) => setTimeout(done, 300)); // what had left before may arrive later
    const asked = watched.asked.length;
    const { status, log } = await untilBackfill(url, id, isOver, 30_000);

    assert.deepEqual(answer, { status: "cancelling" });
    assert.deepEqual([cancelling.status, status], ["cancelling", "cancelled"]);
    assert.match(log.join("\n"), /cancelled after \d+ of \d+ windows/);
    assert.equal(watched.asked.length, asked, "something was asked after the cancel");
    assert.deepEqual(await cancelBackfill(url, id), { status: "not_running" });
    assert.equal(await stopProgram(program), 0);
    const kept = await idsIn(seriesFolder("sandbox/trades/BTC-USDT"));
    assert.ok(inFlight.length > 0, "nothing was in flight");
    assert.deepEqual(inFlight.filter(({ places }) => !kept.has(places![0])), []);
  });
});

async function idsIn(folder: string): Promise<Set<number>> {
  const rows = await query(`select cast(id as bigint) as id from ${filesIn(folder)}`);
  return new Set(rows.map(({ id }) => Number(id)));
}

Deno.test("what cannot be asked is an error in record, log, metrics and inventory, and the rest is done", async () => {
  const fromMs = daysAgo(2);
  const histoJobs = [{ pairs: ["BTC/USDT"] }, { pairs: ["ETH/USDT"], span: 420 }]; // no exchange has 7 minutes
  await onScene({ rate: 1, histoJobs }, async ({ record }) => {
    const { program, url } = await record();
    const id = await startBackfill(url, { start: startOf(fromMs) });
    const { status, error, log, progress } = await untilBackfill(url, id, isOver, 60_000);
    const metrics = await askJson<Metrics>(`${url}/api/metrics`);
    const inventory = await askJson<InventoryRow[]>(`${url}/api/inventory`);
    assert.equal(await stopProgram(program), 0);

    assert.equal(status, "error");
    const why = /ETH\/USDT: .*Cannot ask candles of span "7m"/;
    assert.match(error!, why);
    assert.ok(log.some((line) => why.test(line)), log.join("\n"));
    assert.match(program.output(), /error +sandbox\/ohlc\/ETH-USDT\/7m: .*Cannot ask candles of span "7m"/);
    assert.deepEqual([progress["ETH/USDT"].done, progress["ETH/USDT"].rows], [0, 0]);
    assert.equal(progress["BTC/USDT"].done, progress["BTC/USDT"].total);
    assert.ok(metrics["sandbox/ETH/USDT"].errors_count > 0, JSON.stringify(metrics));
    assert.deepEqual(
      [metrics["sandbox/ETH/USDT"].last_success_at, metrics["sandbox/BTC/USDT"].errors_count],
      [null, 0],
    );
    assert.deepEqual(inventory.map(({ pair, gaps }) => [pair, gaps]), [["BTC/USDT", 0]]);
  });
});
