import assert from "node:assert/strict";
import { TestClock } from "../../../actors/kernel/test_clock.ts";
import type { LookupHost } from "../../../actors/control/lookups/host.ts";
import { createSymbolSearch, symbolsOf } from "../../../actors/control/lookups/symbols.ts";
import type { FoundMarkets } from "../../../actors/venue/found_markets.ts";

const AT = 1_709_596_800_000;
const market = (symbol: string, active = true) => ({ symbol, id: symbol.toLowerCase(), active });
const FOUND: FoundMarkets = {
  markets: [
    ...[market("WBTC/USDT"), market("BTC/USDT"), market("ETH/BTC"), market("BTC/BUSD", false)],
    ...[market("BTC/USDT:USDT"), market("BTCUSD_PERP"), market("ETH/USDT")],
  ],
  from: "disk",
  at: AT,
};

Deno.test("what begins with the search comes first, what does not trade last, and no job's pair lacks a slash", () => {
  assert.deepEqual(symbolsOf(FOUND, { search: " btc", limit: 50 }), {
    symbols: ["BTC/USDT", "BTC/USDT:USDT", "ETH/BTC", "WBTC/USDT", "BTC/BUSD"],
    not_trading: ["BTC/BUSD"],
    total: 5,
    source: "disk",
    as_of: AT / 1_000,
  });
  const few = symbolsOf(FOUND, { limit: 2 });
  assert.deepEqual([few.symbols, few.not_trading, few.total], [["BTC/USDT", "BTC/USDT:USDT"], [], 6]);
});

/** A search whose lookups are counted; `outcomes` come one after the other, the last one for ever. */
function searchOver(outcomes: Array<FoundMarkets | Error>) {
  const clock = new TestClock();
  const asked: unknown[] = [];
  const lookUp = ((_: "markets", ask: unknown) => {
    asked.push(ask);
    const outcome = outcomes.length > 1 ? outcomes.shift()! : outcomes[0];
    return outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve(outcome);
  }) as LookupHost["lookUp"];
  const search = createSymbolSearch({ lookUp }, clock);
  const find = (exchange = "binance", endpoint: string | null = null) =>
    search.find({ exchange, endpoint, options: {} }, { limit: 1 });
  return { clock, asked, find };
}

Deno.test("an exchange is asked once an hour, however many search at once, and anew when it is reached otherwise", async () => {
  const { clock, asked, find } = searchOver([FOUND]);
  await Promise.all([find(), find(), find("okx")]);
  assert.equal(asked.length, 2);
  await clock.advance(3_599_000);
  await find();
  assert.equal(asked.length, 2);
  await clock.advance(2_000);
  await find();
  await find("binance", "http://localhost:1");
  assert.equal(asked.length, 4);
});

Deno.test("one that cannot be asked is tried again after ten seconds, and not with each key", async () => {
  const { clock, asked, find } = searchOver([new Error("no answer"), FOUND]);
  await assert.rejects(find(), /no answer/);
  await assert.rejects(find(), /no answer/);
  assert.equal(asked.length, 1);
  await clock.advance(10_001);
  assert.equal((await find()).total, 6);
  assert.equal(asked.length, 2);
});
