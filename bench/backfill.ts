/**
 * Minute candles backfilled a second, from an exchange that is 50 ms away: by the program, onto disk and proven,
 * against what the exchange's allowance and the round trips let through, and against ccxt's own pagination into
 * memory, which asks for everything at once. `--days 180`.
 */
import { parseArgs } from "node:util";
import { isOver, startBackfill, startOf, untilBackfill } from "../tests/history/backfills.ts";
import { IN_FLIGHT } from "../tests/history/kills.ts";
import { onScene, type Scene } from "../tests/history/scene.ts";
import { type CcxtBinance, openCcxt } from "../tests/sandbox/ccxt_client.ts";
import { stopProgram } from "../tests/e2e/program.ts";
import { untilSeries } from "../tests/e2e/snapshot.ts";
import { median, rate, spread } from "./measure.ts";

const ROUND_TRIP_MS = 50;
const PAGE = 1_000;
/** 6,000 of weight a minute, of which a page costs 2; a second's worth may go at once after a rest (budget.ts). */
const PAGE_COST_MS = 20;
const BURST_MS = 1_000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const PAIR = "BTC/USDT";
const GOAL = 0.9;
const RUNS = 5;

/** Not by steps.ts: the modules that it loads make ccxt, which runs in this process, half as fast. */
const { values } = parseArgs({ strict: false, options: { days: { type: "string", default: "180" } } });
const days = Number(values.days);
const fromMs = (Math.floor(Date.now() / DAY_MS) - days) * DAY_MS;

/** The sandbox's minutes are short, so that one run does not use up the next one's allowance … */
const TIME_SCALE = 20;
const scene = { rate: 1, histoJobs: [{ pairs: [PAIR] }], roundTripMs: ROUND_TRIP_MS, timeScale: TIME_SCALE };
/** … once its minute is over: what others used in it is in the exchange's answers, and slows the program down. */
const nextMinute = () => new Promise((done) => setTimeout(done, MINUTE_MS / TIME_SCALE));

await onScene(scene, async (scene) => {
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let run = 0; run <= RUNS; run++) {
    const own = await runOurs(scene, `run-${run}`);
    await nextMinute();
    const ccxt = await runCcxt(scene);
    await nextMinute();
    if (run === 0) continue; // warm-up
    ours.push(own);
    theirs.push(ccxt);
  }
  const pages = Math.ceil(days * DAY_MS / MINUTE_MS / PAGE);
  const ceiling = days * DAY_MS / MINUTE_MS / ceilingSeconds(pages);
  const share = median(ours) / ceiling;
  console.log([
    `backfill: ${rate(median(ours))} candles ±${
      Math.round(spread(ours) * 100)
    } % (${days} days, ${RUNS} runs)`,
    `ceiling ${rate(ceiling)}`,
    `fraction ${share.toFixed(2)} (goal ${GOAL})`,
    `ccxt paginate ${rate(median(theirs))} ±${Math.round(spread(theirs) * 100)} %`,
    `ratio ${(median(ours) / median(theirs)).toFixed(2)}`,
  ].join(" · "));
});

/** What the allowance takes, or the round trips where they take longer. */
function ceilingSeconds(pages: number): number {
  const allowanceMs = pages * PAGE_COST_MS - BURST_MS + ROUND_TRIP_MS;
  return Math.max(allowanceMs, pages * ROUND_TRIP_MS / IN_FLIGHT) / 1_000;
}

/** Candles a second, from the request to the last one's being on disk; markets and newest candles are there before. */
async function runOurs({ record }: Scene, data: string): Promise<number> {
  const { program, url } = await record(["--data", data]);
  await untilSeries(url, (series) => series.some(({ rows }) => rows > 0));
  const id = await startBackfill(url, { start: startOf(fromMs) });
  const { status, progress, started_at, finished_at } = await untilBackfill(url, id, isOver, 600_000);
  await stopProgram(program);
  if (status !== "done") throw new Error(`Cannot measure: the backfill ended as ${status}`);
  return Object.values(progress)[0].rows / (finished_at! - started_at);
}

interface Paginating extends CcxtBinance {
  enableRateLimit: boolean;
  fetchOHLCV(
    ...args: [string, string, number, number | undefined, Record<string, unknown>?]
  ): Promise<number[][]>;
}

async function runCcxt({ watched }: Scene): Promise<number> {
  const ccxt = await openCcxt(watched.url) as Paginating;
  ccxt.enableRateLimit = true;
  await ccxt.loadMarkets();
  const until = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - 1;
  const paginationCalls = Math.ceil((until - fromMs) / MINUTE_MS / PAGE) + 1;
  const startedAt = performance.now();
  const candles = await ccxt.fetchOHLCV(PAIR, "1m", fromMs, undefined, {
    paginate: true,
    until,
    paginationCalls,
  });
  const seconds = (performance.now() - startedAt) / 1_000;
  await ccxt.close();
  const wanted = (until + 1 - fromMs) / MINUTE_MS;
  if (candles.length !== wanted) {
    throw new Error(`Cannot compare: ccxt gave ${candles.length} candles of ${wanted}`);
  }
  return candles.length / seconds;
}
