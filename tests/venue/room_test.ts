/** What a cell does while the disk has room for less than all. */
import assert from "node:assert/strict";
import { TestClock } from "../../actors/kernel/test_clock.ts";
import { type Room, ROOM_FOR_ALL } from "../../actors/venue/messages.ts";
import { createRoom } from "../../actors/venue/room.ts";
import type { Trade } from "../../schemas/market.ts";
import { DAY_US, temporaryDisk, trade } from "../archive/samples.ts";
import { candlesOf, openCell, sealed, tradesOf, until } from "./open_cell.ts";
import { scriptedVenue } from "./scripted_venue.ts";

const BTC = tradesOf("BTC/USDT");
const REASON = "the disk has 0.8 GB left";
const FULL: Room = { takes: "nothing", reason: REASON };
const LOW: Room = { takes: "live", reason: REASON };
const tradeOf = (id: number) => trade(id, DAY_US + id * 1e6);

function bench(disk: ReturnType<typeof temporaryDisk>["disk"], room: Room = ROOM_FOR_ALL) {
  const clock = new TestClock(DAY_US / 1_000 + 3_600_000);
  let served: number[] = [];
  const venue = scriptedVenue({
    now: () => clock.now(),
    trades: ({ fromId }) => served.filter((id) => id >= fromId!).map(tradeOf),
  });
  const assignment = { streams: [BTC], histories: [candlesOf("BTC/USDT")] };
  const open = openCell({ venue, clock, disk, assignment, room });
  const socket = () => venue.watches.at(-1)!;
  return {
    ...open,
    clock,
    venue,
    change: (room: Room) => void open.cell.tell({ type: "room", room }),
    serve: (...ids: number[]) => void (served = ids),
    send: (...ids: number[]) => ids.forEach((id) => socket().sink.trade(BTC.symbol, tradeOf(id))),
    subscribe: () => socket().sink.subscribed(BTC.symbol),
    rows: () => open.told("rows-recorded").reduce((sum, { rows }) => sum + rows, 0),
    until: (condition: () => boolean) => until(condition, clock),
  };
}

Deno.test("with room for nothing sockets are closed and nothing is asked; with room again the hole is filled", async () => {
  using folder = temporaryDisk();
  const b = bench(folder.disk);
  await b.until(() => b.venue.watches.length === 1);
  b.subscribe();
  b.send(1, 2);
  await b.until(() => b.rows() === 2);

  b.change(FULL);
  await b.until(() => b.told("stream-paused").length === 1);
  assert.equal(b.told("stream-paused")[0].reason, REASON);
  const asked = () => b.venue.tradeQueries.length + b.venue.candleQueries.length;
  const before = asked();
  b.cell.tell({ type: "collect", key: "sandbox/ohlc/BTC-USDT/1m" });
  await b.clock.advance(60 * 60_000);
  assert.deepEqual([b.venue.watches.length, asked()], [1, before]);

  b.serve(3, 4);
  b.change(ROOM_FOR_ALL);
  await b.until(() => b.venue.watches.length === 2);
  b.subscribe();
  b.send(5);
  await b.until(() => b.rows() === 5);
  const [hole] = b.told("gap-opened");
  assert.deepEqual([hole.cause, hole.reason, hole.from, hole.to], [
    "overload",
    REASON,
    tradeOf(2).ts,
    tradeOf(5).ts,
  ]);
  assert.equal(b.told("gap-healed").length, 1);
  await b.until(() => b.venue.candleQueries.length > 0);
  await b.stop();
  const rows = await (await sealed(folder.disk, b.clock)).rows(BTC.key) as Trade[];
  assert.deepEqual(rows.map(({ id }) => Number(id)), [1, 2, 3, 4, 5]);
});

Deno.test("a cell that starts without room dials nobody until there is some", async () => {
  using folder = temporaryDisk();
  const b = bench(folder.disk, FULL);
  await b.until(() => b.told("stream-paused").length === 1);
  await b.clock.advance(10 * 60_000);
  assert.deepEqual(b.venue.watches, []);
  b.change(ROOM_FOR_ALL);
  await b.until(() => b.venue.watches.length === 1);
  await b.stop();
});

Deno.test("room that is lost and back in a breath costs no connection", async () => {
  using folder = temporaryDisk();
  const b = bench(folder.disk);
  await b.until(() => b.venue.watches.length === 1);
  b.change(FULL);
  b.change(ROOM_FOR_ALL);
  await b.clock.advance(60_000);
  assert.deepEqual([b.venue.watches.length, b.told("stream-paused").length], [1, 0]);
  await b.stop();
});

Deno.test("with room for live rows only, streams go on and are healed, candles and history wait", async () => {
  const clock = new TestClock();
  const venue = scriptedVenue({ now: () => clock.now() });
  const room = createRoom(LOW);
  const guarded = room.guard(venue);
  const { signal } = new AbortController();
  assert.equal(room.refusal(), null);
  await guarded.fetchTrades({ symbol: "BTC/USDT", limit: 1, priority: "heal" }, signal);
  const past = guarded.fetchTrades({ symbol: "BTC/USDT", limit: 1, priority: "history" }, signal);
  const candles = guarded.fetchCandles({ symbol: "BTC/USDT", span: "1m", fromUs: 0, toUs: 60e6 }, signal);
  room.change(LOW);
  await clock.advance(60_000);
  assert.deepEqual([venue.tradeQueries.length, venue.candleQueries.length], [1, 0]);
  room.change(ROOM_FOR_ALL);
  await Promise.all([past, candles]);
  assert.deepEqual([venue.tradeQueries.length, venue.candleQueries.length], [2, 1]);
});

Deno.test("what waits for room ends with its signal", async () => {
  const clock = new TestClock();
  const guarded = createRoom(FULL).guard(scriptedVenue({ now: () => clock.now() }));
  const ending = new AbortController();
  const asked = guarded.fetchCandles(
    { symbol: "BTC/USDT", span: "1m", fromUs: 0, toUs: 60e6 },
    ending.signal,
  );
  ending.abort(new Error("the cell has ended"));
  await assert.rejects(asked, /the cell has ended/);
});

Deno.test("what waits for room for a long time leaves one listener, and none when it is over", async () => {
  const room = createRoom(FULL);
  const venue = room.guard(scriptedVenue({ now: () => 0 }));
  const ending = new AbortController();
  const listeners = new Set<unknown>();
  const { signal } = ending;
  const { addEventListener, removeEventListener } = signal;
  Object.assign(signal, {
    addEventListener(...[type, listener, options]: Parameters<typeof addEventListener>) {
      listeners.add(listener);
      addEventListener.call(signal, type, listener, options);
    },
    removeEventListener(...[type, listener, options]: Parameters<typeof removeEventListener>) {
      listeners.delete(listener);
      removeEventListener.call(signal, type, listener, options);
    },
  });
  const query = { symbol: BTC.symbol, span: "1m", fromUs: 0, toUs: 1 } as const;
  const asked = venue.fetchCandles(query, signal);
  for (let n = 0; n < 100; n++) {
    room.change(n % 2 ? FULL : LOW);
    await new Promise((done) => setTimeout(done));
  }
  assert.equal(listeners.size, 1);
  room.change(ROOM_FOR_ALL);
  await asked;
  assert.equal(listeners.size, 0);
});
