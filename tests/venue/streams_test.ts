/** Streams of a cell on a clock that stands still, with an exchange that says what a test has it say. */
import assert from "node:assert/strict";
import type { Disk, DiskFile } from "../../actors/archive/disk.ts";
import { TestClock } from "../../actors/kernel/test_clock.ts";
import { VenueFault } from "../../actors/venue/contract.ts";
import { INBOX_AGE_MS } from "../../actors/venue/inbox.ts";
import type { Trade } from "../../schemas/market.ts";
import { DAY_US, temporaryDisk, trade } from "../archive/samples.ts";
import { type OpenCell, openCell, sealed, tradesOf, until } from "./open_cell.ts";
import { type Script, scriptedVenue } from "./scripted_venue.ts";

const BTC = tradesOf("BTC/USDT");
const CLOSED = new VenueFault("network", "the socket was closed");
/** The samples' trade of that id, a second after the one before. */
const tradeOf = (id: number) => trade(id, DAY_US + id * 1e6);
const idsOf = (rows: unknown[]) => (rows as Trade[]).map(({ id }) => Number(id));

function bench(disk: Disk, script: Partial<Script> = {}, more: { epoch?: number; resume?: never[] } = {}) {
  const clock = new TestClock(DAY_US / 1_000 + 3_600_000);
  const venue = scriptedVenue({ now: () => clock.now(), ...script });
  const open = openCell({ venue, clock, disk, assignment: { streams: [BTC] }, ...more });
  const socket = () => venue.watches.at(-1)!;
  return {
    ...open,
    clock,
    venue,
    /** Waits until the n-th socket is dialled, and subscribes it. */
    async dialled(nth: number) {
      await until(() => venue.watches.length === nth, clock);
      socket().sink.subscribed(BTC.symbol);
    },
    send: (...ids: number[]) => ids.forEach((id) => socket().sink.trade(BTC.symbol, tradeOf(id))),
    drop: () => socket().fail(CLOSED),
    until: (condition: () => boolean) => until(condition, clock),
    kept: () => sealed(disk, clock),
  };
}

const rowsTold = ({ told }: Pick<OpenCell, "told">) =>
  told("rows-recorded").reduce((sum, { rows }) => sum + rows, 0);

Deno.test("after a drop it asks for what passed meanwhile, and what the socket sends again is no repeat", async () => {
  using folder = temporaryDisk();
  let served: number[] = [];
  const b = bench(folder.disk, { trades: ({ fromId }) => served.filter((id) => id >= fromId!).map(tradeOf) });
  await b.dialled(1);
  b.send(1, 2);
  await b.until(() => rowsTold(b) === 2);
  served = [1, 2, 3, 4, 5, 6, 7];
  b.drop();
  await b.dialled(2);
  await b.until(() => rowsTold(b) === 7);
  b.send(6, 7, 8);
  await b.until(() => rowsTold(b) === 8);
  await b.stop();
  assert.ok(b.venue.tradeQueries.every(({ fromId }) => fromId! >= 3));
  assert.deepEqual(b.told("duplicates-dropped"), []);
  assert.deepEqual(
    b.told("rows-recorded").map(({ firstUs, lastUs }) => [firstUs, lastUs].map((us) => (us - DAY_US) / 1e6)),
    [[1, 2], [3, 7], [8, 8]],
  );
  const kept = await b.kept();
  assert.deepEqual(idsOf(await kept.rows(BTC.key)), [1, 2, 3, 4, 5, 6, 7, 8]);
});

Deno.test("a hole is told as opened with its cause, and as healed when it is", async () => {
  using folder = temporaryDisk();
  let served: number[] = [];
  const b = bench(folder.disk, { trades: ({ fromId }) => served.filter((id) => id >= fromId!).map(tradeOf) });
  await b.dialled(1);
  b.send(1);
  await b.until(() => rowsTold(b) === 1);
  b.drop();
  await b.dialled(2);
  b.send(5);
  await b.until(() => b.told("gap-opened").length === 1);
  const { cause, reason, from, to } = b.told("gap-opened")[0];
  assert.deepEqual([cause, reason, from, to], ["outage", CLOSED.message, tradeOf(1).ts, tradeOf(5).ts]);
  served = [2, 3, 4, 5];
  await b.clock.advance(11 * 60_000);
  await b.until(() => b.told("gap-healed").length === 1);
  assert.deepEqual(b.told("gap-healed").map(({ at: _, ...told }) => told), [
    { type: "gap-healed", key: BTC.key, from, to, rows: 3 },
  ]);
  await b.stop();
});

Deno.test("a cell that takes over asks from the last row on disk on", async () => {
  using folder = temporaryDisk();
  const first = bench(folder.disk);
  await first.dialled(1);
  first.send(1, 2, 3);
  await first.until(() => rowsTold(first) === 3);
  await first.stop();
  const resume = (await first.kept()).resume() as never[];
  const second = bench(folder.disk, {
    trades: ({ fromId }) => [4, 5].filter((id) => id >= fromId!).map(tradeOf),
  }, { epoch: 2, resume });
  await second.dialled(1);
  await second.until(() => rowsTold(second) === 2);
  await second.stop();
  assert.deepEqual(idsOf(await (await second.kept()).rows(BTC.key)), [1, 2, 3, 4, 5]);
});

Deno.test("a stop writes what waits, and does not wait for what was asked", async () => {
  using folder = temporaryDisk();
  const b = bench(folder.disk);
  b.venue.fetchTrades = () => new Promise(() => {});
  await b.dialled(1);
  b.send(1, 2, 9);
  await b.clock.advance(100);
  b.send(10);
  const { reason } = await b.stop();
  assert.equal(reason, "stopped");
  assert.deepEqual(idsOf(await (await b.kept()).rows(BTC.key)), [1, 2, 9, 10]);
});

Deno.test("a disk slower than the market costs a socket and a hole, not memory", async () => {
  using folder = temporaryDisk();
  const gate = Promise.withResolvers<void>();
  const slow = (file: DiskFile): DiskFile => ({ ...file, sync: () => gate.promise.then(file.sync) });
  const disk: Disk = { ...folder.disk, create: (path) => slow(folder.disk.create(path)) };
  const b = bench(disk, {
    trades: ({ fromId }) => [1, 2, 3, 4, 5].filter((id) => id >= fromId!).map(tradeOf),
  });
  await b.dialled(1);
  b.send(1);
  await b.clock.advance(100);
  b.send(2);
  await b.clock.advance(INBOX_AGE_MS + 1);
  b.send(3);
  await b.until(() => b.told("stream-dropped").length === 1);
  assert.match(b.told("stream-dropped")[0].error, /faster than the disk/);
  await b.dialled(2);
  gate.resolve();
  await b.until(() => rowsTold(b) === 5);
  b.send(6);
  await b.until(() => rowsTold(b) === 6);
  await b.stop();
  assert.deepEqual(idsOf(await (await b.kept()).rows(BTC.key)), [1, 2, 3, 4, 5, 6]);
});

Deno.test("a journal that cannot be written ends the cell", async () => {
  using folder = temporaryDisk();
  const full: Disk = {
    ...folder.disk,
    create(path) {
      if (path.endsWith(".wal")) throw new Error("no space left on device");
      return folder.disk.create(path);
    },
  };
  const b = bench(full);
  await b.dialled(1);
  b.send(1);
  const exit = await Promise.race([b.cell.done, b.until(() => false)]);
  assert.match(
    String((exit as { error: unknown }).error),
    /Cannot write the journal of sandbox \(epoch 1\): no space left/,
  );
  assert.equal(rowsTold(b), 0);
  await b.stop();
});

Deno.test("on a venue whose ids prove nothing, what was subscribed is recorded and an outage is a gap", async () => {
  using folder = temporaryDisk();
  const b = bench(folder.disk, { traits: { tradeIds: "opaque", tradesById: false, tradesByTime: false } });
  // Its trades happen now: coverage is in exchange time.
  const send = (id: string) => {
    const us = b.clock.now() * 1_000;
    b.venue.watches.at(-1)!.sink.trade(BTC.symbol, trade(1, us, { id }));
    return us;
  };
  await b.dialled(1);
  const connectedUs = b.clock.now() * 1_000;
  await b.clock.advance(2_000);
  const lastUs = send("a");
  await b.clock.advance(3_000);
  b.drop();
  await b.dialled(2);
  const againUs = b.clock.now() * 1_000;
  await b.clock.advance(1_000);
  const endUs = send("b");
  await b.until(() => rowsTold(b) === 2);
  await b.stop();
  assert.deepEqual((await b.kept()).coverage(BTC.key).stretches, [
    { from: connectedUs, to: lastUs, state: "recorded" },
    { from: lastUs, to: againUs, state: "gap", cause: "outage" },
    { from: againUs, to: endUs, state: "recorded" },
  ]);
});
