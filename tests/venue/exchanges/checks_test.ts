import assert from "node:assert/strict";
import fc from "fast-check";
import { faultOfBook, faultOfCandle, faultOfTrade } from "../../../actors/venue/exchanges/checks.ts";
import type { Candle, Trade } from "../../../schemas/market.ts";

const NOW = Date.UTC(2024, 0, 1) * 1000;
const EARLIEST = Date.UTC(2009, 0, 1) * 1000;
const HOUR = 3_600_000_000;

const positive = fc.double({ min: Number.MIN_VALUE, max: 1e12, noNaN: true });
const time = fc.integer({ min: EARLIEST, max: NOW + HOUR });
/** Everything that a price or an amount must not be. */
const impossible = fc.oneof(
  fc.constantFrom(NaN, Infinity, -Infinity, 0, -0),
  positive.map((value) => -value),
);

const trade: fc.Arbitrary<Trade> = fc.record({
  ts: time,
  tsRecv: fc.constantFrom(null, NOW),
  id: fc.nat().map(String),
  firstId: fc.constant(null),
  lastId: fc.constant(null),
  price: positive,
  amount: positive,
  side: fc.constantFrom("buy", "sell", null),
});

const candle: fc.Arbitrary<Candle> = fc.record({
  ts: time,
  prices: fc.array(positive, { minLength: 4, maxLength: 4 }),
  volume: fc.oneof(positive, fc.constant(0)),
}).map(({ ts, prices, volume }) => {
  const [low, open, close, high] = prices.sort((a, b) => a - b);
  return { ts, open, high, low, close, volume, quoteVolume: null, trades: null, takerBuyVolume: null };
});

Deno.test("every possible trade is believed, whatever its values", () => {
  fc.assert(fc.property(trade, (row) => {
    assert.equal(faultOfTrade(row, NOW, "serial"), null);
  }));
});

Deno.test("a trade with one impossible value is not believed", () => {
  const wrong = fc.oneof(
    impossible.map((price) => ({ price })),
    impossible.map((amount) => ({ amount })),
    fc.oneof(
      fc.constant(NaN),
      fc.maxSafeInteger().filter((ts) => ts < EARLIEST || ts > NOW + HOUR),
    ).map((ts) => ({ ts })),
    fc.constantFrom(null, "", "1.5", "-3", "abc", "99999999999999999999").map((id) => ({ id })),
    fc.constantFrom([5, 4], [null, 4], [5, null], [NaN, NaN], [-1, -1])
      .map(([firstId, lastId]) => ({ firstId, lastId })),
  );
  fc.assert(fc.property(trade, wrong, (row, change) => {
    assert.notEqual(faultOfTrade({ ...row, ...change }, NOW, "serial"), null);
  }));
});

Deno.test("an opaque id may be any text, or none", () => {
  fc.assert(fc.property(trade, fc.option(fc.string()), (row, id) => {
    assert.equal(faultOfTrade({ ...row, id }, NOW, "opaque"), null);
  }));
});

Deno.test("every possible candle is believed", () => {
  fc.assert(fc.property(candle, (row) => {
    assert.equal(faultOfCandle(row, NOW), null);
  }));
});

Deno.test("a candle whose high or low does not bound it, or with an impossible value, is not believed", () => {
  const wrong = (row: Candle) =>
    fc.oneof(
      fc.constantFrom("open", "high", "low", "close").chain((name) =>
        impossible.map((value) => ({ [name]: value }))
      ),
      fc.constantFrom({ high: Math.max(row.open, row.close) / 2 }, {
        low: Math.min(row.open, row.close) * 2,
      }),
      fc.constantFrom({ volume: -1 }, { volume: NaN }, { quoteVolume: NaN }, { trades: -1 }, {
        takerBuyVolume: NaN,
      }),
    );
  const changed = candle.chain((row) => wrong(row).map((change) => ({ ...row, ...change })));
  fc.assert(fc.property(changed, (row) => {
    assert.notEqual(faultOfCandle(row, NOW), null);
  }));
});

Deno.test("a book whose best bid is not below its best ask is not believed", () => {
  const book = (bid: number, ask: number) => [
    { side: "bid" as const, price: bid, amount: 1 },
    { side: "ask" as const, price: ask, amount: 1 },
  ];
  assert.equal(faultOfBook(NOW, book(1, 2), NOW), null);
  assert.equal(faultOfBook(NOW, book(2, 2), NOW), "bid 2 is not below ask 2");
  assert.equal(faultOfBook(NOW, book(1, NaN), NOW), "price is NaN");
  assert.equal(faultOfBook(NOW, [{ side: "ask", price: 1, amount: 0 }], NOW), "amount is 0");
  assert.equal(faultOfBook(NOW, [], NOW), null);
});
