import assert from "node:assert/strict";
import { TestClock } from "../../actors/kernel/test_clock.ts";
import { type Answer, type CandleQuery, VenueFault } from "../../actors/venue/contract.ts";
import type { Candle } from "../../schemas/market.ts";
import { candle, DAY_US, MINUTE_US, temporaryDisk } from "../archive/samples.ts";
import { candlesOf, openCell, sealed, until } from "./open_cell.ts";
import { type Script, scriptedVenue } from "./scripted_venue.ts";

const SERIES = candlesOf("BTC/USDT", { startUs: DAY_US });
const minutesOf = ({ from, to }: { from: number; to: number }) =>
  [from, to].map((us) => (us - DAY_US) / MINUTE_US);

/** Minutes since the day's begin that the exchange has a candle of: all but some. */
const allBut = (...minutes: number[]) => ({ fromUs, toUs }: CandleQuery): Candle[] => {
  const asked = Array.from(
    { length: (toUs - fromUs) / MINUTE_US },
    (_, i) => (fromUs - DAY_US) / MINUTE_US + i,
  );
  return asked.filter((minute) => !minutes.includes(minute)).map((minute) => candle(minute));
};

async function withCandles(
  /** Minutes that have passed since the day's begin. */
  minutes: number,
  script: Partial<Script>,
  body: (bench: Bench) => Promise<void>,
): Promise<void> {
  using folder = temporaryDisk();
  const made = bench(folder.disk, minutes, script);
  try {
    await body(made);
  } finally {
    await made.stop();
  }
}

type Bench = ReturnType<typeof bench>;

function bench(disk: ReturnType<typeof temporaryDisk>["disk"], minutes: number, script: Partial<Script>) {
  const clock = new TestClock(DAY_US / 1_000 + minutes * 60_000 + 5_000);
  const venue = scriptedVenue({ now: () => clock.now(), ...script });
  const open = openCell({ venue, clock, disk, assignment: { histories: [SERIES] } });
  let runs = 0;
  return {
    ...open,
    clock,
    /** Waits for the next run's end, and gives the windows that it asked for, in minutes. */
    async run({ onClock }: { onClock?: true } = {}) {
      if (runs++ > 0) open.cell.tell({ type: "collect", key: SERIES.key });
      await until(() => open.told("collect-finished").length === runs, onClock && clock);
      const asked = venue.candleQueries.splice(0);
      return asked.map(({ fromUs, toUs }) => minutesOf({ from: fromUs, to: toUs }));
    },
    async kept() {
      await open.stop();
      const kept = await sealed(disk, clock);
      const stretches = kept.coverage(SERIES.key).stretches;
      return {
        rows: (await kept.rows(SERIES.key)).length,
        states: stretches.map(({ from, to, state, cause }) => [...minutesOf({ from, to }), cause ?? state]),
      };
    },
  };
}

Deno.test("history is asked page by page, once, and then only what has closed since", () =>
  withCandles(25, { candles: allBut() }, async ({ run, clock, kept, told }) => {
    assert.deepEqual(await run(), [[0, 10], [10, 20], [20, 25]]);
    assert.deepEqual(await run(), []);
    await clock.advance(60_000);
    assert.deepEqual(await run(), [[25, 26]]);
    assert.deepEqual(told("collect-finished").map(({ rows, requests }) => [rows, requests]), [
      [25, 3],
      [0, 0],
      [1, 1],
    ]);
    assert.deepEqual(await kept(), { rows: 26, states: [[0, 26, "complete"]] });
  }));

Deno.test("a candle that is late at the edge is asked again with each run, and is no gap", () => {
  let late = [19];
  return withCandles(20, { candles: (query) => allBut(...late)(query) }, async ({ run, kept }) => {
    assert.deepEqual(await run(), [[0, 10], [10, 20]]);
    assert.deepEqual(await run(), [[19, 20]]);
    late = [];
    assert.deepEqual(await run(), [[19, 20]]);
    assert.deepEqual(await kept(), { rows: 20, states: [[0, 20, "complete"]] });
  });
});

Deno.test("a halt is asked again after an hour, then it is a gap and not asked any more", () =>
  withCandles(30, { candles: allBut(12, 13) }, async ({ run, clock, kept }) => {
    await run();
    assert.deepEqual(await run(), []);
    await clock.advance(61 * 60_000);
    assert.deepEqual((await run())[0], [12, 14]);
    await clock.advance(61 * 60_000);
    assert.ok(!(await run()).some(([from]) => from < 30));
    const { states } = await kept();
    assert.deepEqual(states.slice(0, 2), [[0, 12, "complete"], [12, 14, "venue-halt"]]);
  }));

Deno.test("a window without any candle is asked twice, ten minutes apart, and then left alone", () => {
  const listed = Array.from({ length: 15 }, (_, minute) => minute);
  return withCandles(30, { candles: allBut(...listed) }, async ({ run, clock, kept }) => {
    assert.deepEqual(await run(), [[0, 10], [10, 20], [20, 30]]);
    assert.deepEqual(await run(), []);
    await clock.advance(11 * 60_000);
    assert.deepEqual(await run(), [[0, 10], [30, 40], [40, 41]]);
    await clock.advance(60 * 60_000);
    assert.deepEqual((await run())[0], [10, 15]);
    const { states } = await kept();
    assert.deepEqual(states.slice(0, 2), [[0, 15, "venue-halt"], [15, 101, "complete"]]);
  });
});

Deno.test("a window with a candle that is not believed is a gap, and is asked again later", () => {
  let rejected = 1;
  const candles = (query: CandleQuery): Answer<Candle> => ({
    rows: allBut(...rejected ? [3] : [])(query),
    rejected,
    reason: rejected ? "its high is below its low" : null,
    askedAt: query.toUs + 3_600e6,
  });
  return withCandles(10, { candles }, async ({ run, clock, told, kept }) => {
    assert.deepEqual(await run(), [[0, 10]]);
    assert.deepEqual(await run(), []);
    await until(() => told("rows-rejected").length === 1, clock);
    await clock.advance(10 * 60_000);
    rejected = 0;
    assert.deepEqual((await run())[0], [0, 10]);
    assert.deepEqual((await kept()).states[0].slice(0, 1), [0]);
  });
});

Deno.test("a window that fails is asked again a few times, then the run fails with its words, and the next goes on", () => {
  let isDown = true;
  const candles = (query: CandleQuery) => {
    if (query.fromUs === DAY_US && isDown) throw new VenueFault("network", "timed out");
    return allBut()(query);
  };
  return withCandles(20, { candles }, async ({ run, told, kept }) => {
    const asked = await run({ onClock: true });
    assert.deepEqual(asked.slice(0, 5), [[0, 10], [10, 20], [0, 10], [0, 10], [0, 10]]);
    const { error, rows, requests } = told("collect-finished")[0];
    assert.deepEqual([error, rows, requests], ["timed out", 10, asked.length]);
    isDown = false;
    assert.deepEqual((await run())[0], [0, 10]);
    assert.deepEqual((await kept()).states[0].slice(0, 1), [0]);
  });
});

Deno.test("an exchange that gives nothing at all is not asked for everything", () => {
  const candles = (): Candle[] => {
    throw new VenueFault("network", "connection refused");
  };
  return withCandles(1_000, { candles }, async ({ run, told }) => {
    assert.ok((await run({ onClock: true })).length <= 16 * 10);
    assert.equal(told("collect-finished")[0].error, "connection refused");
  });
});
