/** The book of a moment, out of journal and Parquet. */
import assert from "node:assert/strict";
import { bookAt, DERIVED_EVERY_US } from "../../actors/archive/book_at.ts";
import { createBook } from "../../actors/archive/book_replay.ts";
import type { Disk } from "../../actors/archive/disk.ts";
import { openReader } from "../../actors/archive/reader/reader.ts";
import { sealAll } from "../../actors/archive/seal.ts";
import { createDerivedSnapshots } from "../../actors/venue/book_derived.ts";
import { createBookSessions } from "../../actors/venue/book_sessions.ts";
import type { SentBook } from "../../actors/venue/contract.ts";
import type { Evidence } from "../../schemas/evidence.ts";
import type { BookFrame, Level } from "../../schemas/market.ts";
import { bookFrame, BOOKS, DAY_US, HOUR_US, MINUTE_US, ofBooks, rigOn, temporaryDisk } from "./samples.ts";

/** Writes frames: the first half of each list into Parquet, the rest stays in the journal. */
async function keep(disk: Disk, frames: BookFrame[], evidence: Evidence[] = []): Promise<void> {
  const rig = rigOn(disk);
  const [sealed, journalled] = [rig.journal(2), rig.journal(3)];
  const middle = Math.ceil(frames.length / 2);
  await sealed.append({ key: BOOKS, rows: ofBooks(frames.slice(0, middle)), evidence });
  await sealed.close();
  await sealAll(rig.archive, "sandbox", () => true);
  await journalled.append({ key: BOOKS, rows: ofBooks(frames.slice(middle)) });
  await journalled.close();
}

/** A reader that notes where each reading began, µs before the moment asked for. */
function countingReader(disk: Disk) {
  const reader = openReader(disk);
  const spansRead: number[] = [];
  const batches: typeof reader.batches = (range) => {
    spansRead.push(range.toUs - range.fromUs);
    return reader.batches(range);
  };
  return { ...reader, batches, spansRead };
}

const levelsAt = (i: number): Level[] => [
  { side: "bid", price: 100 - i * 7 % 20, amount: i % 3 },
  { side: "ask", price: 101 + i * 11 % 20, amount: (i + 1) % 4 },
];
const START_US = DAY_US - HOUR_US;

/** A book that moves every 7 s for two hours, from an hour before midnight, as a stream numbers it; two sessions. */
function twoHours(): BookFrame[] {
  let session = 0;
  const sessions = createBookSessions(() => ++session, createDerivedSnapshots());
  return Array.from({ length: 1_000 }, (_, i): SentBook => {
    const ts = START_US + i * 7e6;
    return { ts, tsRecv: ts + 900, seq: i, isSnapshot: i % 700 === 0, levels: levelsAt(i) };
  }).flatMap((sent) => {
    if (sent.isSnapshot) sessions.begin();
    return sessions.frames([sent]);
  });
}

Deno.test("the book of any moment is what all frames until then make, for ten minutes of reading", async () => {
  using folder = temporaryDisk();
  const frames = twoHours();
  const recorded: Evidence = { kind: "recorded", from: START_US, to: DAY_US + HOUR_US };
  await keep(folder.disk, frames, [recorded]);
  const reader = countingReader(folder.disk);
  const boundaries = [-2, -1, 0, 1].map((i) => DAY_US + i * DERIVED_EVERY_US);
  const others = Array.from({ length: 60 }, (_, i) => START_US + i * 113e6 + i);
  for (const atUs of [...boundaries, ...boundaries.map((us) => us - 1), ...others]) {
    const whole = createBook();
    frames.filter(({ ts }) => ts <= atUs).forEach(whole.apply);
    const { ts, seq } = whole.newest!;
    const book = await bookAt(reader, { key: BOOKS, atUs, depth: 5 });
    assert.ok(book.found);
    assert.deepEqual([book.newest.ts, book.newest.seq, book.levels, book.doubt], [
      ts,
      seq,
      whole.top(5),
      null,
    ]);
    assert.equal(whole.contradictions, 0);
  }
  assert.ok(Math.max(...reader.spansRead) <= DERIVED_EVERY_US);
});

Deno.test("a boundary that no update has come after yet is read over", async () => {
  using folder = temporaryDisk();
  await keep(folder.disk, twoHours());
  const reader = countingReader(folder.disk);
  const atUs = START_US + 1_000 * 7e6 + 3 * DERIVED_EVERY_US;
  const book = await bookAt(reader, { key: BOOKS, atUs });
  assert.ok(book.found);
  assert.equal(book.newest.seq, 999);
  assert.match(book.doubt!, /received without interruption/);
  assert.deepEqual(reader.spansRead.map((us) => Math.floor(us / DERIVED_EVERY_US)), [0, 1, 3]);
});

Deno.test("samples an hour apart are found, and the latest before the moment counts", async () => {
  using folder = temporaryDisk();
  const frames = [0, 1, 2].map((i) => bookFrame(5, i, { ts: DAY_US + i * HOUR_US }));
  await keep(folder.disk, frames);
  const book = await bookAt(openReader(folder.disk), { key: BOOKS, atUs: DAY_US + 2 * HOUR_US - 1 });
  assert.ok(book.found);
  assert.deepEqual([book.newest.frame, book.levels], [1, frames[1].levels]);
});

Deno.test("a hole between the last frame and the moment means that the book is not known", async () => {
  using folder = temporaryDisk();
  const gap: Evidence = {
    kind: "gap",
    from: DAY_US + 5e6,
    to: DAY_US + 60e6,
    cause: "outage",
    reason: "the socket was closed",
  };
  const recorded: Evidence = { kind: "recorded", from: DAY_US, to: DAY_US + 5e6 };
  const again: Evidence = { kind: "recorded", from: DAY_US + 60e6, to: DAY_US + 70e6 };
  const frames = [bookFrame(5, 0), bookFrame(6, 0, { ts: DAY_US + 61e6 })];
  await keep(folder.disk, frames, [recorded, gap, again]);
  const reader = openReader(folder.disk);
  const at = (s: number) => bookAt(reader, { key: BOOKS, atUs: DAY_US + s * 1e6 });
  assert.equal((await at(5)).found, true);
  assert.deepEqual(await at(6), { found: false, reason: "there is a hole (outage) in its record" });
  assert.deepEqual(await at(60), { found: false, reason: "there is a hole (outage) in its record" });
  assert.equal((await at(62)).found, true);
});

Deno.test("of two recorders' sessions side by side, the one that was told last counts", async () => {
  using folder = temporaryDisk();
  const level = (amount: number): Level[] => [{ side: "bid", price: 1, amount }];
  const frame = (
    session: number,
    number: number,
    second: number,
    amount: number,
    isSnapshot = number === 0,
  ) => bookFrame(session, number, { ts: DAY_US + second * 1e6, levels: level(amount), isSnapshot });
  const own = [frame(5, 0, 1, 1), frame(5, 1, 10, 2), frame(5, 2, 30, 3)];
  const foreign = [frame(900, 0, 2, 4), frame(900, 1, 20, 5)];
  await keep(folder.disk, [...own, ...foreign]);
  const reader = openReader(folder.disk);
  for (const [second, amount] of [[1, 1], [5, 4], [15, 2], [25, 5], [40, 3]]) {
    const book = await bookAt(reader, { key: BOOKS, atUs: DAY_US + second * 1e6 });
    assert.ok(book.found);
    assert.deepEqual(book.levels, level(amount), `at second ${second}`);
  }
});

Deno.test("a session without its snapshot, and a folder without any, give a reason and no book", async () => {
  using folder = temporaryDisk();
  await keep(folder.disk, [bookFrame(5, 0), bookFrame(6, 0, { ts: DAY_US + MINUTE_US, isSnapshot: false })]);
  const reader = countingReader(folder.disk);
  assert.deepEqual(await bookAt(reader, { key: BOOKS, atUs: DAY_US + 2 * MINUTE_US }), {
    found: false,
    reason: "session 6 has had no snapshot yet",
  });
  assert.equal(reader.spansRead.length, 1, "earlier frames would not help");
  assert.deepEqual(await bookAt(reader, { key: BOOKS, atUs: DAY_US - 1 }), {
    found: false,
    reason: "the archive has no snapshot of it in the 42.5 hours before",
  });
});
