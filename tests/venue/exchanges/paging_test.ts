/** How pages are asked for where an exchange has its own way; answers written after the exchanges' documents. */
import assert from "node:assert/strict";
import type { Venue } from "../../../actors/venue/contract.ts";
import { type CaptureName, withCaptures } from "./captures.ts";
import { openTestVenue } from "./collect.ts";
import { startReplay, TARGETS } from "./replay_server.ts";

/** Opens the venue on captured instruments and the answers given; `asked` keeps the queries of those. */
function pagingTest(
  name: string,
  capture: CaptureName,
  path: RegExp,
  body: () => unknown,
  check: (venue: Venue, asked: URLSearchParams[], signal: AbortSignal) => Promise<void>,
) {
  Deno.test(withCaptures(name), async () => {
    const asked: URLSearchParams[] = [];
    const replay = startReplay(capture, {
      answer(url) {
        if (!path.test(url.pathname)) return undefined;
        asked.push(url.searchParams);
        return body();
      },
    });
    const { exchange, options } = TARGETS[capture];
    const venue = await openTestVenue(exchange, replay.url, { options });
    try {
      await check(venue, asked, AbortSignal.timeout(10_000));
    } finally {
      await venue.close();
      await replay.stop();
    }
  });
}

const okxTrade = (tradeId: string) => (
  { instId: "BTC-USDT", side: "buy", sz: "0.5", px: "30000.1", tradeId, ts: "1652459225000" }
);

pagingTest(
  "okx: a page from an id on is the one that ends before id + limit, in the order of ids, without older ones",
  "OKX",
  /history-trades/,
  () => ({ code: "0", msg: "", data: ["11", "10", "9", "8", "7"].map(okxTrade) }),
  async (venue, asked, signal) => {
    const { rows, rejected } = await venue.fetchTrades({ symbol: "BTC/USDT", fromId: 8, limit: 4 }, signal);
    assert.deepEqual([asked[0].get("type"), asked[0].get("after"), asked[0].get("limit")], ["1", "12", "4"]);
    assert.deepEqual(rows.map(({ id }) => id), ["8", "9", "10", "11"]);
    assert.equal(rejected, 0);
  },
);

pagingTest(
  "coinbase exchange: a page from an id on, the taker's side, and times to the microsecond",
  "COINBASE",
  /\/trades$/,
  () => [
    { time: "2021-04-17T16:43:30.244075Z", trade_id: 21, price: "1.5", size: "2", side: "sell" },
    { time: "2021-04-17T16:43:30.100000Z", trade_id: 20, price: "1.4", size: "3", side: "buy" },
  ],
  async (venue, asked, signal) => {
    const { rows } = await venue.fetchTrades({ symbol: "SKL/USD", fromId: 20, limit: 1000 }, signal);
    assert.equal(asked[0].get("after"), "1020");
    assert.deepEqual(rows.map(({ id, ts, side }) => [id, ts, side]), [
      ["20", 1618677810100000, "sell"],
      ["21", 1618677810244075, "buy"],
    ]);
  },
);

pagingTest(
  "kraken: a page from a time on is asked for in nanoseconds, and begins with that very microsecond",
  "KRAKEN",
  /\/Trades$/,
  () => ({
    error: [],
    result: {
      XXMRZUSD: [
        ["350.1", "0.5", 1618678132.123456, "b", "l", "", 71],
        ["350.2", "0.5", 1618678132.123457, "s", "m", "", 72],
        ["350.3", "0.5", 1618678133, "s", "m", "", 73],
      ],
      last: "1618678133000000000",
    },
  }),
  async (venue, asked, signal) => {
    const query = { symbol: "XMR/USD", fromUs: 1618678132123457, limit: 1000 };
    const { rows } = await venue.fetchTrades(query, signal);
    assert.equal(asked[0].get("since"), "1618678132123456999");
    assert.deepEqual(rows.map(({ id, ts, side }) => [id, ts, side]), [
      ["72", 1618678132123457, "sell"],
      ["73", 1618678133000000, "sell"],
    ]);
  },
);

pagingTest(
  "coinbase exchange: candles ascend, lie in the range asked for, and impossible ones are counted",
  "COINBASE",
  /\/candles$/,
  () => [ // time, low, high, open, close, volume; newest first
    [1618677720, 1, 4, 2, 3, 10],
    [1618677660, 1, 2, 2, 3, 10], // its high is below its close
    [1618677600, 1, 4, 2, 3, 0.5],
    [1618677540, 1, 4, 2, 3, 10],
    ["message", "x"],
  ],
  async (venue, asked, signal) => {
    const query = { symbol: "SKL/USD", span: "1m", fromUs: 1618677600e6, toUs: 1618677720e6 };
    const { rows, rejected, reason } = await venue.fetchCandles(query, signal);
    assert.equal(asked[0].get("start"), "2021-04-17T16:40:00.000Z");
    assert.deepEqual(rows.map(({ ts, volume, quoteVolume }) => [ts, volume, quoteVolume]), [[
      1618677600e6,
      0.5,
      null,
    ]]);
    assert.deepEqual([rejected, reason], [2, "high 2 is below open or close"]);
  },
);

pagingTest(
  "an unknown pair in the exchange's own words is final",
  "KRAKEN",
  /\/Trades$/,
  () => ({ error: ["EQuery:Unknown asset pair"] }),
  async (venue, _, signal) => {
    await assert.rejects(venue.fetchTrades({ symbol: "XMR/USD", fromUs: 1618678132e6, limit: 10 }, signal), {
      kind: "final",
    });
  },
);

pagingTest(
  "an exchange's own words for too many requests, with status 200, are a rate limit",
  "KRAKEN",
  /\/Trades$/,
  () => ({ error: ["EAPI:Rate limit exceeded"] }),
  async (venue, _, signal) => {
    await assert.rejects(
      venue.fetchTrades({ symbol: "XMR/USD", fromUs: 1618678132e6, limit: 10 }, signal),
      { kind: "rate-limit", retryAfterMs: 10_000 },
    );
  },
);

for (const [code, kind] of [[-1121, "final"], [-1001, "network"], [-1100, "garbage"]] as const) {
  pagingTest(
    `binance's code ${code} with status 400 is a fault of kind ${kind}`,
    "BINANCE",
    /aggTrades$/,
    () => Response.json({ code, msg: "Told by Binance." }, { status: 400 }),
    async (venue, _, signal) => {
      await assert.rejects(
        venue.fetchTrades({ symbol: "NKN/USDT", fromId: 1, limit: 10 }, signal),
        { kind, message: /Told by Binance/ },
      );
    },
  );
}
