/**
 * History from an exchange that misbehaves in every way it can: does it equal the truth, is anything asked twice, and
 * is what goes missing on disk asked for again, and nothing else?
 */
import { join } from "@std/path";
import { DAY_MS, instruments } from "../../sandbox/instruments.ts";
import { stopProgram } from "../e2e/program.ts";
import { endTrouble, makeTrouble } from "../e2e/truth.ts";
import { askedWithin, type Range } from "./asked.ts";
import { isOver, startBackfill, startOf, untilBackfill } from "./backfills.ts";
import { onScene, type Scene } from "./scene.ts";
import { allTroubles } from "./troubles.ts";
import { compareWithTruth, type Comparison, isEqual } from "./truth_of_range.ts";

export interface FillOptions {
  /** Days of minute candles of each pair, and of trades; today's part comes on top. */
  candleDays: number;
  tradeDays: number;
  /** About so many trades in all. */
  trades: number;
  /** Of each fault. */
  probability: number;
  timeoutMs: number;
  say?(line: string): void;
}

export interface FillReport {
  /** By series: after the backfills, and again after a day was deleted. */
  filled: Record<string, Comparison>;
  refilled: Comparison;
  /** Backfills until one of each kind ended as done. */
  rounds: number;
  /** Requests for the range of a further backfill of everything. */
  askedAgain: number;
  /** Requests for the deleted day, and for any other time of the range, of the series' it was taken from and the other. */
  askedForDay: number;
  askedElsewhere: number;
  requests: number;
  /** Of these, those that got no usable answer. */
  failed: number;
  fillSeconds: number;
}

/** That nothing was traded is believed when an exchange says so twice, so far apart. */
const HALT_BELIEVED_MS = 3_600_000;
const CANDLES = ["PAUSE", "QUIET", "FRESH"];
const TRADES = ["BTC", "ETH"];
/** Trades a second of both pairs for each of the busiest. */
const SHARE_OF_BOTH = 1.6;

const pairsOf = (bases: string[]) => bases.map((base) => `${base}/USDT`);
const keyOf = (base: string) =>
  TRADES.includes(base) ? `sandbox/trades/${base}-USDT` : `sandbox/ohlc/${base}-USDT/1m`;

export function fillUnderTrouble(options: FillOptions): Promise<FillReport> {
  const { candleDays, tradeDays, trades } = options;
  const now = Date.now();
  const startMs = (days: number) => (Math.floor(now / DAY_MS) - days) * DAY_MS;
  const starts = { candles: startMs(candleDays), trades: startMs(tradeDays) };
  const rate = trades / ((now - starts.trades) / 1_000) / SHARE_OF_BOTH;
  const histoJobs = [{ pairs: pairsOf(CANDLES) }, { pairs: pairsOf(TRADES), data_type: "trades" }];
  return onScene({ rate, histoJobs, timeScale: 60 }, (scene) => fill(scene, starts, options));
}

type Starts = Record<"candles" | "trades", number>;

async function fill(
  scene: Scene,
  starts: Starts,
  { probability, timeoutMs, say = () => {} }: FillOptions,
): Promise<FillReport> {
  const { exchangeUrl, watched } = scene;
  await makeTrouble(exchangeUrl, ...allTroubles(probability));
  const beganAt = performance.now();
  const first = await scene.record();
  const toMs = Math.floor((Date.now() - 10_000) / 60_000) * 60_000;
  const rounds = await backfillAll(first.url, starts, timeoutMs);
  const fillSeconds = (performance.now() - beganAt) / 1_000;
  say(`filled in ${fillSeconds.toFixed(0)} s, ${rounds} rounds, ${watched.asked.length} requests`);
  await endTrouble(exchangeUrl);
  const requests = watched.asked.length;
  const failed = watched.asked.filter(({ status, places, what }) =>
    status !== 200 || places === null && what !== "exchangeInfo"
  );

  await backfillAll(first.url, starts, timeoutMs);
  const further = watched.asked.slice(requests);
  await end(first);
  const filled: FillReport["filled"] = {};
  for (const base of [...CANDLES, ...TRADES]) {
    filled[keyOf(base)] = await compare(scene, base, { fromMs: startOfSeries(base, starts), toMs });
    say(`${keyOf(base)}: ${JSON.stringify(filled[keyOf(base)])}`);
  }

  const day = { fromMs: starts.trades, toMs: starts.trades + DAY_MS };
  await deleteDay(scene, "BTC", day);
  const asked = watched.asked.length;
  const second = await scene.record();
  await backfillAll(second.url, starts, timeoutMs);
  await end(second);
  const after = watched.asked.slice(asked);
  const range = { fromMs: starts.trades, toMs };
  const ofTrades = (within: Range) =>
    TRADES.reduce((sum, base) => sum + askedWithin(after, "aggTrades", `${base}USDT`, within).length, 0);
  const askedForDay = askedWithin(after, "aggTrades", "BTCUSDT", day).length;
  return {
    filled,
    refilled: await compare(scene, "BTC", range),
    rounds,
    askedAgain: countWithin(further, starts, toMs),
    askedForDay,
    askedElsewhere: ofTrades(range) - askedForDay,
    requests,
    failed: failed.length,
    fillSeconds,
  };
}

const startOfSeries = (base: string, starts: Starts) =>
  TRADES.includes(base) ? starts.trades : starts.candles;

/** Backfills everything, again and again until all of it is done; gives how often. */
async function backfillAll(url: string, starts: Starts, timeoutMs: number): Promise<number> {
  const endsAt = Date.now() + timeoutMs;
  for (let round = 1;; round++) {
    const requests = [
      { start: startOf(starts.candles), pairs: pairsOf(CANDLES) },
      ...pairsOf(TRADES).map((pair) => ({ start: startOf(starts.trades), pairs: [pair] })),
    ];
    const ids = await Promise.all(requests.map((request) => startBackfill(url, request)));
    const records = await Promise.all(ids.map((id) => untilBackfill(url, id, isOver, endsAt - Date.now())));
    if (records.every(({ status }) => status === "done")) return round;
  }
}

async function end({ program }: Awaited<ReturnType<Scene["record"]>>): Promise<void> {
  const code = await stopProgram(program);
  if (code !== 0) throw new Error(`the stop gave exit code ${code}:\n${program.output()}`);
}

function compare({ seriesFolder, exchangeUrl }: Scene, base: string, range: Range): Promise<Comparison> {
  const kind = TRADES.includes(base) ? "trades" : "candles";
  return compareWithTruth(seriesFolder(keyOf(base)), exchangeUrl, kind, `${base}USDT`, range);
}

/** The day's file, or its parts where it is not merged yet. */
async function deleteDay({ seriesFolder }: Scene, base: string, { fromMs }: Range): Promise<void> {
  const day = new Date(fromMs).toISOString().slice(0, 10);
  const folder = seriesFolder(keyOf(base));
  const files = [...Deno.readDirSync(folder)].filter(({ name }) => name.startsWith(day));
  if (files.length === 0) throw new Error(`Cannot delete ${day} in ${folder}: there is no file of it`);
  for (const { name } of files) await Deno.remove(join(folder, name));
}

function countWithin(asked: Scene["watched"]["asked"], starts: Starts, toMs: number): number {
  const count = (what: string, bases: string[], fromMs: number) =>
    bases.reduce((sum, base) => {
      const range = { fromMs, toMs: base === "PAUSE" ? Math.min(toMs, openHaltMs(toMs)) : toMs };
      return sum + askedWithin(asked, what, `${base}USDT`, range).length;
    }, 0);
  return count("klines", CANDLES, starts.candles) + count("aggTrades", TRADES, starts.trades);
}

/** A halt that is under way is no proof yet: what is missing since it began may be asked for again. */
function openHaltMs(atMs: number): number {
  const { halt } = instruments(1).find(({ symbol }) => symbol === "PAUSEUSDT")!;
  const midnightMs = Math.floor(atMs / DAY_MS) * DAY_MS;
  const [fromMs, toMs] = [midnightMs + halt!.fromMs, midnightMs + halt!.toMs];
  return atMs >= fromMs && atMs < toMs + HALT_BELIEVED_MS ? fromMs : Infinity;
}

export const isFlawless = (
  { filled, refilled, askedAgain, askedForDay, askedElsewhere }: FillReport,
): boolean =>
  [...Object.values(filled), refilled].every(isEqual) && askedAgain === 0 && askedForDay > 0 &&
  askedElsewhere === 0;
