import assert from "node:assert/strict";
import { configuredHistories, configuredStreams } from "../../actors/control/configured.ts";
import { type Beginning, createStops, shownAtStart } from "../../actors/control/stops.ts";
import { type Config, parseConfig } from "../../schemas/config.ts";

const [BTC, ETH] = ["BTC-USDT", "ETH-USDT"].map((pair) => ({
  trades: `binance/trades/${pair}`,
  book: `binance/orderbook/${pair}`,
  candles: `binance/ohlc/${pair}/1h`,
}));
const EVERYTHING: Beginning = { streams: "all", schedule: "on" };
const NOTHING: Beginning = { streams: "none", schedule: "off" };

function configOf(value: Record<string, unknown>): Config {
  const parsed = parseConfig(value);
  if (!parsed.ok) throw new Error(parsed.errors.map((error) => error.message).join("\n"));
  return parsed.config;
}

const streams = (pairs: string[], channels = ["trades", "book"]) => ({
  exchange: "binance",
  pairs,
  channels,
});
const CONFIG = configOf({
  stream_jobs: [streams(["BTC/USDT", "ETH/USDT"])],
  histo_jobs: [{ exchange: "binance", pairs: ["BTC/USDT", "ETH/USDT"] }],
});

function stopsOf(begins: Beginning, config = CONFIG) {
  const stops = createStops(begins, () => begins.schedule === "on");
  stops.follow(config);
  return {
    ...stops,
    live: (of = config) => configuredStreams(stops.without(of)).map(({ key }) => key).sort(),
    past: (of = config) => configuredHistories(stops.without(of)).map(({ key }) => key),
    why: (key: string) => stops.shown(config).find((each) => each.key === key)?.why,
  };
}

Deno.test("nothing stopped, the config is told as it is", () => {
  const { without, shown } = stopsOf(EVERYTHING);
  assert.deepEqual(without(CONFIG), CONFIG);
  assert.ok(shown(CONFIG).every(({ state, why }) => state === "starting" && why === null));
});

Deno.test("what is stopped is taken out and nothing else, and says who stopped it", () => {
  const { stop, live, past, why } = stopsOf(EVERYTHING);
  assert.deepEqual(stop([BTC.trades]), [BTC.trades]);
  assert.deepEqual(live(), [BTC.book, ETH.book, ETH.trades]);
  assert.deepEqual(past(), [BTC.candles, ETH.candles]);
  assert.match(why(BTC.trades)!, /^stopped by hand/);
  assert.equal(why(BTC.book), null);
});

Deno.test("histories of a paused job do not run, and begin or wait when they are resumed", () => {
  const jobs = CONFIG.histo_jobs.flatMap((job) => job.pairs.map((pair) => ({ ...job, pairs: [pair] })));
  const paused = { ...CONFIG, histo_jobs: jobs.with(0, { ...jobs[0], paused: true }) };
  const { past, why } = stopsOf(EVERYTHING, paused);
  assert.deepEqual(past(), [ETH.candles]);
  assert.equal(why(BTC.candles), "its job is paused");
  assert.equal(why(ETH.candles), null);

  const halted = createStops(EVERYTHING, () => false);
  halted.follow(paused);
  halted.follow(CONFIG);
  assert.match(halted.shown(CONFIG).find(({ key }) => key === BTC.candles)!.why!, /scheduler is stopped/);
});

Deno.test("a history that two jobs name runs while one of them does", () => {
  const [job] = CONFIG.histo_jobs;
  const { past, why } = stopsOf(EVERYTHING, { ...CONFIG, histo_jobs: [{ ...job, paused: true }, job] });
  assert.deepEqual(past(), [BTC.candles, ETH.candles]);
  assert.equal(why(BTC.candles), null);
});

Deno.test("stopped twice it did not run, and neither did what no job names", () => {
  const { stop } = stopsOf(EVERYTHING);
  stop([BTC.trades]);
  assert.deepEqual(stop([BTC.trades, "kraken/trades/BTC-USD"]), []);
});

Deno.test("started again it runs, and why it did not is told until it is subscribed", () => {
  const { stop, start, away, back, live } = stopsOf(EVERYTHING);
  stop([BTC.trades, BTC.book]);
  assert.deepEqual(away(), {});
  assert.deepEqual(start([BTC.trades, ETH.trades]), [BTC.trades]);
  assert.deepEqual(live(), [ETH.book, BTC.trades, ETH.trades]);
  assert.deepEqual(away(), { [BTC.trades]: "stopped by hand" });
  back(BTC.trades);
  assert.deepEqual(away(), {});
});

Deno.test("a stream that leaves the config and comes back runs", () => {
  const { stop, follow, live, away } = stopsOf(EVERYTHING);
  stop([BTC.trades, ETH.trades]);
  follow({ ...CONFIG, stream_jobs: configOf({ stream_jobs: [streams(["ETH/USDT"])] }).stream_jobs });
  follow(CONFIG);
  assert.deepEqual(live(), [BTC.book, ETH.book, BTC.trades]);
  assert.equal(away()[BTC.trades], "no job named it");
});

Deno.test("a history of the same name as a stopped stream goes on", () => {
  const trades = { exchange: "binance", pairs: ["BTC/USDT"], data_type: "trades" };
  const config = configOf({ stream_jobs: [streams(["BTC/USDT"], ["trades"])], histo_jobs: [trades] });
  const { stop, live, past } = stopsOf(EVERYTHING, config);
  stop([BTC.trades]);
  assert.deepEqual([live(), past()], [[], [BTC.trades]]);
});

Deno.test("where nothing begins by itself, all waits until it is asked for, one by one or all at once", () => {
  const { live, past, why, start, release } = stopsOf(NOTHING);
  assert.deepEqual([live(), past()], [[], []]);
  assert.match(why(BTC.trades)!, /^not started/);
  assert.match(why(BTC.candles)!, /^not started: the scheduler is stopped/);
  assert.deepEqual(start([BTC.book]), [BTC.book]);
  assert.deepEqual(release([ETH.candles, BTC.trades]), [ETH.candles]);
  assert.deepEqual([live(), past()], [[BTC.book], [ETH.candles]]);
  assert.deepEqual(release(), [BTC.candles]);
  assert.deepEqual(release(), []);
});

Deno.test("what was never begun was not stopped by hand", () => {
  const { start, away } = stopsOf(NOTHING);
  start([BTC.trades]);
  assert.deepEqual(away(), {});
});

Deno.test("a job that is new to the config waits where the rest does, and leaves the rest as it is", () => {
  const few = configOf({ stream_jobs: [streams(["BTC/USDT"])] });
  const { start, follow, live } = stopsOf(NOTHING, few);
  start([BTC.trades]);
  follow(CONFIG);
  assert.deepEqual(live(CONFIG), [BTC.trades]);
});

Deno.test("before anything runs a config is shown as it will begin", () => {
  const states = (begins: Beginning) =>
    shownAtStart(CONFIG, begins).map(({ key, state }) => `${key} ${state}`);
  assert.ok(states(EVERYTHING).every((each) => each.endsWith(" starting")));
  assert.ok(states(NOTHING).every((each) => each.endsWith(" stopped")));
  const some = states({ ...NOTHING, streams: ({ key }) => key === BTC.book });
  assert.deepEqual(some.filter((each) => each.endsWith(" starting")), [`${BTC.book} starting`]);
});
