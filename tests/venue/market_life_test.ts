/** From when to when a market trades: what lies around it is found out, not asked for window by window. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { realClock } from "../../actors/kernel/mod.ts";
import { TestClock } from "../../actors/kernel/test_clock.ts";
import { type CandleQuery, VenueFault } from "../../actors/venue/contract.ts";
import { findLife } from "../../actors/venue/market_life.ts";
import { startSandbox } from "../../sandbox/server.ts";
import type { Candle } from "../../schemas/market.ts";
import { candle, temporaryDisk } from "../archive/samples.ts";
import { openTestVenue } from "./exchanges/collect.ts";
import { candlesOf, openCell, sealed, until } from "./open_cell.ts";
import { type Script, scriptedVenue } from "./scripted_venue.ts";

const NOW_US = Date.UTC(2024, 2, 6, 12) * 1_000;
const DAY_US = 86_400e6;
const MINUTE_US = 60e6;
const never = new AbortController().signal;
const day = (us: number) => Math.floor(us / DAY_US) * DAY_US;

/** A market that has each candle of a range of days, closed ones alone; ten to a page. */
function traded(sinceUs: number, untilUs: number, script: Partial<Script> = {}) {
  function candlesOf({ fromUs, toUs, span }: CandleQuery): Candle[] {
    const spanUs = span === "1d" ? DAY_US : MINUTE_US;
    const rows = [];
    const endUs = Math.min(toUs, untilUs, NOW_US - spanUs + 1);
    for (let ts = Math.max(fromUs, sinceUs); ts < endUs; ts += spanUs) rows.push({ ...candle(0), ts });
    return rows;
  }
  const venue = scriptedVenue({
    traits: { daysSinceListing: true, omitsEmptyCandles: true },
    now: () => NOW_US / 1_000,
    candles: candlesOf,
    ...script,
  });
  return Object.assign(venue, { candlesOf });
}

Deno.test("first and last day of a market are found in few requests, whenever they were", () =>
  fc.assert(fc.asyncProperty(
    fc.integer({ min: 30, max: 5_500 }),
    fc.integer({ min: 1, max: 5_500 }),
    fc.constantFrom(10, 300, 1_000),
    async (listedDaysAgo, length, candlePage) => {
      const sinceUs = day(NOW_US) - listedDaysAgo * DAY_US;
      const untilUs = sinceUs + length * DAY_US;
      const isOver = untilUs <= day(NOW_US) - 10 * DAY_US;
      if (!isOver && untilUs < NOW_US) return;
      const venue = traded(sinceUs, untilUs);
      venue.traits.candlePage = candlePage;
      const life = await findLife(venue, "BTC/USDT", NOW_US, never);
      assert.deepEqual(life, { sinceUs, untilUs: isOver ? untilUs : Infinity, seenToUs: day(NOW_US) });
    },
  )));

Deno.test("a market that was away for years has traded since its first listing", async () => {
  const [first, again] = [day(NOW_US) - 3_000 * DAY_US, day(NOW_US) - 100 * DAY_US];
  const [before, after] = [traded(first, first + 20 * DAY_US), traded(again, Infinity)];
  const venue = traded(0, 0, {
    candles: (query) => [before, after].flatMap((each) => each.candlesOf(query)),
  });
  const life = await findLife(venue, "BTC/USDT", NOW_US, never);
  assert.deepEqual([life?.sinceUs, life?.untilUs], [first, Infinity]);
});

Deno.test("of a market that was never traded, or whose candles end short of it, no life is told", async () => {
  const find = (venue: ReturnType<typeof traded>) => findLife(venue, "BTC/USDT", NOW_US, never);
  assert.equal(await find(traded(Infinity, Infinity)), null);
  const newest = traded(day(NOW_US) - 50 * DAY_US, Infinity, {
    candles: ({ toUs }) => ({
      rows: [{ ...candle(0), ts: toUs - DAY_US }],
      rejected: 0,
      reason: null,
      askedAt: NOW_US,
      servedFromUs: toUs - DAY_US,
    }),
  });
  assert.equal(await find(newest), null);
  const without = traded(0, Infinity, {
    candles: () => {
      throw new VenueFault("final", "there is no span 1d");
    },
  });
  assert.equal(await find(without), null);
});

/** A cell that collects the minutes of ten years, of which a market traded three days. */
async function withHistory(
  script: Partial<Script>,
  body: (
    bench: ReturnType<typeof openCell> & {
      asked(): CandleQuery[];
      collect(): Promise<void>;
      clock: TestClock;
      stretches(): Promise<unknown[]>;
    },
  ) => Promise<void>,
) {
  using folder = temporaryDisk();
  const clock = new TestClock(NOW_US / 1_000);
  const venue = traded(SINCE_US, SINCE_US + 2 * DAY_US, { now: () => clock.now(), ...script });
  venue.traits.candlePage = 1_000;
  const spec = candlesOf("BTC/USDT", { startUs: day(NOW_US) - 3_650 * DAY_US });
  const open = openCell({ venue, clock, disk: folder.disk, assignment: { histories: [spec] } });
  let runs = 0;
  async function collect(): Promise<void> {
    if (runs++ > 0) open.cell.tell({ type: "collect", key: spec.key });
    await until(() => open.told("collect-finished").length === runs, clock);
  }
  try {
    await body({
      ...open,
      clock,
      collect,
      asked: () => venue.candleQueries.splice(0),
      async stretches() {
        await open.stop();
        return (await sealed(folder.disk, clock)).coverage(spec.key).stretches;
      },
    });
  } finally {
    await open.stop();
  }
}

const SINCE_US = day(NOW_US) - 700 * DAY_US;

Deno.test("years before a listing and after a delisting cost a few requests, and are unavailable once found twice", () =>
  withHistory({}, async ({ collect, asked, clock, stretches }) => {
    await collect();
    const first = asked();
    assert.ok(first.length <= 8 + 8 + 3 + 8, `${first.length} requests`); // windows, life, its minutes, windows
    await collect();
    assert.deepEqual(asked().filter(({ span }) => span === "1d"), [], "asked again at once");
    await clock.advance(11 * 60_000);
    await collect();
    assert.ok(asked().length < 60);
    await clock.advance(11 * 60_000);
    await collect();
    asked();
    await collect();
    assert.ok(
      asked().every(({ fromUs }) => fromUs >= day(NOW_US)),
      "only what is of today is still in doubt",
    );
    const [before, life, after] = await stretches() as Array<Record<string, unknown>>;
    assert.deepEqual([before.state, before.to], ["unavailable", SINCE_US]);
    assert.deepEqual([life.state, life.from, life.to], ["complete", SINCE_US, SINCE_US + 2 * DAY_US]);
    assert.deepEqual([after.state, after.from, after.to], [
      "unavailable",
      SINCE_US + 2 * DAY_US,
      day(NOW_US),
    ]);
  }));

Deno.test("an end that is another one when asked again is not believed", () => {
  let untilUs = SINCE_US + 2 * DAY_US;
  return withHistory({
    candles: (query) => traded(SINCE_US, untilUs).fetchCandles(query, never) as never,
  }, async ({ collect, clock, stretches }) => {
    await collect();
    untilUs += 30 * DAY_US;
    await clock.advance(11 * 60_000);
    await collect();
    assert.ok(
      (await stretches() as Array<{ state: string; to: number }>).every(({ state, to }) =>
        state !== "unavailable" || to <= SINCE_US
      ),
    );
  });
});

Deno.test("where candles of days do not reach back to the listing, every window is asked for, and no day", () =>
  withHistory({ traits: { omitsEmptyCandles: true } }, async ({ asked }) => {
    const all: CandleQuery[] = [];
    await until(() => all.push(...asked()) > 100);
    assert.deepEqual(all.filter(({ span }) => span === "1d"), []);
  }));

for (
  const [symbol, sinceMs, untilMs] of [
    ["FRESH/USDT", Date.UTC(2024, 2, 12), Infinity],
    ["GONE/USDT", Date.UTC(2020, 0, 1), Date.UTC(2023, 5, 30)],
  ] as const
) {
  Deno.test(`the days of the sandbox's ${symbol} are found`, async () => {
    const sandbox = startSandbox({ seed: 7, rate: 1, now: Date.now });
    const venue = await openTestVenue("sandbox", sandbox.url, { clock: realClock() });
    try {
      const life = await findLife(venue, symbol, Date.now() * 1_000, AbortSignal.timeout(60_000));
      assert.deepEqual([life!.sinceUs, life!.untilUs], [sinceMs * 1_000, untilMs * 1_000]);
    } finally {
      await venue.close();
      await sandbox.stop();
    }
  });
}
