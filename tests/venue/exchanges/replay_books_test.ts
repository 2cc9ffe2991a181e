import assert from "node:assert/strict";
import { readCapture, withCaptures } from "./captures.ts";
import { collect, openTestVenue } from "./collect.ts";
import { rawBooks } from "./raw_books.ts";
import { startReplay, TARGETS } from "./replay_server.ts";

const DEPTH = 10;
const CAPTURES = [
  "BINANCE",
  "BINANCE_FUTURES",
  "BINANCE_US",
  "OKX",
  "KRAKEN_FUTURES",
  "BITFINEX",
  "BITMEX",
] as const;

for (const name of CAPTURES) {
  Deno.test(withCaptures(`${name}: sampled books end as the raw frames say`), async () => {
    const expected = rawBooks(readCapture(name), DEPTH);
    const replay = startReplay(name, { close: false });
    const venue = await openTestVenue(TARGETS[name].exchange, replay.url, TARGETS[name]);
    const ended = new AbortController();
    try {
      const signal = AbortSignal.any([ended.signal, AbortSignal.timeout(60_000)]);
      const markets = [...(await venue.markets(signal)).values()].filter(({ id }) => expected.has(id));
      const collected = collect();
      const symbols = markets.map(({ symbol }) => symbol);
      const watch = venue.watchBooks(symbols, { depth: DEPTH, everyMs: 0 }, collected.sink, signal);
      const lastBookOf = (symbol: string) =>
        collected.books.findLast((book) => book.symbol === symbol)?.levels;
      const isFinal = () => markets.every(({ symbol, id }) => equal(lastBookOf(symbol), expected.get(id)));
      await Promise.race([collected.until(isFinal), watch]);
      ended.abort();
      await watch;
      for (const { symbol, id } of markets) assert.deepEqual(lastBookOf(symbol), expected.get(id), symbol);
      assert.ok(markets.length > 0);
      assert.deepEqual(new Set(collected.subscribed), new Set(symbols));
    } finally {
      await venue.close();
      await replay.stop();
    }
  });
}

function equal(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
