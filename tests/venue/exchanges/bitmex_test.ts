/** BitMEX by its own interface, against a server that speaks as its documents say. */
import assert from "node:assert/strict";
import { realClock } from "../../../actors/kernel/mod.ts";
import { TestClock } from "../../../actors/kernel/test_clock.ts";
import type { Observation } from "../../../actors/venue/budget.ts";
import type { Venue } from "../../../actors/venue/contract.ts";
import { createBitmexBook } from "../../../actors/venue/exchanges/bitmex_book.ts";
import { type BitmexServer, startBitmex } from "./bitmex_server.ts";
import { collect, type Collected, openTestVenue, UNPACED } from "./collect.ts";

const SYMBOL = "BTC/USD:BTC";

interface Bench {
  server: BitmexServer;
  venue: Venue;
  collected: Collected;
  signal: AbortSignal;
  /** Ends what is watched. */
  end(): void;
}

function bitmexTest(name: string, body: (bench: Bench) => Promise<void>, clock = realClock()) {
  Deno.test(`bitmex: ${name}`, async () => {
    const server = startBitmex();
    const venue = await openTestVenue("bitmex", server.url, { clock });
    const ended = new AbortController();
    const signal = AbortSignal.any([ended.signal, AbortSignal.timeout(10_000)]);
    try {
      await body({ server, venue, collected: collect(), signal, end: () => ended.abort() });
    } finally {
      await venue.close();
      await server.stop();
    }
  });
}

bitmexTest(
  "instruments have the symbols that ccxt gives, and what is no market is left out",
  async (bench) => {
    const markets = await bench.venue.markets(bench.signal);
    assert.deepEqual(
      [...markets.values()].map(({ symbol, id, active, status }) => [symbol, id, active, status]),
      [
        ["BTC/USD:BTC", "XBTUSD", true, "Open"],
        ["BTC/USDT:USDT", "XBTUSDT", true, "Open"],
        ["BTC/USDT", "XBT_USDT", true, "Open"],
        ["ETH/USD:BTC", "ETHUSD", true, "Open"],
        ["BTC/USD:BTC-261225", "XBTZ26", true, "Open"],
        ["LUNA/USD:BTC", "LUNAUSD", false, "Unlisted"],
      ],
    );
  },
);

bitmexTest(
  "markets that were kept are taken back, and serve without asking",
  async ({ venue, server, signal }) => {
    await venue.markets(signal);
    const kept = JSON.parse(JSON.stringify(venue.marketKeep!.list()));
    const other = await openTestVenue("bitmex", server.url);
    const markets = other.marketKeep!.restore(kept);
    assert.deepEqual([...markets.keys()], [...(await venue.markets(signal)).keys()]);
    assert.throws(() => other.marketKeep!.restore([]), /there are none/);
    await other.close();
  },
);

for (const plain of ["BTC/USD", "XBT/USD"]) {
  bitmexTest(
    `the plain name ${plain} is answered with the contract's`,
    async ({ venue, collected, signal }) => {
      await assert.rejects(venue.watchTrades([plain], collected.sink, signal), {
        kind: "final",
        message: new RegExp(`^Cannot record "${plain}": bitmex has no such market; nearest: BTC/USD:BTC, `),
      });
    },
  );
}

bitmexTest("trades come as they were sent, contracts as contracts and spot in its base", async (bench) => {
  const { server, venue, collected, signal, end } = bench;
  server.trade({ timestamp: "2020-01-01T00:00:00.000Z" }); // the partial has it
  const watch = venue.watchTrades([SYMBOL, "BTC/USDT"], collected.sink, signal);
  await collected.until(() => collected.subscribed.length === 2);
  const first = server.trade({ side: "Buy", size: 24_300, price: 32_185.5 });
  const second = server.trade({ symbol: "XBT_USDT", side: "Sell", size: 123_456, price: 60_000 });
  server.trade({ symbol: "ETHUSD" }); // nobody asked for it
  await collected.until(() => collected.trades.length === 2);
  end();
  await watch;
  assert.deepEqual(
    collected.trades.map(({ symbol, ts, id, price, amount, side }) => [symbol, ts, id, price, amount, side]),
    [
      [SYMBOL, Date.parse(first.timestamp) * 1_000, first.trdMatchID, 32_185.5, 24_300, "buy"],
      ["BTC/USDT", Date.parse(second.timestamp) * 1_000, second.trdMatchID, 60_000, 0.00123456, "sell"],
    ],
  );
  assert.deepEqual(collected.rejections, []);
});

bitmexTest("the newest trade of a moment ago, which a partial has, is not lost", async (bench) => {
  const { server, venue, collected, signal, end } = bench;
  const { trdMatchID } = server.trade();
  const watch = venue.watchTrades([SYMBOL], collected.sink, signal);
  await collected.until(() => collected.subscribed.length === 1);
  end();
  await watch;
  assert.deepEqual(collected.trades.map(({ id }) => id), [trdMatchID]);
});

bitmexTest("a frame that no row can be made of is told with its reason", async (bench) => {
  const { server, venue, collected, signal, end } = bench;
  const watch = venue.watchTrades([SYMBOL], collected.sink, signal);
  await collected.until(() => collected.subscribed.length === 1);
  server.trade({ price: 0 });
  server.send("<html>");
  server.send(`{"table":"trade","action":"insert","data":[{"price":1}]}`);
  server.send(`{"table":"quote","action":"insert","data":[]}`);
  await collected.until(() => collected.rejections.length === 4);
  end();
  await watch;
  assert.deepEqual(collected.rejections.map(({ symbol, reason }) => [symbol, reason]), [
    [SYMBOL, "price is 0"],
    [null, "not understood"],
    [null, "it names no market"],
    [null, "not understood"],
  ]);
});

bitmexTest("a book is sampled whole, its best levels first, as its changes leave it", async (bench) => {
  const { server, venue, collected, signal, end } = bench;
  server.changeBook("insert", [
    { symbol: "XBTUSD", id: 1, side: "Buy", size: 500, price: 100 },
    { symbol: "XBTUSD", id: 2, side: "Buy", size: 300, price: 101 },
    { symbol: "XBTUSD", id: 3, side: "Sell", size: 200, price: 103 },
    { symbol: "XBTUSD", id: 4, side: "Sell", size: 100, price: 102 },
  ]);
  const watch = venue.watchBooks([SYMBOL], { depth: 2, everyMs: 0 }, collected.sink, signal);
  await collected.until(() => collected.books.length === 1);
  server.changeBook("update", [{ id: 2, side: "Buy", size: 700 }]);
  server.changeBook("delete", [{ id: 4, side: "Sell" }]);
  server.changeBook("insert", [{ symbol: "XBTUSD", id: 5, side: "Buy", size: 50, price: 102.5 }]);
  await collected.until(() => collected.books.length === 4);
  end();
  await watch;
  const levels = collected.books.map((book) => book.levels.map(({ price, amount }) => `${price} ${amount}`));
  assert.deepEqual(levels, [
    ["101 300", "100 500", "102 100", "103 200"],
    ["101 700", "100 500", "102 100", "103 200"],
    ["101 700", "100 500", "103 200"],
    ["102.5 50", "101 700", "103 200"],
  ]);
  assert.ok(
    collected.books.every(({ isSnapshot, ts, tsRecv }) => isSnapshot && ts <= tsRecv && ts % 1_000 === 0),
  );
  assert.deepEqual(collected.subscribed, [SYMBOL]);
});

bitmexTest("a book of more than 25 levels a side is kept from the whole table", async (bench) => {
  const { server, venue, collected, signal, end } = bench;
  const watches = [25, 26].map((depth) =>
    venue.watchBooks([SYMBOL], { depth, everyMs: 0 }, collected.sink, signal)
  );
  await collected.until(() => collected.subscribed.length === 2);
  end();
  await Promise.all(watches);
  assert.deepEqual(server.heard.map((frame) => JSON.parse(frame).args).sort(), [
    ["orderBookL2:XBTUSD"],
    ["orderBookL2_25:XBTUSD"],
  ]);
});

bitmexTest("a change of a level that is not there ends the subscription", async (bench) => {
  const { server, venue, collected, signal } = bench;
  server.changeBook("insert", [{ symbol: "XBTUSD", id: 1, side: "Buy", size: 500, price: 100 }]);
  const watch = venue.watchBooks([SYMBOL], { depth: 2, everyMs: 0 }, collected.sink, signal);
  const outcome = assert.rejects(watch, {
    kind: "network",
    message: /an update of level Sell 9, which is not there/,
  });
  await collected.until(() => collected.books.length === 1);
  server.send(JSON.stringify({
    table: "orderBookL2_25",
    action: "update",
    data: [{ symbol: "XBTUSD", id: 9, side: "Sell", size: 1 }],
  }));
  await outcome;
});

Deno.test("bitmex: changes before the first whole book are left out", () => {
  const book = createBitmexBook({ sizeOfOne: 1 });
  const row = { symbol: "XBTUSD", id: 1, side: "Sell", size: 5, price: 100 };
  assert.deepEqual(book.apply("update", [row]), { type: "early" });
  assert.deepEqual(book.top(1), []);
  assert.deepEqual(book.apply("partial", [row]), { type: "changed", ts: null });
  assert.deepEqual(book.top(1), [{ side: "ask", price: 100, amount: 5 }]);
});

for (
  const [status, error, meta, expected] of [
    [400, "Unknown or expired symbol.", {}, {
      kind: "final",
      message: /bitmex says: Unknown or expired symbol/,
    }],
    [429, "Rate limit exceeded", { retryAfter: 7 }, { kind: "rate-limit", retryAfterMs: 7_000 }],
    [503, "The system is currently overloaded.", {}, { kind: "network" }],
  ] as const
) {
  bitmexTest(`"${error}" on a socket is a fault of kind ${expected.kind}`, async (bench) => {
    const { server, venue, collected, signal } = bench;
    const outcome = assert.rejects(venue.watchTrades([SYMBOL], collected.sink, signal), expected);
    await collected.until(() => collected.subscribed.length === 1);
    server.send(JSON.stringify({ status, error, meta, request: {} }));
    await outcome;
  });
}

bitmexTest("a socket that is cut ends its watch, and one that is not let in too", async (bench) => {
  const { server, venue, collected, signal } = bench;
  const cut = assert.rejects(venue.watchTrades([SYMBOL], collected.sink, signal), {
    kind: "network",
    message: /^Cannot watch trades of BTC\/USD:BTC on bitmex: connection closed by remote server/,
  });
  await collected.until(() => collected.subscribed.length === 1);
  server.cut();
  await cut;
  await assert.rejects(venue.watchTrades([SYMBOL], collected.sink, signal), { kind: "network" });
});

const quiet = new TestClock(Date.now());
bitmexTest("a silent socket is asked with ping, and its pong is taken for no row", async (bench) => {
  const { server, venue, collected, signal, end } = bench;
  const watch = venue.watchTrades([SYMBOL], collected.sink, signal);
  await collected.until(() => collected.subscribed.length === 1);
  await quiet.advance(5_000);
  await server.until(() => server.heard.includes("ping"));
  server.send("<behind it>");
  await collected.until(() => collected.rejections.length === 1);
  end();
  await watch;
  assert.deepEqual(collected.rejections.map(({ frame }) => frame), ["<behind it>"]);
}, quiet);

const mute = new TestClock(Date.now());
bitmexTest("a socket that does not answer ping is found dead after 15 s", async (bench) => {
  const { server, venue, collected, signal } = bench;
  server.isMute = true;
  const outcome = assert.rejects(venue.watchTrades([SYMBOL], collected.sink, signal), {
    kind: "network",
    message: /the socket is silent for 15 s/,
  });
  await collected.until(() => collected.subscribed.length === 1);
  await mute.advance(5_000);
  await server.until(() => server.heard.includes("ping"));
  await mute.advance(10_000);
  await outcome;
}, mute);

bitmexTest("each change of a book cannot be had", async ({ venue, collected, signal }) => {
  await assert.rejects(venue.watchBookDiffs([SYMBOL], collected.sink, signal), {
    kind: "final",
    message: /leave out "raw"/,
  });
});

bitmexTest("more trades of one ms than a page has are all read", async ({ server, venue, signal }) => {
  const timestamp = new Date(Date.now() - 3_600_000).toISOString();
  for (let i = 0; i < 2_500; i++) server.trade({ timestamp });
  server.trade({ timestamp: new Date(Date.parse(timestamp) + 1).toISOString() });
  const fromUs = Date.parse(timestamp) * 1_000;
  const query = { symbol: SYMBOL, fromUs, toUs: fromUs + 1_000_000, limit: 1_000 };
  const ids: Array<string | null> = [];
  const proven = [];
  for (let next: typeof query | null = query; next !== null;) {
    const answer = await venue.fetchTrades(next, signal);
    ids.push(...answer.rows.map(({ id }) => id));
    proven.push(...answer.proven);
    next = answer.next as typeof query | null;
  }
  assert.deepEqual(new Set(ids), new Set(server.trades.map(({ trdMatchID }) => trdMatchID)));
  assert.equal(ids.length, 2_501);
  assert.deepEqual([proven[0].from, proven.at(-1)!.to], [fromUs, query.toUs]);
});

bitmexTest("an id that says nothing is none", async ({ server, venue, signal }) => {
  const timestamp = new Date(Date.now() - 60_000).toISOString();
  server.trade({ timestamp, trdMatchID: "00000000-0000-0000-0000-000000000000" });
  const { rows } = await venue.fetchTrades({ symbol: SYMBOL, fromUs: 0, limit: 10 }, signal);
  assert.deepEqual(rows.map(({ id }) => id), [null]);
});

bitmexTest("a candle has its open time, and its open may lie outside of what was traded", async (bench) => {
  const { server, venue, signal } = bench;
  const minute = Math.floor(Date.now() / 60_000) * 60_000 - 600_000;
  for (const [seconds, price, size] of [[1, 100, 10], [61, 105, 20], [62, 107, 30]]) {
    server.trade({ timestamp: new Date(minute + seconds * 1_000).toISOString(), price, size });
  }
  const fromUs = minute * 1_000;
  const query = { symbol: SYMBOL, span: "1m", fromUs, toUs: fromUs + 180_000_000 };
  const { rows, rejected } = await venue.fetchCandles(query, signal);
  const candle = { quoteVolume: 0, trades: null, takerBuyVolume: null };
  assert.deepEqual(rows, [
    { ts: fromUs, open: 100, high: 100, low: 100, close: 100, volume: 10, ...candle, quoteVolume: 10 },
    { ts: fromUs + 60e6, open: 100, high: 107, low: 105, close: 107, volume: 50, ...candle, quoteVolume: 50 },
    { ts: fromUs + 120e6, open: 107, high: 107, low: 107, close: 107, volume: 0, ...candle },
  ]);
  assert.equal(rejected, 0);
  const { query: asked } = server.asked[0];
  assert.deepEqual(["binSize", "partial", "count"].map((name) => asked.get(name)), ["1m", "false", "3"]);
});

bitmexTest("a span that it has not is refused with those that it has", async ({ venue, server, signal }) => {
  const query = { symbol: SYMBOL, span: "3m", fromUs: 0, toUs: 180e6 };
  await assert.rejects(venue.fetchCandles(query, signal), {
    kind: "final",
    message: /bitmex has 1m, 5m, 1h, 1d/,
  });
  assert.deepEqual(server.asked, []);
});

Deno.test("bitmex: what its answers say of the allowance corrects the count", async () => {
  const server = startBitmex();
  server.headers = {
    "x-ratelimit-limit": "30",
    "x-ratelimit-remaining": "12",
    date: new Date(90_000).toUTCString(),
  };
  const seen: Observation[] = [];
  const costs: number[] = [];
  const budget = {
    ...UNPACED,
    take: (costMs: number) => (costs.push(costMs), Promise.resolve()),
    observe: (observation: Observation) => void seen.push(observation),
  };
  const venue = await openTestVenue("bitmex", server.url, { budget });
  await venue.markets(AbortSignal.timeout(10_000));
  await venue.close();
  await server.stop();
  const each = { usedWeight: 18, limitWeight: 30, exchangeMs: 90_000 };
  assert.deepEqual([seen, costs], [[each, each], [2_000, 2_000]]);
});
