/** A cell keeps nothing of the series that it records no more. */
import assert from "node:assert/strict";
import { TestClock } from "../../actors/kernel/test_clock.ts";
import type { Market } from "../../actors/venue/contract.ts";
import type { Assignment } from "../../actors/venue/messages.ts";
import { DAY_US, temporaryDisk } from "../archive/samples.ts";
import { heapGrowth, heldOf } from "../kernel/garbage.ts";
import { booksOf, candlesOf, openCell, tradesOf, until } from "./open_cell.ts";
import { scriptedVenue } from "./scripted_venue.ts";

const [BTC, ETH] = ["BTC/USDT", "ETH/USDT"];
const MARKETS: Market[] = [BTC, ETH].map((symbol) => ({ symbol, id: symbol.replace("/", ""), active: true }));
const ALWAYS: Assignment = { streams: [tradesOf(BTC)], histories: [] };
const SOMETIMES: Assignment = {
  streams: [...ALWAYS.streams, tradesOf(ETH), booksOf(ETH)],
  histories: [candlesOf(ETH)],
};
const TIMES = 100;

Deno.test("a cell lets go of streams, feeds and histories that come and go", async () => {
  using folder = temporaryDisk();
  const clock = new TestClock(DAY_US / 1_000);
  const venue = scriptedVenue({ now: () => clock.now(), markets: () => MARKETS });
  const { cell, facts, failures, stop } = openCell({ venue, clock, disk: folder.disk, assignment: ALWAYS });
  const sinks: WeakRef<WeakKey>[] = [];

  /** The venue of the test lets go too. */
  function forget(): void {
    for (const { sink } of venue.watches) sinks.push(new WeakRef(sink.subscribed));
    for (const list of [venue.watches, venue.bookSinks, venue.tradeQueries, venue.candleQueries, facts]) {
      list.length = 0;
    }
  }

  async function comeAndGo(times: number): Promise<void> {
    for (let n = 0; n < times; n++) {
      cell.tell({ type: "assign", assignment: SOMETIMES, resume: [] });
      await until(() => venue.watches.length === 2 && venue.candleQueries.length > 0, clock);
      cell.tell({ type: "assign", assignment: ALWAYS, resume: [] });
      await clock.advance(1_000);
      forget();
    }
  }

  await until(() => venue.watches.length === 1, clock);
  venue.watches.length = 0;
  await comeAndGo(TIMES);
  const kb = await heapGrowth(() => comeAndGo(TIMES)) / 1_000 / TIMES;
  const held = await heldOf(sinks);
  await stop();
  assert.deepEqual(failures, []);
  assert.equal(sinks.length, 4 * TIMES);
  assert.ok(held <= 4, `${held} of ${sinks.length} subscriptions are held`);
  assert.ok(kb < 4, `${kb} kB are kept each time`);
});
