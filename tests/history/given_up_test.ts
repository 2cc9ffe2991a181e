import assert from "node:assert/strict";
import { TestClock } from "../../actors/kernel/test_clock.ts";
import { type CandleQuery, VenueFault } from "../../actors/venue/contract.ts";
import { candle, DAY_US, MINUTE_US, temporaryDisk } from "../archive/samples.ts";
import { candlesOf, type OpenCell, openCell, until } from "../venue/open_cell.ts";
import { scriptedVenue } from "../venue/scripted_venue.ts";

const SERIES = candlesOf("BTC/USDT", { startUs: DAY_US });
const backfillFrom = (minute: number) => ({
  type: "backfill" as const,
  run: "run-1",
  key: SERIES.key,
  fromUs: DAY_US + minute * MINUTE_US,
});

interface Market {
  clock: TestClock;
  cell: OpenCell;
  /** How often the window that begins at this minute was asked for. */
  asked(minute: number): number;
}

/** 20 minutes have passed; a page has ten candles; that from this minute on comes once `trouble` throws no more. */
async function withTroubleAt(
  minute: number,
  trouble: () => void,
  body: (market: Market) => Promise<void>,
): Promise<void> {
  using folder = temporaryDisk();
  const clock = new TestClock(DAY_US / 1_000 + 20 * 60_000 + 5_000);
  const candles = ({ fromUs, toUs }: CandleQuery) => {
    const first = (fromUs - DAY_US) / MINUTE_US;
    if (first === minute) trouble();
    return Array.from({ length: (toUs - fromUs) / MINUTE_US }, (_, i) => candle(first + i));
  };
  const venue = scriptedVenue({ now: () => clock.now(), candles });
  const cell = openCell({ venue, clock, disk: folder.disk, assignment: { histories: [SERIES] } });
  const asked = (minute: number) =>
    venue.candleQueries.filter(({ fromUs }) => fromUs === DAY_US + minute * MINUTE_US).length;
  try {
    await body({ clock, cell, asked });
  } finally {
    await cell.stop();
  }
}

Deno.test("a window that fails for good is given up once by each run that wants it, and the runs say so", () => {
  const trouble = () => {
    throw new VenueFault("network", "timed out");
  };
  return withTroubleAt(0, trouble, async ({ cell, clock, asked }) => {
    await until(() => cell.told("collect-started").length === 1);
    cell.cell.tell(backfillFrom(0));
    await until(() => cell.told("backfill-finished").length === 1, clock);
    const [{ outcome, reason, done, failed, total }] = cell.told("backfill-finished");
    assert.deepEqual([outcome, reason], ["failed", "timed out"]);
    assert.deepEqual([failed, total], [1, done + 1]);
    assert.equal(cell.told("collect-finished")[0].error, "timed out");
    assert.equal(asked(0), 20);
  });
});

Deno.test("a backfill ends where the present was when it began", () => {
  let isLimited = true;
  const trouble = () => {
    if (isLimited) throw new VenueFault("rate-limit", "HTTP 429", 200_000);
  };
  return withTroubleAt(-10, trouble, async ({ cell, clock, asked }) => {
    await until(() => cell.told("collect-finished").length === 1);
    cell.cell.tell(backfillFrom(-10));
    await until(() => asked(-10) === 1);
    isLimited = false;
    await clock.advance(201_000);
    await until(() => cell.told("backfill-finished").length === 1, clock);
    const [{ outcome, total, rows, requests }] = cell.told("backfill-finished");
    assert.deepEqual([outcome, total, rows, requests], ["done", 1, 10, 2]);
  });
});

Deno.test("to be told to wait is no failure, however often", () => {
  let waits = 20;
  const trouble = () => {
    if (waits-- > 0) throw new VenueFault("rate-limit", "HTTP 429", 1_000);
  };
  return withTroubleAt(0, trouble, async ({ cell, clock, asked }) => {
    await until(() => cell.told("collect-finished").length === 1, clock);
    const [{ error, rows }] = cell.told("collect-finished");
    assert.deepEqual([error, rows, asked(0)], [null, 20, 21]);
  });
});
