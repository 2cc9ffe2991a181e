import assert from "node:assert/strict";
import type { Market, VenueFault } from "../../../actors/venue/contract.ts";
import { type CaptureName, readCapture, withCaptures } from "./captures.ts";
import { collect, type Collected, openTestVenue } from "./collect.ts";
import { rawTrades } from "./raw_reading.ts";
import { type ReplayOptions, startReplay, TARGETS } from "./replay_server.ts";

interface Replayed {
  collected: Collected;
  markets: Map<string, Market>;
}

/** Watches the trades of some markets (all that `wanted` accepts) until the server has sent all frames. */
async function replayTrades(
  name: CaptureName,
  wanted: (market: Market) => boolean,
  sent: ReplayOptions = {},
): Promise<Replayed> {
  const { exchange } = TARGETS[name];
  const options = { ...TARGETS[name].options, ...(sent.binary === "gzip" && { ws: { gunzip: true } }) };
  const replay = startReplay(name, sent);
  const venue = await openTestVenue(exchange, replay.url, { options });
  try {
    const signal = AbortSignal.timeout(20_000);
    const markets = await venue.markets(signal);
    const symbols = [...markets.values()].filter(wanted).map(({ symbol }) => symbol);
    const collected = collect();
    await assert.rejects(
      venue.watchTrades(symbols, collected.sink, signal),
      (fault: VenueFault) => fault.kind === "network" && /closed by remote server/.test(fault.message),
    );
    return { collected, markets };
  } finally {
    await venue.close();
    await replay.stop();
  }
}

const BINANCES = ["BINANCE", "BINANCE_FUTURES", "BINANCE_US"] as const;
const CAPTURES = [
  ...BINANCES,
  "OKX",
  "KRAKEN_FUTURES",
  "COINBASE",
  "GATEIO",
  "BITFINEX",
  "BITMEX",
] as const;

for (const name of CAPTURES) testTrades(name, "captured", {});
for (const name of BINANCES) testTrades(name, "bare", { bare: true });
testTrades("BINANCE_FUTURES", "binary", { binary: "utf-8" });
testTrades("BINANCE_FUTURES", "gzip", { binary: "gzip" });

function testTrades(name: CaptureName, form: string, sent: ReplayOptions) {
  Deno.test(
    withCaptures(`${name}, ${form} frames: every trade comes out as the raw frames say`),
    async () => {
      const raw = rawTrades(readCapture(name));
      const names = new Set(raw.map(({ market }) => market.toUpperCase()));
      const { collected, markets } = await replayTrades(name, ({ id }) => names.has(id.toUpperCase()), sent);

      const expected = raw.map(({ market, ...trade }) => ({ market: market.toUpperCase(), ...trade }));
      const actual = collected.trades.map(({ symbol, tsRecv, ...trade }) => {
        assert.ok(tsRecv !== null && tsRecv > trade.ts);
        return { market: markets.get(symbol)!.id.toUpperCase(), ...trade };
      });
      assert.ok(expected.length > 0);
      assert.deepEqual(actual.sort(byMarketAndId), expected.sort(byMarketAndId));
      assert.deepEqual(collected.rejections, []);
      const symbols = new Set(collected.trades.map(({ symbol }) => symbol));
      assert.deepEqual(symbols.difference(new Set(collected.subscribed)), new Set());
    },
  );
}

Deno.test(withCaptures("BYBIT: each trade of an older protocol is refused and counted"), async () => {
  const { collected } = await replayTrades("BYBIT", () => true);
  assert.equal(collected.rejections.length, 101);
  assert.deepEqual(collected.trades, []);
  assert.match(collected.rejections[0].reason, /^time is NaN/);
  assert.match(collected.rejections[0].frame, /^\{"topic":"trade\./);
});

Deno.test(withCaptures("KRAKEN: frames of an older protocol are counted as not understood"), async () => {
  const dataFrames = readCapture("KRAKEN").frames.filter((frame) => frame.startsWith("["));
  const { collected } = await replayTrades("KRAKEN", ({ symbol }) => symbol === "XMR/USD");
  assert.ok(dataFrames.length > 0);
  assert.deepEqual(collected.rejections.map(({ frame }) => frame), dataFrames);
  assert.deepEqual(new Set(collected.rejections.map(({ reason }) => reason)), new Set(["not understood"]));
  assert.deepEqual(collected.trades, []);
});

function byMarketAndId(
  a: { market: string; id: string | null },
  b: { market: string; id: string | null },
): number {
  return `${a.market} ${a.id}` < `${b.market} ${b.id}` ? -1 : 1;
}
