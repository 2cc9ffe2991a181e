import assert from "node:assert/strict";
import type { PreviewedSeries } from "../../../actors/control/lookups/messages.ts";
import { previewOf } from "../../../actors/control/lookups/preview.ts";
import { coverOf, stretchesWithin } from "../../../actors/archive/coverage.ts";
import type { Evidence } from "../../../schemas/evidence.ts";

const HOUR_US = 3_600e6;
const DAY_US = 24 * HOUR_US;
const FROM_US = Date.UTC(2024, 0, 1) * 1_000;
/** Ten days on, and as long as the exchange takes to settle. */
const NOW_MS = Date.UTC(2024, 0, 11) + 3_000;

async function preview(
  { evidence = [], ...series }: Partial<PreviewedSeries> & { key: string; evidence?: Evidence[] },
  costMs: number | null = 100,
) {
  const reader = {
    stretches: (_: string, from: number, to: number) => stretchesWithin(coverOf(evidence), from, to),
  };
  const question = {
    ...{ fromUs: FROM_US, nowMs: NOW_MS, exchanges: [] },
    series: [{ firstUs: null, rowUs: null, ...series }],
  };
  const [told] = await previewOf(question, reader, () => Promise.resolve(costMs));
  const { key: _, ...figures } = told;
  return figures;
}

const answer = (from: number, to: number): Evidence => ({ kind: "answer", from, to, askedAt: to });

Deno.test("candles of which nothing is there: as many as fit, at most, in windows of a page", async () => {
  assert.deepEqual(await preview({ key: "binance/ohlc/BTC-USDT/1m" }), {
    ...{ windows: 15, rows: 14_400, rowsAre: "at-most" },
    ...{ seconds: Math.round(15 * 100 / 0.95 / 100) / 10, missingUs: 10 * DAY_US },
  });
});

Deno.test("between rows that are there, an exchange that has a candle for each span has exactly so many", async () => {
  const evidence = [
    answer(FROM_US + HOUR_US, FROM_US + DAY_US),
    answer(FROM_US + 2 * DAY_US, FROM_US + 10 * DAY_US),
  ];
  const key = "binance/ohlc/BTC-USDT/1h";
  const told = await preview({ key, evidence, firstUs: FROM_US - DAY_US });
  assert.deepEqual([told.windows, told.rows, told.rowsAre], [2, 25, "exactly"]);
  assert.equal(told.missingUs, 25 * HOUR_US);
  assert.equal(
    (await preview({ key, evidence, firstUs: FROM_US + HOUR_US })).rowsAre,
    "at-most",
    "not listed, maybe",
  );
});

Deno.test("what the exchange halted or serves no more is not asked for, a mere gap is", async () => {
  const evidence: Evidence[] = [
    { kind: "unavailable", from: FROM_US, to: FROM_US + 5 * DAY_US, reason: "not listed" },
    {
      kind: "gap",
      from: FROM_US + 5 * DAY_US,
      to: FROM_US + 6 * DAY_US,
      cause: "venue-halt",
      reason: "halted",
    },
    { kind: "gap", from: FROM_US + 6 * DAY_US, to: FROM_US + 7 * DAY_US, cause: "outage", reason: "dropped" },
    { kind: "recorded", from: FROM_US + 7 * DAY_US, to: FROM_US + 8 * DAY_US },
  ];
  const told = await preview({ key: "binance/ohlc/BTC-USDT/1h", evidence });
  assert.deepEqual([told.rows, told.missingUs], [96, 4 * DAY_US]);
});

Deno.test("months are counted as the calendar has them", async () => {
  const key = "binance/ohlc/BTC-USDT/1mo";
  const reader = {
    stretches: (_: string, from: number, to: number) => stretchesWithin(coverOf([]), from, to),
  };
  const question = {
    ...{ fromUs: Date.UTC(2023, 0, 15) * 1_000, nowMs: NOW_MS, exchanges: [] },
    series: [{ key, firstUs: null, rowUs: null }],
  };
  const [{ rows }] = await previewOf(question, reader, () => Promise.resolve(1));
  assert.equal(rows, 12, "January to December; the present one is not over");
});

Deno.test("where only the newest candles are served there are no more than these", async () => {
  const told = await preview({ key: "kraken/ohlc/BTC-USD/1m" });
  assert.deepEqual([told.rows, told.rowsAre], [720, "at-most"]);
});

Deno.test("of trades the rows are about what their density says, and nothing where none is known", async () => {
  const key = "binance/trades/BTC-USDT";
  const dense = await preview({ key, rowUs: 1e6 });
  assert.deepEqual([dense.rows, dense.rowsAre], [864_000, "about"]);
  assert.equal(dense.windows, Math.ceil(10 * DAY_US / (10_020 * 1e6)), "ten pages, in whole minutes");
  assert.equal(dense.seconds, Math.round(864 * 100 / 0.95 / 100) / 10, "a request for each page");
  const unknown = await preview({ key });
  assert.deepEqual(unknown, {
    windows: 240,
    rows: null,
    rowsAre: null,
    seconds: null,
    missingUs: 10 * DAY_US,
  });
});

Deno.test("where nothing is missing nothing is asked for, which takes no time", async () => {
  const evidence = [answer(FROM_US, FROM_US + 10 * DAY_US)];
  for (const key of ["binance/ohlc/BTC-USDT/1m", "binance/trades/BTC-USDT"]) {
    assert.deepEqual(await preview({ key, evidence }, null), {
      ...{ windows: 0, rows: 0, rowsAre: "exactly", seconds: 0, missingUs: 0 },
    });
  }
});

Deno.test("without a cost the time is not known", async () => {
  assert.equal((await preview({ key: "binance/ohlc/BTC-USDT/1m" }, null)).seconds, null);
});
