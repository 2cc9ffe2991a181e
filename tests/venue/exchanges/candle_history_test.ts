/** Candles of the past, for every exchange that has a wire. */
import assert from "node:assert/strict";
import { rowOf } from "../../../actors/venue/exchanges/traits.ts";
import { historyTest as test, MINUTE_US, RUNNING_US } from "./history_bench.ts";
import { MINUTE_MS, NOW_MS, type PastCandle } from "./history_truth.ts";
import { WIRES } from "./wires/mod.ts";

const candleRow = ({ ms, ...rest }: PastCandle) => [
  ms * 1_000,
  ...[rest.open, rest.high, rest.low, rest.close, rest.volume].map(Number),
];

for (const wire of WIRES) {
  const { symbol, candles: { newest, write } } = wire;
  const { traits } = rowOf(wire.exchange);
  const span = "1m";

  test(
    wire,
    "a page of candles is exactly the truth, and what is older than what is served is told",
    async (bench) => {
      const fromUs = RUNNING_US - traits.candlePage * MINUTE_US;
      const query = { symbol, span, fromUs, toUs: RUNNING_US };
      const { rows, rejected, servedFromUs = fromUs } = await bench.venue.fetchCandles(query, bench.signal);
      const expected = bench.truth.candles.filter(({ ms }) =>
        ms * 1_000 >= servedFromUs && ms * 1_000 < RUNNING_US
      );
      assert.deepEqual(
        rows.map(({ ts, open, high, low, close, volume }) => [ts, open, high, low, close, volume]),
        expected.map(candleRow),
      );
      assert.equal(rejected, 0);
      // the running candle is one of the newest that are served
      assert.equal(servedFromUs, Math.max(fromUs, RUNNING_US - ((newest ?? Infinity) - 1) * MINUTE_US));
    },
  );

  test(wire, "a page within the past is exactly the truth", async ({ venue, truth, signal }) => {
    const toUs = RUNNING_US - 30 * MINUTE_US;
    const fromUs = toUs - Math.min(newest ?? Infinity, traits.candlePage, 600) * MINUTE_US;
    const query = { symbol, span, fromUs, toUs };
    const { rows, servedFromUs = fromUs } = await venue.fetchCandles(query, signal);
    const isWithin = ({ ms }: PastCandle) => ms * 1_000 >= servedFromUs && ms * 1_000 < toUs;
    assert.deepEqual(rows.map(({ ts }) => ts), truth.candles.filter(isWithin).map(({ ms }) => ms * 1_000));
    assert.equal(servedFromUs, fromUs);
  });

  test(wire, "the candle that is not over yet is left out", async ({ venue, signal }) => {
    const query = { symbol, span, fromUs: RUNNING_US - 5 * MINUTE_US, toUs: RUNNING_US + MINUTE_US };
    const { rows, askedAt } = await venue.fetchCandles(query, signal);
    assert.equal(rows.at(-1)!.ts, RUNNING_US - MINUTE_US);
    assert.equal(askedAt, NOW_MS * 1_000);
  });

  test(wire, "an exchange whose clock is behind has fewer candles that are over", async (bench) => {
    bench.server.nowMs = NOW_MS - 2 * MINUTE_MS;
    const query = { symbol, span, fromUs: RUNNING_US - 5 * MINUTE_US, toUs: RUNNING_US + MINUTE_US };
    const { rows, askedAt } = await bench.venue.fetchCandles(query, bench.signal);
    assert.equal(rows.at(-1)!.ts, RUNNING_US - 3 * MINUTE_US);
    assert.equal(askedAt, NOW_MS * 1_000 - 2 * MINUTE_US);
  });

  test(wire, "a candle that cannot be one is counted, the others are kept", async (bench) => {
    const fromUs = RUNNING_US - 9 * MINUTE_US;
    const sent = bench.truth.candles.filter(({ ms }) => ms * 1_000 >= fromUs);
    sent[1] = { ...sent[1], high: "1" };
    bench.server.fault = (asked) => Response.json(write(sent, asked));
    const query = { symbol, span, fromUs, toUs: RUNNING_US };
    const { rows, rejected, reason } = await bench.venue.fetchCandles(query, bench.signal);
    assert.deepEqual([rejected, /^high 1 is below/.test(reason!)], [1, true]);
    assert.equal(rows.length, sent.length - 2); // the running one
  });

  test(wire, "an answer without candles is no error and has none", async ({ venue, server, signal }) => {
    server.fault = (asked) => Response.json(write([], asked));
    const query = { symbol, span, fromUs: RUNNING_US - 9 * MINUTE_US, toUs: RUNNING_US };
    const { rows, rejected, servedFromUs } = await venue.fetchCandles(query, signal);
    assert.deepEqual([rows, rejected, servedFromUs], [[], 0, undefined]);
  });
}

for (const wire of WIRES.filter(({ candles }) => candles.newest)) {
  test(
    wire,
    "of a range long past it has nothing, and says since when it serves",
    async ({ venue, signal }) => {
      const newest = wire.candles.newest!;
      const fromUs = RUNNING_US - 2 * newest * MINUTE_US;
      const query = { symbol: wire.symbol, span: "1m", fromUs, toUs: fromUs + 100 * MINUTE_US };
      const { rows, servedFromUs } = await venue.fetchCandles(query, signal);
      assert.deepEqual([rows, servedFromUs], [[], RUNNING_US - (newest - 1) * MINUTE_US]);
    },
  );
}

for (const wire of WIRES.filter(({ exchange }) => rowOf(exchange).candles?.newestSpans)) {
  test(
    wire,
    "what it would refuse as too old is not asked, and served no more",
    async ({ venue, server, signal }) => {
      const spans = rowOf(wire.exchange).candles!.newestSpans!;
      const oldestUs = RUNNING_US - (spans - 1) * MINUTE_US;
      const query = { symbol: wire.symbol, span: "1m", fromUs: oldestUs - 600 * MINUTE_US };
      const older = await venue.fetchCandles({ ...query, toUs: oldestUs - 300 * MINUTE_US }, signal);
      assert.deepEqual([older.rows, older.servedFromUs], [[], oldestUs - 300 * MINUTE_US]);
      assert.deepEqual(server.asked, []);
      const edge = await venue.fetchCandles({ ...query, toUs: oldestUs + 300 * MINUTE_US }, signal);
      assert.equal(edge.servedFromUs, oldestUs);
      assert.equal(server.asked.length, 1);
    },
  );
}
