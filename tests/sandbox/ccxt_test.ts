import { deepStrictEqual as equal, ok, rejects } from "node:assert";
import type { Sandbox } from "../../sandbox/server.ts";
import { type CcxtBinance, openCcxt } from "./ccxt_client.ts";
import { areContiguous, fault, getJson, NOON_MS, withSandbox } from "./support.ts";

async function withCcxt(test: (binance: CcxtBinance, sandbox: Sandbox) => Promise<void>): Promise<void> {
  await withSandbox({}, async (sandbox) => {
    const binance = await openCcxt(sandbox.url);
    try {
      await test(binance, sandbox);
    } finally {
      await binance.close();
    }
  });
}

Deno.test("ccxt loads the markets, with their precision and which of them are active", () =>
  withCcxt(async (binance) => {
    const markets = await binance.loadMarkets();
    const symbols = Object.keys(markets).sort();
    equal(symbols, ["BTC/USDT", "ETH/USDT", "FRESH/USDT", "GONE/USDT", "PAUSE/USDT", "QUIET/USDT"]);
    equal(symbols.filter((symbol) => !markets[symbol].active), ["GONE/USDT"]);
    equal(markets["BTC/USDT"].precision.price, 0.01);
    ok(await binance.fetchTime() >= NOON_MS);
  }));

Deno.test("ccxt fetches candles and pages through trades by id", () =>
  withCcxt(async (binance) => {
    const since = NOON_MS - NOON_MS % 60_000 - 600_000,
      candles = await binance.fetchOHLCV("ETH/USDT", "1m", since, 5);
    equal(candles.map(([openMs]) => openMs), [0, 1, 2, 3, 4].map((i) => since + i * 60_000));
    ok(candles.every((candle) => candle.every(Number.isFinite)));
    const first = await binance.fetchTrades("BTC/USDT", undefined, 100, { fromId: 5000 });
    const next = await binance.fetchTrades("BTC/USDT", undefined, 100, { fromId: 5100 });
    ok(areContiguous([...first, ...next].map(({ id }) => Number(id)).toSorted((a, b) => a - b)));
    const recent = await binance.fetchTrades("BTC/USDT", NOON_MS - 10_000, 50);
    ok(recent.length === 50 && recent[0].timestamp >= NOON_MS - 10_000);
  }));

Deno.test("ccxt watches aggregate trades, and they are the market's own", () =>
  withCcxt(async (binance, sandbox) => {
    const seen: { id: number; price: number; amount: number; side: string }[] = [];
    while (seen.length < 20) {
      for (const trade of await binance.watchTrades("BTC/USDT", undefined, undefined, { name: "aggTrade" })) {
        seen.push({ id: Number(trade.id), price: trade.price, amount: trade.amount, side: trade.side });
      }
    }
    ok(areContiguous(seen.map(({ id }) => id)));
    const rows = await getJson<{ a: number; p: string; q: string; m: boolean }[]>(
      `${sandbox.url}/api/v3/aggTrades?symbol=BTCUSDT&fromId=${seen[0].id}&limit=${seen.length}`,
    );
    const expected = rows.map(({ a, p, q, m }) => ({
      id: a,
      price: +p,
      amount: +q,
      side: m ? "sell" : "buy",
    }));
    equal(seen, expected);
  }));

Deno.test("ccxt syncs a book, and it is the sandbox's book at that update id", () =>
  withCcxt(async (binance, sandbox) => {
    let book = await binance.watchOrderBook("BTC/USDT");
    for (let wakes = 0; wakes < 15; wakes++) book = await binance.watchOrderBook("BTC/USDT");
    const copy = {
      nonce: book.nonce,
      bids: Array.from(book.bids, plain),
      asks: Array.from(book.asks, plain),
    };
    const truth = await getJson<{ bids: string[][]; asks: string[][] }>(
      `${sandbox.url}/_sandbox/truth/depth?symbol=BTCUSDT&lastUpdateId=${copy.nonce}`,
    );
    equal(
      [copy.bids, copy.asks],
      [truth.bids, truth.asks].map((side) => side.map((level) => level.map(Number))),
    );
    ok(copy.bids.length > 400);
  }));

/** ccxt's sides and levels are arrays of its own kinds. */
const plain = ([price, amount]: [number, number]): number[] => [price, amount];

Deno.test("ccxt notices a broken sequence of a book", () =>
  withCcxt(async (binance, sandbox) => {
    await binance.watchOrderBook("ETH/USDT");
    await fault(sandbox, { kind: "break-depth", symbol: "ETHUSDT" });
    await rejects(async () => {
      for (let wakes = 0; wakes < 20; wakes++) await binance.watchOrderBook("ETH/USDT");
    }, /out of sync|nonce|checksum/i);
  }));

Deno.test("ccxt watches candles", () =>
  withCcxt(async (binance) => {
    const [[openMs, ...columns]] = await binance.watchOHLCV("QUIET/USDT", "1m");
    equal(openMs, NOON_MS - NOON_MS % 60_000);
    ok(columns.every((column) => Number.isFinite(column)));
  }));

Deno.test("ccxt maps refusals to its own errors", () =>
  withCcxt(async (binance, sandbox) => {
    await binance.loadMarkets();
    await fault(sandbox, { kind: "status", status: 429, retryAfterS: 1, count: 1 });
    await rejects(binance.fetchTime(), { name: "DDoSProtection" });
    await fault(sandbox, { kind: "status", status: 503, count: 1 });
    await rejects(binance.fetchTime(), { name: "ExchangeNotAvailable" });
    equal(typeof await binance.fetchTime(), "number");
  }));
