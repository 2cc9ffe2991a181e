/**
 * A backfill under `kill -9`: the recorder is killed at random moments and started again, and nobody asks for the
 * backfill a second time. Does it end by itself, with all of the truth, and how much was asked twice?
 */
import { killProgram, stopProgram } from "../e2e/program.ts";
import { type Range, windowsAskedTwice } from "./asked.ts";
import { askBackfill, askJson, isOver, startBackfill, startOf, untilBackfill } from "./backfills.ts";
import { onScene, type Scene } from "./scene.ts";
import { compareWithTruth, type Comparison, isEqual } from "./truth_of_range.ts";
import type { Asked } from "./watched_exchange.ts";

export interface KillOptions {
  kills: number;
  /** Trades to fetch, about; enough for all the kills. */
  trades: number;
  /** Between a start and its kill, at most, ms. */
  livesMs: number;
  say?(line: string): void;
}

export interface KillReport {
  trades: Comparison;
  candles: Comparison;
  /** Windows of trades and of candles that were asked for again after a kill. */
  windowsTwice: number;
  /** Kills that struck while the backfill was under way. */
  kills: number;
  /** Lines of its log that say so. */
  interruptions: number;
  status: string;
  /** Backfills on record at the end. */
  records: number;
}

/** As many windows of a series as history.ts has under way. */
export const IN_FLIGHT = 8;

const JOBS = [{ pairs: ["BTC/USDT"] }, { pairs: ["BTC/USDT"], data_type: "trades" }];
const DAY_MS = 86_400_000;
/** Windows under way are spread over all that is missing, so what is far back goes on while the present comes. */
const DAYS = 4;
/** The log of a backfill keeps so many lines. */
const LOG_LINES = 100;

export function backfillUnderKills(options: KillOptions): Promise<KillReport> {
  const fromMs = (Math.floor(Date.now() / DAY_MS) - DAYS) * DAY_MS;
  const rate = options.trades / ((Date.now() - fromMs) / 1_000);
  return onScene({ rate, histoJobs: JOBS }, (scene) => killAndCount(scene, fromMs, options));
}

async function killAndCount(
  scene: Scene,
  fromMs: number,
  { kills, livesMs, say = () => {} }: KillOptions,
): Promise<KillReport> {
  const { watched } = scene;
  const lives: Asked[][] = [];
  let recorder = await scene.record();
  const range = { fromMs, toMs: Math.floor((Date.now() - 10_000) / 60_000) * 60_000 };
  const id = await startBackfill(recorder.url, { start: startOf(fromMs) });
  let struck = 0;
  for (let kill = 1; kill <= kills; kill++) {
    const begin = lives.flat().length;
    await untilAsked(watched, begin);
    await new Promise((done) => setTimeout(done, Math.random() * livesMs));
    if (isOver(await askBackfill(recorder.url, id))) break;
    await killProgram(recorder.program);
    struck++;
    lives.push(watched.asked.slice(begin));
    say(`kill ${kill} of ${kills}: ${lives.at(-1)!.length} requests`);
    recorder = await scene.record();
  }
  const { status, log } = await untilBackfill(recorder.url, id, isOver, 600_000);
  const records = await askJson<Record<string, unknown>>(`${recorder.url}/api/backfill`);
  const code = await stopProgram(recorder.program);
  if (code !== 0) throw new Error(`the last stop gave exit code ${code}:\n${recorder.program.output()}`);
  lives.push(watched.asked.slice(lives.flat().length));
  return {
    trades: await compare(scene, "trades", "sandbox/trades/BTC-USDT", range),
    candles: await compare(scene, "candles", "sandbox/ohlc/BTC-USDT/1m", range),
    windowsTwice: windowsAskedTwice(lives, "aggTrades", "BTCUSDT") +
      windowsAskedTwice(lives, "klines", "BTCUSDT"),
    kills: struck,
    interruptions: log.filter((line) => line.includes("interrupted")).length,
    status,
    records: Object.keys(records).length,
  };
}

/** Waits until the recorder has asked for rows since `begin`. */
async function untilAsked({ asked }: Scene["watched"], begin: number): Promise<void> {
  const endsAt = Date.now() + 30_000;
  while (!asked.slice(begin).some(({ what, status }) => what !== "exchangeInfo" && status !== null)) {
    if (Date.now() > endsAt) throw new Error("Cannot kill a backfill: it asked for nothing in 30 s");
    await new Promise((done) => setTimeout(done, 20));
  }
}

const compare = (
  { seriesFolder, exchangeUrl }: Scene,
  kind: "trades" | "candles",
  key: string,
  range: Range,
): Promise<Comparison> => compareWithTruth(seriesFolder(key), exchangeUrl, kind, "BTCUSDT", range);

export const isFlawless = (
  { trades, candles, windowsTwice, kills, interruptions, status, records }: KillReport,
): boolean =>
  isEqual(trades) && isEqual(candles) && windowsTwice <= kills * IN_FLIGHT &&
  interruptions >= Math.min(kills, LOG_LINES / 4) && status === "done" && records === 1;
