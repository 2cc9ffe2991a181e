import { deepStrictEqual as equal, ok } from "node:assert";
import fc from "fast-check";
import { type Candle, endOf, INTERVALS, join, openOf } from "../../sandbox/candles.ts";
import { DAY_MS, instruments, MINUTE_MS } from "../../sandbox/instruments.ts";
import { type Listing, openMarket } from "../../sandbox/market.ts";
import { aggregateOf, type AggTrade, rawBefore } from "../../sandbox/tape.ts";
import { areContiguous } from "./support.ts";

const SYMBOLS = ["BTCUSDT", "ETHUSDT", "QUIETUSDT", "FRESHUSDT", "PAUSEUSDT", "GONEUSDT"];
const market = openMarket({ seed: 42, rate: 3 });
const listing = (symbol: string): Listing => market.get(symbol)!;

/** A moment of a symbol's life, or within three days of its edges. */
const moments = fc.constantFrom(...SYMBOLS).chain((symbol) => {
  const { listedMs, delistedMs } = listing(symbol).instrument, end = Math.min(delistedMs, Date.UTC(2030, 0));
  return fc.record({
    symbol: fc.constant(symbol),
    timeMs: fc.integer({ min: listedMs - 3 * DAY_MS, max: end + 3 * DAY_MS }),
  });
});

/** A candle by a path of its own: added up from trades, which never happens in the market. */
function addUp(trades: readonly AggTrade[]): Omit<Candle, "openMs" | "endMs"> {
  const sum = (of: (t: AggTrade) => number) => trades.reduce((total, trade) => total + of(trade), 0);
  const sumBig = (of: (t: AggTrade) => number) =>
    trades.reduce((total, trade) => total + BigInt(of(trade)), 0n);
  const prices = trades.map(({ price }) => price);
  return {
    open: prices[0],
    high: prices.reduce((a, b) => Math.max(a, b)),
    low: prices.reduce((a, b) => Math.min(a, b)),
    close: prices.at(-1)!,
    lots: sum((t) => t.lots),
    buyLots: sum((t) => t.isBuy ? t.lots : 0),
    quote: sumBig((t) => t.lots * t.price),
    buyQuote: sumBig((t) => t.isBuy ? t.lots * t.price : 0),
    count: trades.at(-1)!.lastRaw - trades[0].firstRaw + 1,
    firstRaw: trades[0].firstRaw,
    lastRaw: trades.at(-1)!.lastRaw,
  };
}

function tradesWithin({ tape }: Listing, fromMs: number, toMs: number): AggTrade[] {
  return tape.trades(tape.lastIdBefore(fromMs) + 1, tape.lastIdBefore(toMs) + 1);
}

Deno.test("a minute's trades add up to its candle, to the last lot", () => {
  fc.assert(fc.property(moments, ({ symbol, timeMs }) => {
    const openMs = openOf("1m", timeMs),
      endMs = openMs + MINUTE_MS,
      trades = tradesWithin(listing(symbol), openMs, endMs);
    const candle = listing(symbol).candles.candle(openMs, endMs, Infinity);
    if (trades.length > 0) equal({ ...candle }, { openMs, endMs, ...addUp(trades) });
    else ok(candle === undefined || candle.lots === 0 && candle.count === 0);
  }));
});

Deno.test("a candle that is still open holds exactly the trades until now", () => {
  fc.assert(fc.property(moments, ({ symbol, timeMs }) => {
    const openMs = openOf("1m", timeMs),
      endMs = openMs + MINUTE_MS,
      trades = tradesWithin(listing(symbol), openMs, timeMs);
    const candle = listing(symbol).candles.candle(openMs, endMs, timeMs);
    if (trades.length > 0) equal({ ...candle }, { openMs, endMs, ...addUp(trades) });
  }));
});

Deno.test("an empty minute is a candle without volume at the close before it", () => {
  const { tape, candles } = listing("QUIETUSDT");
  const minutes = Array.from({ length: 1440 }, (_, i) => Date.UTC(2023, 0, 5) + i * MINUTE_MS);
  const flat = minutes.filter((openMs) => tape.minute(openMs / MINUTE_MS).trades === 0);
  ok(flat.length > 400, `only ${flat.length} minutes of a quiet day are empty`);
  for (const openMs of flat.slice(1)) {
    const before = candles.candle(openMs - MINUTE_MS, openMs, Infinity)!;
    const { open, high, low, close, lots, count } = candles.candle(openMs, openMs + MINUTE_MS, Infinity)!;
    equal([open, high, low, close, lots, count], [...Array(4).fill(before.close), 0, 0]);
  }
});

Deno.test("larger spans are folds of their minutes, and open where Binance opens them", () => {
  const some = fc.record({
    moment: moments,
    interval: fc.constantFrom(...INTERVALS.filter((i) => !/[dwM]/.test(i))),
  });
  fc.assert(
    fc.property(some, ({ moment: { symbol, timeMs }, interval }) => {
      const openMs = openOf(interval, timeMs), endMs = endOf(interval, openMs), { candles } = listing(symbol);
      let fold: Candle | undefined;
      for (let at = openMs; at < endMs; at += MINUTE_MS) {
        fold = join(fold, candles.candle(at, at + MINUTE_MS, Infinity));
      }
      equal(candles.candle(openMs, endMs, Infinity), fold && { ...fold, openMs, endMs });
      ok(openMs <= timeMs && timeMs < endMs);
    }),
    { numRuns: 40 },
  );
  const wednesday = Date.UTC(2024, 4, 15, 12);
  equal(openOf("1w", wednesday), Date.UTC(2024, 4, 13));
  equal(openOf("1M", wednesday), Date.UTC(2024, 4, 1));
  equal(endOf("1M", Date.UTC(2024, 11, 1)), Date.UTC(2025, 0, 1));
});

Deno.test("days, weeks and months fold the same minutes as hours do", () => {
  const { candles } = listing("ETHUSDT"), openMs = Date.UTC(2022, 2, 7);
  const hours = Array.from(
    { length: 168 },
    (_, i) => candles.candle(openMs + i * 36e5, openMs + (i + 1) * 36e5, Infinity),
  );
  equal(candles.candle(openMs, openMs + 7 * DAY_MS, Infinity), {
    ...hours.reduce(join)!,
    openMs,
    endMs: openMs + 7 * DAY_MS,
  });
});

Deno.test("ids are contiguous, in order of time, and lead back to their moment", () => {
  fc.assert(fc.property(moments, fc.integer({ min: 1, max: 300 }), ({ symbol, timeMs }, count) => {
    const { tape } = listing(symbol), before = tape.lastIdBefore(timeMs);
    const trades = tape.trades(before + 1, before + 1 + count);
    ok(areContiguous(trades.map(({ id }) => id)));
    ok(
      trades.every((trade, i) => trade.timeMs >= timeMs && (i === 0 || trade.timeMs >= trades[i - 1].timeMs)),
    );
    for (const { id, timeMs: at } of trades) {
      ok(tape.lastIdBefore(at) < id && tape.lastIdBefore(at + 1) >= id);
    }
    const [last] = tape.trades(before, before + 1);
    ok(before === 0 || last.timeMs < timeMs);
  }));
});

Deno.test("every day of a symbol has the same number of trades", () => {
  fc.assert(fc.property(moments, ({ symbol, timeMs }) => {
    const { tape, instrument } = listing(symbol), day = Math.floor(timeMs / DAY_MS) * DAY_MS;
    const isAlive = day >= instrument.listedMs && day < instrument.delistedMs;
    const expected = isAlive ? instrument.tradesPerDay : 0;
    equal(tape.lastIdBefore(day + DAY_MS) - tape.lastIdBefore(day), expected);
  }));
});

Deno.test("raw trades split their aggregates, in an id space of their own", () => {
  fc.assert(fc.property(moments, ({ symbol, timeMs }) => {
    const { tape } = listing(symbol),
      from = tape.lastIdBefore(timeMs) + 1,
      trades = tape.trades(from, from + 50);
    if (trades.length === 0) return;
    const raw = tape.rawTrades(trades[0].firstRaw, trades.at(-1)!.lastRaw + 1);
    ok(areContiguous(raw.map(({ id }) => id)) && raw[0].id === trades[0].firstRaw);
    for (const trade of trades) {
      const own = raw.filter(({ id }) => aggregateOf(id) === trade.id);
      equal([own[0].id, own.at(-1)!.id], [trade.firstRaw, trade.lastRaw]);
      equal(own.reduce((sum, { lots }) => sum + lots, 0), trade.lots);
      ok(
        own.every(({ lots, price, timeMs }) => lots > 0 && price === trade.price && timeMs === trade.timeMs),
      );
    }
  }));
  equal([1, 2, 3, 9].map(rawBefore), [0, 1, 2, 12]);
});

Deno.test("a seed and a rate make one market, whatever was asked of it before", () => {
  const again = openMarket({ seed: 42, rate: 3 }), other = openMarket({ seed: 43, rate: 3 });
  fc.assert(fc.property(moments, ({ symbol, timeMs }) => {
    const id = listing(symbol).tape.lastIdBefore(timeMs);
    equal(again.get(symbol)!.tape.trades(id, id + 5), listing(symbol).tape.trades(id, id + 5));
  }));
  const { tape } = listing("BTCUSDT");
  ok(JSON.stringify(other.get("BTCUSDT")!.tape.trades(1, 9)) !== JSON.stringify(tape.trades(1, 9)));
});

Deno.test("one minute opens near the close before it, and no price is out of reach", () => {
  fc.assert(fc.property(moments, ({ symbol, timeMs }) => {
    const { candles, instrument } = listing(symbol), openMs = openOf("1m", timeMs);
    const before = candles.candle(openMs - MINUTE_MS, openMs, Infinity);
    const candle = candles.candle(openMs, openMs + MINUTE_MS, Infinity);
    if (!before || !candle || before.count === 0 || candle.count === 0) return;
    ok(
      Math.abs(candle.open - before.close) <=
        instrument.basePrice * instrument.volatility * 8 + instrument.spread,
    );
    ok(candle.low > 0 && candle.high < instrument.basePrice * 2);
  }));
});

Deno.test("the halted symbol has neither trades nor candles from 03:00 to 03:20", () => {
  const { tape, candles } = listing("PAUSEUSDT"), from = Date.UTC(2024, 7, 1, 3), to = from + 20 * MINUTE_MS;
  equal(tape.lastIdBefore(to), tape.lastIdBefore(from));
  equal(candles.candle(from, to, Infinity), undefined);
  ok(
    candles.candle(from - MINUTE_MS, from, Infinity)!.count > 0 &&
      candles.candle(to, to + MINUTE_MS, Infinity),
  );
});

Deno.test("a symbol's life begins at its listing and ends at its delisting", () => {
  const fresh = listing("FRESHUSDT"), gone = listing("GONEUSDT");
  equal(new Date(fresh.instrument.listedMs).getUTCFullYear(), 2024);
  equal(fresh.tape.lastIdBefore(fresh.instrument.listedMs), 0);
  equal(fresh.tape.trades(-5, 2).map(({ id }) => id), [1]);
  const last = gone.tape.lastIdBefore(Infinity);
  equal(gone.tape.trades(last, last + 10).map(({ id }) => id), [last]);
  equal(
    gone.candles.candle(gone.instrument.delistedMs, gone.instrument.delistedMs + MINUTE_MS, Infinity),
    undefined,
  );
});

Deno.test("the busiest symbol trades at the rate, and no symbol is so fast that sums lose digits", () => {
  equal(instruments(8)[0].tradesPerDay, 8 * 86_400);
  const { tape, candles } = openMarket({ seed: 1, rate: 50_000 }).get("BTCUSDT")!,
    openMs = Date.UTC(2026, 0, 1, 15);
  const from = tape.lastIdBefore(openMs) + 1, to = tape.lastIdBefore(openMs + 2000) + 1;
  equal(addUp(tape.trades(from, to)).quote, candles.candle(openMs, openMs + MINUTE_MS, openMs + 2000)!.quote);
  ok(Number(candles.candle(openMs, openMs + MINUTE_MS, Infinity)!.quote) < Number.MAX_SAFE_INTEGER / 4);
});
