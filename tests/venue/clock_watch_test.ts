import assert from "node:assert/strict";
import { TestClock } from "../../actors/kernel/test_clock.ts";
import { createClockWatch } from "../../actors/venue/clock_watch.ts";
import { DAY_US, temporaryDisk, trade } from "../archive/samples.ts";
import { openCell, tradesOf, until } from "./open_cell.ts";
import { scriptedVenue } from "./scripted_venue.ts";

const HOUR_MS = 3_600_000;

function watched() {
  const clock = new TestClock();
  const watch = createClockWatch(clock);
  return {
    ...watch,
    clock,
    async seconds(count: number) {
      const said: string[] = [];
      for (let s = 0; s < count; s++) {
        await clock.advance(1_000);
        said.push(watch.second() ?? "");
      }
      return said.join("");
    },
  };
}

Deno.test("a clock that goes on by itself says nothing, nor one that a busy moment made late", async () => {
  const { clock, second, seconds } = watched();
  assert.equal(await seconds(120), "");
  await clock.advance(14_000);
  assert.equal(second(), null);
});

Deno.test("a sleep is said once, with its length", async () => {
  const { clock, seconds } = watched();
  await seconds(5);
  clock.set(clock.now() + 2 * HOUR_MS);
  assert.equal(await seconds(5), "this machine slept, or its clock was set: 120 min went by at once");
});

Deno.test("a clock that is set back is no sleep", async () => {
  const { clock, seconds } = watched();
  clock.set(clock.now() - HOUR_MS);
  assert.equal(await seconds(5), "");
});

Deno.test("how far the clock is ahead is the least delay of a row, and known only of rows since it was asked", () => {
  const { clock, heard, takeLead, second } = watched();
  assert.equal(takeLead(), null);
  for (const delayMs of [900, 120, 4_000]) heard((clock.now() - delayMs) * 1_000);
  assert.equal(takeLead(), 120);
  assert.equal(takeLead(), null);
  heard((clock.now() + HOUR_MS) * 1_000);
  assert.equal(takeLead(), -HOUR_MS);
  heard(clock.now() * 1_000);
  clock.set(clock.now() - HOUR_MS);
  second();
  assert.equal(takeLead(), null, "of before the clock was set");
});

/** A cell with one stream of trades, by a clock that is so far ahead of the exchange's. */
function bench(aheadMs = 0) {
  const folder = temporaryDisk();
  const btc = tradesOf("BTC/USDT");
  const clock = new TestClock(DAY_US / 1_000 + HOUR_MS);
  const venue = scriptedVenue({ now: () => clock.now() });
  const open = openCell({ venue, clock, disk: folder.disk, assignment: { streams: [btc] } });
  let id = 1;
  return {
    ...open,
    clock,
    venue,
    async live(seconds: number) {
      for (let s = 0; s < seconds; s++) {
        const ts = (clock.now() - aheadMs) * 1_000;
        venue.watches.at(-1)!.sink.trade(btc.symbol, trade(id++, ts, { tsRecv: clock.now() * 1_000 }));
        // What the disk takes in real time, it is not to have taken in the clock's.
        const isWritten = () =>
          open.told("rows-recorded").reduce((sum, { rows }) => sum + rows, 0) === id - 1;
        await until(isWritten, clock);
      }
    },
    async dialled(nth: number) {
      await until(() => venue.watches.length === nth, clock);
      venue.watches.at(-1)!.sink.subscribed(btc.symbol);
    },
    async [Symbol.asyncDispose]() {
      await open.stop();
      folder[Symbol.dispose]();
    },
  };
}

Deno.test("after a sleep each socket is opened anew at once, and what it may have missed is a hole from before", async () => {
  await using b = bench();
  await b.dialled(1);
  await b.live(30);
  const beforeUs = b.told("rows-recorded").at(-1)!.lastUs;
  b.clock.set(b.clock.now() + 8 * HOUR_MS);
  await b.dialled(2);
  await b.clock.advance(5_000);
  b.venue.watches.at(-1)!.sink.trade("BTC/USDT", trade(900, b.clock.now() * 1_000));
  await until(() => b.told("gap-opened").length === 1, b.clock);
  const [{ from, cause, reason }] = b.told("gap-opened");
  assert.deepEqual([from, cause], [beforeUs, "outage"]);
  assert.equal(reason, "this machine slept, or its clock was set: 480 min went by at once");
});

Deno.test("a clock that is behind the exchange's is told each minute", async () => {
  await using b = bench(-20 * 60_000);
  await b.dialled(1);
  await b.live(1);
  await b.clock.advance(60_000);
  await b.live(1);
  await b.clock.advance(60_000);
  assert.deepEqual(b.told("clock-compared").map(({ aheadMs }) => aheadMs), [-20 * 60_000, -20 * 60_000]);
});
