import assert from "node:assert/strict";
import { createStops } from "../../../actors/control/stops.ts";
import { createClockWatch } from "../../../actors/venue/clock_watch.ts";
import { NOT_RECORDING } from "../../../actors/venue/continuity.ts";
import { type Config, parseConfig } from "../../../schemas/config.ts";
import { BOOK, ETHER, inOneLife, KRAKEN, MINUTE, SECOND, TRADES } from "./stage.ts";

const STREAM = { exchange: "binance", channels: ["trades"] };

function configOf(value: Record<string, unknown>): Config {
  const parsed = parseConfig(value);
  assert.ok(parsed.ok);
  return parsed.config;
}

Deno.test("an outage of an exchange is one incident, which says what was refilled once it is over", () =>
  inOneLife(async ({ clock, connected, dropped, hole, healed, list, told }) => {
    connected(TRADES, ETHER);
    await clock.advance(3 * MINUTE);
    dropped(TRADES, ETHER);
    await clock.advance(20 * SECOND);
    assert.equal(
      list()[0].sentence,
      "binance has not been reachable since 14:03 UTC: 2 series are not recorded.",
    );
    await clock.advance(5 * MINUTE + 40 * SECOND);
    connected(TRADES, ETHER);
    const first = hole(TRADES, 6 * MINUTE);
    hole(ETHER, 6 * MINUTE);
    await clock.advance(2 * SECOND);
    healed(TRADES, first);
    await clock.advance(MINUTE);
    const [incident, ...others] = list();
    assert.deepEqual(others, []);
    assert.equal(
      incident.sentence,
      "binance was not reachable from 14:03 to 14:09 UTC: 2 series have a gap; 1 was refilled.",
    );
    assert.deepEqual(incident.holes, { opened: 2, healed: 1, refillable: 1 });
    assert.deepEqual([incident.kind, incident.severity], ["venue-outage", "error"]);
    assert.deepEqual([incident.series, incident.seriesCount], [[TRADES, ETHER], 2]);
    assert.deepEqual([told[0], told.at(-1)], ["opened incident_1", "closed incident_1"]);
  }));

Deno.test("a hole that is filled after its incident was closed is counted there", () =>
  inOneLife(async ({ clock, connected, dropped, hole, healed, list, told }) => {
    connected(TRADES);
    dropped(TRADES);
    await clock.advance(30 * SECOND);
    connected(TRADES);
    const missing = hole(TRADES, 30 * SECOND);
    await clock.advance(10 * MINUTE);
    assert.equal(told.at(-1), "closed incident_1");
    healed(TRADES, missing);
    await clock.advance(SECOND);
    assert.equal(told.at(-1), "changed incident_1");
    assert.equal(
      list()[0].sentence,
      "binance was not reachable from 14:00:00 to 14:00:30 UTC: 1 series has a gap; it was refilled.",
    );
  }));

Deno.test("a hole that is filled in pieces is healed with the last one", () =>
  inOneLife(async ({ clock, hole, healed, list }) => {
    const { from, to } = hole(TRADES, MINUTE);
    healed(TRADES, { from, to: from + 20e6 });
    await clock.advance(SECOND);
    assert.equal(list()[0].holes.healed, 0);
    healed(TRADES, { from: from + 20e6, to });
    assert.equal(list()[0].holes.healed, 1);
  }));

Deno.test("a hole that the ledger told of, and tells of no more, was filled", () =>
  inOneLife(async ({ clock, happens, hole, list }) => {
    const missing = hole(TRADES, MINUTE);
    await clock.advance(SECOND);
    const ledgerSays = (gaps: Array<{ from: number; to: number; state: "gap" | "unavailable" }>) =>
      happens("series-changed", {
        summary: {
          key: TRADES,
          rows: 1,
          bytes: 1,
          files: 1,
          firstUs: 0,
          lastUs: 1,
          gaps,
          gapCount: gaps.length,
          complete: 1,
          days: [],
        },
      });
    ledgerSays([]);
    assert.equal(list()[0].holes.healed, 0, "it was not sealed yet");
    ledgerSays([{ ...missing, state: "gap" }]);
    ledgerSays([{ ...missing, state: "unavailable" }]);
    assert.equal(list()[0].holes.healed, 0, "what the exchange serves no more is not filled");
    ledgerSays([]);
    assert.equal(list()[0].holes.healed, 1);
  }));

Deno.test("what breaks again within a minute is the same incident, later it is another", () =>
  inOneLife(async ({ clock, connected, dropped, list }) => {
    connected(TRADES);
    for (const pauseMs of [50 * SECOND, 2 * MINUTE]) {
      dropped(TRADES);
      await clock.advance(20 * SECOND);
      connected(TRADES);
      await clock.advance(pauseMs);
    }
    assert.equal(list().length, 1);
    dropped(TRADES);
    await clock.advance(20 * SECOND);
    assert.equal(list().length, 2);
  }));

Deno.test("a connection that is back at once, without a hole, is no incident", () =>
  inOneLife(async ({ clock, connected, dropped, list, told }) => {
    connected(TRADES, ETHER);
    dropped(TRADES);
    await clock.advance(10 * SECOND);
    connected(TRADES);
    await clock.advance(10 * MINUTE);
    assert.deepEqual([list(), told], [[], []]);
  }));

Deno.test("a change that nobody could see is not told", () =>
  inOneLife(async ({ clock, connected, dropped, told }) => {
    connected(TRADES, ETHER);
    dropped(TRADES);
    await clock.advance(20 * SECOND);
    dropped(TRADES);
    await clock.advance(SECOND);
    assert.deepEqual(told, ["opened incident_1"], "it was tried again in vain");
    dropped(ETHER);
    await clock.advance(SECOND);
    assert.deepEqual(told, ["opened incident_1", "changed incident_1"]);
  }));

Deno.test("an outage without a hole says that none is known", () =>
  inOneLife(async ({ clock, connected, dropped, list }) => {
    connected(TRADES, ETHER);
    dropped(ETHER);
    await clock.advance(3 * MINUTE);
    connected(ETHER);
    await clock.advance(2 * MINUTE);
    assert.equal(
      list()[0].sentence,
      "The connection to binance was down for binance ETH/USDT trades from 14:00 to 14:03 UTC: no gap is known.",
    );
  }));

Deno.test("exchanges that are down at the same time have an incident each", () =>
  inOneLife(async ({ clock, connected, dropped, list }) => {
    connected(TRADES, KRAKEN);
    dropped(TRADES, KRAKEN);
    await clock.advance(MINUTE);
    assert.deepEqual(list().map(({ exchange }) => exchange).sort(), ["binance", "kraken"]);
  }));

Deno.test("a hole of an order book stays, and the incident says so", () =>
  inOneLife(async ({ clock, connected, dropped, hole, list }) => {
    connected(BOOK, TRADES);
    dropped(BOOK);
    await clock.advance(2 * SECOND);
    connected(BOOK);
    hole(BOOK, 2 * SECOND);
    await clock.advance(2 * MINUTE);
    const [incident] = list();
    assert.deepEqual(incident.holes, { opened: 1, healed: 0, refillable: 0 });
    assert.equal(incident.severity, "warning");
    assert.equal(
      incident.sentence,
      "The connection to binance was down for binance BTC/USDT order book from 14:00:00 to 14:00:02 UTC: " +
        "1 series has a gap.",
    );
    assert.equal(incident.advice, "An order book's past cannot be fetched: that gap stays.");
  }));

Deno.test("an exchange that cannot be recorded at all is open until its markets are there", () =>
  inOneLife(async ({ clock, happens, list }) => {
    happens("venue-failed", {
      exchange: "binance",
      error: "the markets could not be loaded.",
      retryAt: null,
    });
    await clock.advance(SECOND);
    const [{ severity, sentence, advice }] = list();
    assert.equal(
      sentence,
      "binance has not been recorded since 14:00 UTC (the markets could not be loaded).",
    );
    assert.deepEqual([severity, advice?.slice(0, 22)], ["error", "It is not tried again:"]);
    await clock.advance(10 * MINUTE);
    happens("venue-opened", { exchange: "binance", epoch: 2 });
    await clock.advance(2 * MINUTE);
    assert.deepEqual(list({ open: true }), []);
    assert.match(list()[0].sentence, /^binance was not recorded from 14:00 to 14:10 UTC/);
  }));

Deno.test("a series that is no longer wanted troubles nobody", () =>
  inOneLife(async ({ clock, incidents, connected, dropped, list }) => {
    connected(TRADES, ETHER);
    dropped(TRADES, ETHER);
    await clock.advance(MINUTE);
    incidents.recording(new Set([ETHER]));
    await clock.advance(2 * MINUTE);
    assert.equal(list({ open: true }).length, 1);
    incidents.recording(new Set());
    await clock.advance(2 * MINUTE);
    assert.equal(list({ open: true }).length, 0);
  }));

Deno.test("a machine that slept is one incident of all exchanges", () =>
  inOneLife(async ({ clock, happens, connected, hole, list }) => {
    const watch = createClockWatch(clock);
    clock.set(clock.now() + 12 * MINUTE);
    const reason = watch.second()!;
    for (const key of [TRADES, KRAKEN]) {
      happens("stream-dropped", { key, error: reason, retryAt: clock.now() });
    }
    await clock.advance(SECOND);
    connected(TRADES, KRAKEN);
    hole(TRADES, 12 * MINUTE, { reason });
    hole(KRAKEN, 12 * MINUTE, { reason });
    await clock.advance(2 * MINUTE);
    const [incident, ...others] = list();
    assert.deepEqual([incident.kind, incident.exchange, others], ["asleep", null, []]);
    assert.equal(
      incident.sentence,
      "This machine slept, or its clock was set: 12 min went by at once, noticed at 14:12 UTC: 2 series have a gap.",
    );
  }));

Deno.test("what somebody stopped, or did not name in the config, is no incident", () =>
  inOneLife(async ({ clock, hole, list }) => {
    const naming = (...pairs: string[]) => configOf({ stream_jobs: [{ ...STREAM, pairs }] });
    const stops = createStops({ streams: "all", schedule: "on" }, () => true);
    stops.follow(naming("BTC/USDT"));
    stops.stop([TRADES]);
    stops.start([TRADES]);
    stops.follow(naming("BTC/USDT", "ETH/USDT"));
    const away = stops.away();
    assert.deepEqual(Object.keys(away), [TRADES, ETHER]);
    for (const [key, reason] of Object.entries(away)) hole(key, MINUTE, { reason });
    await clock.advance(2 * MINUTE);
    assert.deepEqual(list(), []);
  }));

Deno.test("a cell that began anew after a change of the config makes no incident of its short hole", () =>
  inOneLife(async ({ clock, hole, list }) => {
    await clock.advance(MINUTE);
    hole(TRADES, SECOND, { reason: NOT_RECORDING });
    await clock.advance(2 * MINUTE);
    assert.deepEqual(list(), []);
  }));

Deno.test("a cell that failed has the hole of its new beginning", () =>
  inOneLife(async ({ clock, happens, connected, hole, list }) => {
    connected(TRADES);
    await clock.advance(MINUTE);
    happens("actor-failed", { path: "supervisor/venue:binance", error: "mute for 15 s", restarts: 1 });
    happens("venue-failed", { exchange: "binance", error: "mute for 15 s", retryAt: clock.now() });
    await clock.advance(3 * SECOND);
    happens("venue-opened", { exchange: "binance", epoch: 2 });
    connected(TRADES);
    hole(TRADES, 4 * SECOND, { reason: NOT_RECORDING });
    await clock.advance(2 * MINUTE);
    const [incident, ...others] = list();
    assert.deepEqual(others, []);
    assert.equal(
      incident.sentence,
      "binance was not recorded from 14:01:00 to 14:01:03 UTC (mute for 15 s): 1 series has a gap.",
    );
  }));

Deno.test("a stream without a row for much longer than is usual is silent, until a row comes", () =>
  inOneLife(async ({ clock, happens, connected, list }) => {
    connected(TRADES);
    const row = () => happens("rows-recorded", { key: TRADES, rows: 1, firstUs: 1, lastUs: 1 });
    for (let n = 0; n < 10; n++) {
      row();
      await clock.advance(6 * SECOND);
    }
    await clock.advance(MINUTE + 40 * SECOND);
    assert.deepEqual(list(), [], "a quiet market is silent without being dead");
    await clock.advance(MINUTE);
    const { kind, sentence } = list()[0];
    assert.equal(kind, "silent-stream");
    assert.equal(sentence, "binance BTC/USDT trades has sent no row since 14:00 UTC, longer than is usual.");
    row();
    await clock.advance(2 * MINUTE);
    assert.equal(
      list()[0].sentence,
      "binance BTC/USDT trades sent no row from 14:00 to 14:03 UTC, longer than is usual.",
    );
    assert.deepEqual(list({ open: true }), []);
  }));

Deno.test("a stream that ended for good is open until it is connected again", () =>
  inOneLife(async ({ clock, happens, connected, list }) => {
    connected(TRADES);
    happens("stream-ended", { key: TRADES, reason: "binance does not know BTC/USDT" });
    await clock.advance(10 * MINUTE);
    const [{ kind, severity, sentence }] = list({ open: true });
    assert.deepEqual([kind, severity], ["ended-stream", "error"]);
    assert.equal(
      sentence,
      "binance BTC/USDT trades has ended and has not been recorded since 14:00 UTC (binance does not know BTC/USDT).",
    );
    connected(TRADES);
    await clock.advance(2 * MINUTE);
    assert.deepEqual(list({ open: true }), []);
  }));
