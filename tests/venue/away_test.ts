/** A stream that was stopped and runs again within the same cell: what is missing of it, and why. */
import assert from "node:assert/strict";
import { TestClock } from "../../actors/kernel/test_clock.ts";
import type { Assignment, StreamSpec } from "../../actors/venue/messages.ts";
import { DAY_US, temporaryDisk, trade } from "../archive/samples.ts";
import { booksOf, openCell, sealed, tradesOf, until } from "./open_cell.ts";
import { scriptedVenue } from "./scripted_venue.ts";

const MINUTE_MS = 60_000;

async function withStream(spec: StreamSpec, body: (stage: Stage) => Promise<void>): Promise<void> {
  using folder = temporaryDisk();
  const made = stage(folder.disk, spec);
  await body(made);
}

type Stage = ReturnType<typeof stage>;

function stage(disk: ReturnType<typeof temporaryDisk>["disk"], spec: StreamSpec) {
  const clock = new TestClock(DAY_US / 1_000);
  const venue = scriptedVenue({ now: () => clock.now() });
  const cell = openCell({ venue, clock, disk, assignment: { streams: [spec] } });
  const assign = (assignment: Partial<Assignment>) =>
    cell.cell.tell({ type: "assign", assignment: { streams: [], histories: [], ...assignment }, resume: [] });
  const onClock = (condition: () => boolean) => until(condition, clock);
  async function subscribed(nth: number) {
    await onClock(() => venue.watches.length === nth);
    venue.watches[nth - 1].sink.subscribed(spec.symbol);
    await onClock(() => cell.told("stream-connected").length === nth);
  }
  return {
    ...cell,
    clock,
    venue,
    until: onClock,
    subscribed,
    /** Stops the stream, and a minute later starts it again. */
    async pause(away?: Record<string, string>) {
      assign({});
      await clock.advance(MINUTE_MS);
      assign({ streams: [spec], away });
      await subscribed(2);
    },
    async gaps() {
      await cell.stop();
      const { coverage } = await sealed(disk, clock);
      return coverage(spec.key).stretches.filter(({ state }) => state === "gap");
    },
  };
}

const BOOK = booksOf("BTC/USDT");

for (
  const [what, away, reason] of [
    ["that was stopped by hand", { [BOOK.key]: "stopped by hand" }, "stopped by hand"],
    ["of which nobody says why", undefined, "tapedeck was not recording"],
  ] as const
) {
  Deno.test(`a book ${what} has that on record as its hole's reason`, () =>
    withStream(BOOK, async ({ subscribed, pause, told, until, gaps }) => {
      await subscribed(1);
      await pause(away);
      await until(() => told("gap-opened").length === 1);
      const [{ from, to, cause, reason: why }] = told("gap-opened");
      assert.ok(to - from >= MINUTE_MS * 1_000, `${to - from} µs`);
      assert.deepEqual([cause, why], ["outage", reason]);
      assert.deepEqual((await gaps()).map(({ cause }) => cause), ["outage"]);
    }));
}

Deno.test("ids that a stopped stream missed are a hole with that reason, until REST fills it", () => {
  const spec = tradesOf("BTC/USDT");
  return withStream(spec, async ({ subscribed, pause, told, venue, until, stop }) => {
    const send = (nth: number, id: number) =>
      venue.watches[nth].sink.trade(spec.symbol, trade(id, DAY_US + id * 1e6));
    await subscribed(1);
    send(0, 1);
    await until(() => told("rows-recorded").length === 1);
    await pause({ [spec.key]: "stopped by hand" });
    send(1, 5);
    await until(() => told("gap-opened").length === 1);
    assert.deepEqual([told("gap-opened")[0].cause, told("gap-opened")[0].reason], [
      "outage",
      "stopped by hand",
    ]);
    assert.ok(venue.tradeQueries.some(({ fromId }) => fromId === 2), "it is asked for");
    await stop();
  });
});
