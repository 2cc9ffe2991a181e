/** Replay of order books, against one that keeps a map and sorts it each time. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { type Book, createBook } from "../../actors/archive/book_replay.ts";
import type { BookFrame, Level } from "../../schemas/market.ts";
import { bookFrame } from "./samples.ts";

const bid = (price: number, amount: number): Level => ({ side: "bid", price, amount });
const ask = (price: number, amount: number): Level => ({ side: "ask", price, amount });
const SNAPSHOT = [bid(99, 1), bid(98, 2), ask(101, 1), ask(102, 2)];

const snapshot = (session: number, frame: number, levels = SNAPSHOT) => bookFrame(session, frame, { levels });
const update = (session: number, frame: number, levels: Level[]) =>
  bookFrame(session, frame, { levels, isSnapshot: false });
const derived = (session: number, frame: number, levels: Level[]) =>
  bookFrame(session, frame, { levels, derived: true });

function played(...frames: BookFrame[]): Book {
  const book = createBook();
  frames.forEach(book.apply);
  return book;
}

const causeOf = ({ standing }: Book) => standing.valid ? null : standing.cause;

Deno.test("an update sets levels, and amount 0 deletes one", () => {
  const book = played(snapshot(1, 0), update(1, 1, [bid(99, 0), bid(97, 3), ask(101, 5), ask(103, 0)]));
  assert.deepEqual(book.top(10), [bid(98, 2), bid(97, 3), ask(101, 5), ask(102, 2)]);
  assert.deepEqual(book.top(1), [bid(98, 2), ask(101, 5)]);
  assert.deepEqual(book.best(), { bid: bid(98, 2), ask: ask(101, 5) });
});

Deno.test("a snapshot clears what was there, and an empty one leaves nothing", () => {
  const book = played(snapshot(1, 0), snapshot(1, 1, [ask(200, 1)]));
  assert.deepEqual(book.top(10), [ask(200, 1)]);
  assert.deepEqual(book.best(), { bid: null, ask: ask(200, 1) });
  book.apply(snapshot(1, 2, []));
  assert.deepEqual([book.standing.valid, book.top(10)], [true, []]);
});

Deno.test("a new session has no book until its snapshot", () => {
  const book = played(snapshot(1, 0), update(2, 0, [bid(99, 7)]));
  assert.deepEqual([causeOf(book), book.top(10), book.best().bid], ["no-snapshot", [], null]);
  book.apply(snapshot(2, 1));
  assert.deepEqual(book.top(10), SNAPSHOT);
});

Deno.test("a frame that is missing ends the book until the next snapshot, and is named", () => {
  const book = played(snapshot(1, 0), update(1, 2, [bid(99, 7)]));
  assert.deepEqual(book.standing, {
    valid: false,
    cause: "frame-missing",
    reason: "frame 2 of session 1 came after 0: one between them is missing",
  });
  book.apply(update(1, 3, [bid(99, 8)]));
  assert.deepEqual([causeOf(book), book.top(10)], ["frame-missing", []]);
  book.apply(derived(1, 4, SNAPSHOT));
  assert.deepEqual(book.top(10), SNAPSHOT);
});

Deno.test("what begins in the middle of a session has a book from the first snapshot on", () => {
  const book = played(update(1, 5, [bid(99, 7)]));
  assert.equal(causeOf(book), "begun-late");
  book.apply(derived(1, 6, SNAPSHOT));
  book.apply(update(1, 7, [ask(101, 0)]));
  assert.deepEqual(book.top(10), [bid(99, 1), bid(98, 2), ask(102, 2)]);
  assert.equal(book.contradictions, 0);
});

Deno.test("a later session whose begin is missing needs no earlier frames: they are not there", () => {
  assert.equal(causeOf(played(snapshot(1, 0), update(2, 3, []))), "frame-missing");
});

Deno.test("a derived snapshot that contradicts what was sent is counted, and holds", () => {
  const book = played(snapshot(1, 0), derived(1, 1, SNAPSHOT));
  assert.equal(book.contradictions, 0);
  for (
    const [i, levels] of [[...SNAPSHOT, ask(103, 1)], SNAPSHOT, [bid(99, 2), ...SNAPSHOT.slice(1)]].entries()
  ) {
    book.apply(derived(1, 2 + i, levels));
    assert.equal(book.contradictions, i + 1);
    assert.deepEqual(book.top(10), levels);
  }
});

/** The book by the rules alone, from all frames at once; null: there is none. */
function naive(frames: BookFrame[]): Level[] | null {
  let levels: Level[] | null = null;
  frames.forEach((frame, i) => {
    const before = frames[i - 1];
    if (frame.session !== before?.session || frame.frame !== before.frame + 1) levels = null;
    if (frame.isSnapshot) levels = [];
    for (const level of frame.levels) {
      levels = levels && levels.filter(({ side, price }) => side !== level.side || price !== level.price);
      if (level.amount > 0) levels?.push(level);
    }
  });
  const of = (side: string, sign: number) =>
    (levels ?? []).filter((level) => level.side === side).sort((a, b) => sign * (a.price - b.price));
  return levels && [...of("bid", -1), ...of("ask", 1)];
}

const level = fc.record({
  side: fc.constantFrom<Level["side"]>("bid", "ask"),
  price: fc.integer({ min: 1, max: 12 }).map((ticks) => ticks / 10),
  amount: fc.integer({ min: 0, max: 3 }),
}, { noNullPrototype: true });
const step = fc.record({
  levels: fc.array(level, { maxLength: 8 }),
  kind: fc.constantFrom("update", "update", "update", "update", "snapshot", "derived"),
  session: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 1),
  frame: fc.constantFrom(1, 1, 1, 1, 1, 1, 1, 2),
});

Deno.test("a replay is what a naive one gives, after each frame", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40, size: "max" }), fc.constantFrom(0, 7), (steps, first) => {
      const book = createBook();
      const frames: BookFrame[] = [];
      let [session, number] = [1, first - 1];
      for (const each of steps) {
        session += each.session;
        number = each.session > 0 ? each.frame - 1 : number + each.frame;
        const isSnapshot = each.kind !== "update";
        const more = { levels: each.levels, isSnapshot, derived: each.kind === "derived" };
        frames.push(bookFrame(session, number, more));
        book.apply(frames.at(-1)!);
        const expected = naive(frames);
        assert.equal(book.standing.valid, expected !== null);
        assert.deepEqual(book.top(Infinity), expected ?? []);
        assert.deepEqual(book.top(2), [
          ...(expected ?? []).filter(({ side }) => side === "bid").slice(0, 2),
          ...(expected ?? []).filter(({ side }) => side === "ask").slice(0, 2),
        ]);
      }
    }),
    { numRuns: 1_000 },
  );
});
