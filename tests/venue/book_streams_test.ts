/** Books from the socket to the files: sessions, derived snapshots, holes, and what they replay to. */
import assert from "node:assert/strict";
import { bookAt } from "../../actors/archive/book_at.ts";
import { createBook } from "../../actors/archive/book_replay.ts";
import { openReader } from "../../actors/archive/reader/reader.ts";
import { realClock } from "../../actors/kernel/mod.ts";
import { TestClock } from "../../actors/kernel/test_clock.ts";
import { createDerivedSnapshots } from "../../actors/venue/book_derived.ts";
import { createBookSessions, sessionCounter } from "../../actors/venue/book_sessions.ts";
import type { SentBook } from "../../actors/venue/contract.ts";
import { startSandbox } from "../../sandbox/server.ts";
import type { BookFrame, Level } from "../../schemas/market.ts";
import { DAY_US, MINUTE_US, temporaryDisk } from "../archive/samples.ts";
import { makeTrouble } from "../e2e/truth.ts";
import { openTestVenue } from "./exchanges/collect.ts";
import { booksOf, openCell, sealed, until } from "./open_cell.ts";
import { scriptedVenue } from "./scripted_venue.ts";

const BTC = { ...booksOf("BTC/USDT"), raw: true };
const bid = (price: number, amount: number): Level => ({ side: "bid", price, amount });

const sent = (ts: number, levels: Level[], more: Partial<SentBook> = {}): SentBook => ({
  ts,
  tsRecv: ts + 900,
  seq: ts / MINUTE_US,
  isSnapshot: false,
  levels,
  ...more,
});

function played(frames: BookFrame[]) {
  const book = createBook();
  frames.forEach(book.apply);
  return book;
}

/** What is seen of a frame besides its levels. */
const seen = ({ ts, seq, frame, derived }: BookFrame) => [(ts - DAY_US) / MINUTE_US, seq, frame, derived];

Deno.test("a derived snapshot comes at each ten minutes, before the update that passed them", () => {
  const sessions = createBookSessions(sessionCounter(1), createDerivedSnapshots());
  sessions.begin();
  const at = (minute: number) => DAY_US + minute * MINUTE_US;
  const frames = sessions.frames([
    sent(at(0), [bid(1, 1)], { isSnapshot: true, seq: 100 }),
    sent(at(9), [bid(2, 2)], { seq: 101 }),
    sent(at(10), [bid(1, 0)], { seq: 102 }),
    sent(at(19.9), [], { seq: 103 }),
    sent(at(20.1), [bid(3, 3)], { seq: 104 }),
    sent(at(55), [bid(4, 4)], { seq: 105 }),
  ]);
  assert.deepEqual(frames.map(seen), [
    [0, 100, 0, false],
    [9, 101, 1, false],
    [10, 101, 2, true],
    [10, 102, 3, false],
    [19.9, 103, 4, false],
    [20, 103, 5, true],
    [20.1, 104, 6, false],
    [50, 104, 7, true],
    [55, 105, 8, false],
  ]);
  const derived = frames.filter(({ derived }) => derived);
  assert.ok(derived.every(({ isSnapshot }) => isSnapshot));
  assert.deepEqual(derived.map(({ levels }) => levels), [
    [bid(2, 2), bid(1, 1)],
    [bid(2, 2)],
    [bid(3, 3), bid(2, 2)],
  ]);
  assert.equal(played(frames).contradictions, 0);
});

Deno.test("a book that was still over midnight has a snapshot at midnight too", () => {
  const sessions = createBookSessions(sessionCounter(1), createDerivedSnapshots());
  sessions.begin();
  const frames = sessions.frames([
    sent(DAY_US - 5 * MINUTE_US, [bid(1, 1)], { isSnapshot: true }),
    sent(DAY_US + 31 * MINUTE_US, [bid(2, 2)]),
  ]);
  assert.deepEqual(frames.map((frame) => seen(frame)[0]), [-5, 0, 30, 31]);
});

Deno.test("nothing is derived of a book that is unknown", () => {
  const sessions = createBookSessions(sessionCounter(1), createDerivedSnapshots());
  const twoUpdates = [sent(DAY_US, [bid(1, 1)]), sent(DAY_US + 10 * MINUTE_US, [bid(1, 1)])];
  assert.ok(sessions.frames(twoUpdates).every(({ derived }) => !derived));
  sessions.frames([sent(DAY_US + 11 * MINUTE_US, [], { isSnapshot: true })]);
  sessions.begin();
  assert.ok(sessions.frames([sent(DAY_US + 21 * MINUTE_US, [])]).every(({ derived }) => !derived));
});

Deno.test("sessions and frames of two incarnations never meet", () => {
  const numbersOf = (epoch: number) => {
    const sessions = createBookSessions(sessionCounter(epoch));
    sessions.begin();
    return sessions.frames([sent(DAY_US, []), sent(DAY_US, [])]).map((
      { session, frame },
    ) => [session, frame]);
  };
  const [[one, first], [same, second]] = numbersOf(1);
  assert.deepEqual([same, first, second], [one, 0, 1]);
  assert.ok(numbersOf(2)[0][0] > one);
});

Deno.test("each day's file of a book recorded over midnight can be replayed alone", async () => {
  using folder = temporaryDisk();
  const clock = new TestClock((DAY_US - 3 * MINUTE_US) / 1_000);
  const venue = scriptedVenue({ now: () => clock.now() });
  const cell = openCell({ venue, clock, disk: folder.disk, assignment: { streams: [BTC] } });
  await until(() => venue.bookSinks.length === 1, clock);
  const [sink] = venue.bookSinks;
  const send = async (levels: Level[], more: Partial<SentBook> = {}) => {
    const told = cell.told("rows-recorded").length;
    sink.book(BTC.symbol, sent(Math.floor(clock.now() * 1_000), levels, more));
    await until(() => cell.told("rows-recorded").length > told, clock);
  };
  sink.subscribed(BTC.symbol);
  await send([bid(1, 1), bid(2, 2)], { isSnapshot: true });
  for (let minute = 0; minute < 6; minute++) {
    await clock.advance(60_000);
    await send([bid(minute + 3, 1), bid(minute, 0)]);
  }
  await cell.stop();
  await sealed(folder.disk, clock);

  const whole = await bookAt(openReader(folder.disk), { key: BTC.key, atUs: DAY_US + 5 * MINUTE_US });
  assert.ok(whole.found);
  assert.deepEqual(whole.levels, [bid(8, 1), bid(7, 1), bid(6, 1)]);
  const rows = await (await sealed(folder.disk, clock)).rows(BTC.key) as BookFrame[];
  const today = rows.filter(({ ts }) => ts >= DAY_US);
  assert.deepEqual([today[0].ts, today[0].derived, today[0].isSnapshot], [DAY_US, true, true]);
  assert.deepEqual(played(today).top(9), played(rows).top(9));
  assert.equal(played(rows).contradictions, 0);
});

Deno.test("a sequence that breaks is a hole of that book alone, with its reason, and a new session", async () => {
  using folder = temporaryDisk();
  const clock = new TestClock(DAY_US / 1_000);
  const ETH = { ...booksOf("ETH/USDT"), raw: true };
  const symbols = [BTC, ETH].map(({ symbol }) => symbol);
  const venue = scriptedVenue({
    now: () => clock.now(),
    markets: () => symbols.map((symbol) => ({ symbol, id: symbol.replace("/", ""), active: true })),
  });
  const cell = openCell({ venue, clock, disk: folder.disk, assignment: { streams: [BTC, ETH] } });
  await until(() => venue.bookSinks.length === 1, clock);
  const [sink] = venue.bookSinks;
  const send = (isSnapshot: boolean, ...to: string[]) =>
    to.forEach((symbol) =>
      sink.book(symbol, sent(Math.floor(clock.now() * 1_000), [bid(1, 1)], { isSnapshot }))
    );
  symbols.forEach(sink.subscribed);
  send(true, ...symbols);
  await clock.advance(1_000);
  send(false, ...symbols);
  const lastUs = clock.now() * 1_000;
  await clock.advance(1_000);
  sink.broken(BTC.symbol, "the sequence broke");
  send(false, ETH.symbol);
  await clock.advance(1_000);
  sink.subscribed(BTC.symbol);
  const againUs = clock.now() * 1_000;
  send(true, BTC.symbol);
  await clock.advance(2_000);
  send(false, ...symbols);
  await until(() => cell.told("gap-opened").length > 0, clock);
  const told = cell.told("stream-dropped").map(({ key, error }) => ({ key, error }));
  assert.deepEqual(told, [{ key: BTC.key, error: "the sequence broke" }]);
  assert.equal(cell.told("stream-connected").length, 3);
  await cell.stop();
  const gaps = cell.told("gap-opened").map(({ at: _, ...gap }) => gap);
  const hole = { key: BTC.key, from: lastUs, to: againUs, cause: "outage", reason: "the sequence broke" };
  assert.deepEqual(gaps, [{ type: "gap-opened", ...hole }]);
  const kept = await sealed(folder.disk, clock);
  const frames = await kept.rows(BTC.key) as BookFrame[];
  assert.deepEqual(frames.map(({ frame, isSnapshot }) => [frame, isSnapshot]), [
    [0, true],
    [1, false],
    [0, true],
    [1, false],
  ]);
  assert.ok(frames[2].session > frames[1].session);
  assert.deepEqual(kept.coverage(BTC.key).stretches.map(({ state }) => state), [
    "recorded",
    "gap",
    "recorded",
  ]);
  assert.deepEqual(kept.coverage(ETH.key).stretches.map(({ state }) => state), ["recorded"]);
});

Deno.test("books recorded change by change share no socket with those that are sampled", async () => {
  using folder = temporaryDisk();
  const clock = new TestClock(DAY_US / 1_000);
  const ETH = booksOf("ETH/USDT");
  const symbols = [BTC, ETH].map(({ symbol }) => symbol);
  const markets = () => symbols.map((symbol) => ({ symbol, id: symbol, active: true }));
  const venue = scriptedVenue({ now: () => clock.now(), markets });
  const cell = openCell({ venue, clock, disk: folder.disk, assignment: { streams: [BTC, ETH] } });
  await until(() => venue.watches.length === 2, clock);
  assert.deepEqual(venue.watches.map((watch) => watch.symbols), [[BTC.symbol], [ETH.symbol]]);
  await cell.stop();
});

/** The whole book at an update id, as the sandbox has it. */
async function truthAt(url: string, updateId: number): Promise<Level[]> {
  const query = `symbol=BTCUSDT&lastUpdateId=${updateId}`;
  const { bids, asks } = await (await fetch(`${url}/_sandbox/truth/depth?${query}`)).json();
  const levels = (side: Level["side"], pairs: string[][]) =>
    pairs.map(([price, amount]) => ({ side, price: Number(price), amount: Number(amount) }));
  return [...levels("bid", bids), ...levels("ask", asks)];
}

Deno.test("what is recorded through broken sequences and drops replays to the exchange's own book", async () => {
  using folder = temporaryDisk();
  const startedAt = performance.now();
  // a second before midnight of a day of the exchange's
  const sandbox = startSandbox({
    seed: 7,
    rate: 50,
    now: () => Math.floor(DAY_US / 1_000 - 1_000 + performance.now() - startedAt),
  });
  const open = openCell({
    venue: () => openTestVenue("sandbox", sandbox.url),
    clock: realClock(),
    disk: folder.disk,
    assignment: { streams: [BTC] },
  });
  const connected = (count: number) => until(() => open.told("stream-connected").length === count);
  const rows = () => open.told("rows-recorded").reduce((sum, each) => sum + each.rows, 0);
  const moreRows = async () => {
    const before = rows();
    await until(() => rows() > before);
  };
  try {
    await connected(1);
    await moreRows();
    await makeTrouble(sandbox.url, { kind: "break-depth", symbol: "BTCUSDT", count: 1 });
    await connected(2);
    await moreRows();
    await makeTrouble(sandbox.url, { kind: "drop", count: 1 });
    await connected(3);
    await moreRows();
    await open.stop();
    assert.match(open.told("gap-opened")[0].reason, /^the sequence broke: after update/);
    assert.deepEqual(open.told("gap-opened").map(({ cause }) => cause), ["outage", "outage"]);

    const kept = await sealed(folder.disk, realClock());
    const frames = await kept.rows(BTC.key) as BookFrame[];
    assert.equal(new Set(frames.map(({ session }) => session)).size, 3);
    assert.ok(frames.some(({ derived, ts }) => derived && ts === DAY_US), "midnight");
    const book = createBook();
    for (const frame of frames) {
      book.apply(frame);
      assert.ok(book.standing.valid);
      assert.deepEqual(book.top(Infinity), await truthAt(sandbox.url, frame.seq!));
    }
    assert.equal(book.contradictions, 0);
  } finally {
    await open.stop();
    await sandbox.stop();
  }
});
