/** A book's updates and its snapshot brought together, by the rules that Binance documents. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { createBook } from "../../../actors/archive/book_replay.ts";
import { TestClock } from "../../../actors/kernel/test_clock.ts";
import { createBookSessions, sessionCounter } from "../../../actors/venue/book_sessions.ts";
import { VenueFault } from "../../../actors/venue/contract.ts";
import { type DepthSnapshot, diffOf } from "../../../actors/venue/exchanges/binance_depth.ts";
import { createBookSync } from "../../../actors/venue/exchanges/book_sync.ts";
import type { BookFrame, Level } from "../../../schemas/market.ts";

const NOW_US = Date.UTC(2024, 2, 5) * 1_000;
const SPOT = {
  e: "depthUpdate",
  E: NOW_US / 1_000,
  s: "BNBBTC",
  U: 157,
  u: 160,
  b: [["0.0024", "10"]],
  a: [["0.0026", "0"]],
};
const FUTURES = { ...SPOT, T: NOW_US / 1_000 - 5, pu: 149 };

const LEVELS: Level[] = [{ side: "bid", price: 1, amount: 2 }];

/** A book whose snapshots are answered by hand, and a list of what it says. */
function bench() {
  const clock = new TestClock(NOW_US / 1_000);
  const ending = new AbortController();
  const said: unknown[] = [];
  const asked: Array<PromiseWithResolvers<DepthSnapshot>> = [];
  const sync = createBookSync({
    symbol: "BNB/BTC",
    clock,
    signal: ending.signal,
    sink: {
      subscribed: () => said.push("subscribed"),
      book: (_, { isSnapshot, seq }) => said.push(isSnapshot ? { snapshot: seq } : seq),
      broken: (_, reason) => said.push(reason),
    },
    askSnapshot() {
      asked.push(Promise.withResolvers());
      return asked.at(-1)!.promise;
    },
    fail: (error) => said.push(error),
  });
  return {
    said,
    asked,
    clock,
    ending,
    begin: sync.begin,
    update: (first: number, last: number) => sync.take(diffOf({ ...SPOT, U: first, u: last }, NOW_US)),
    contractUpdate: (before: number, first: number, last: number) =>
      sync.take(diffOf({ ...FUTURES, pu: before, U: first, u: last }, NOW_US)),
    /** Answers the newest question. */
    async answer(lastId: number | Error) {
      if (typeof lastId === "number") asked.at(-1)!.resolve({ lastId, tsRecv: NOW_US, levels: LEVELS });
      else asked.at(-1)!.reject(lastId);
      await clock.advance(0);
    },
  };
}

Deno.test("updates wait for the snapshot; those that it holds are dropped", async () => {
  const b = bench();
  b.begin();
  b.update(1, 4);
  b.update(5, 8);
  b.update(9, 12);
  assert.deepEqual(b.said, []);
  await b.answer(6);
  b.update(13, 13);
  assert.deepEqual(b.said, ["subscribed", { snapshot: 6 }, 8, 12, 13]);
});

Deno.test("a snapshot newer than all updates counts when the next one joins it", async () => {
  const b = bench();
  b.begin();
  b.update(1, 4);
  await b.answer(8);
  b.update(5, 8);
  assert.deepEqual(b.said, []);
  b.update(9, 9);
  assert.deepEqual(b.said, ["subscribed", { snapshot: 8 }, 9]);
});

Deno.test("a snapshot older than the first update is asked for again, a second later", async () => {
  const b = bench();
  b.begin();
  b.update(10, 12);
  await b.answer(8);
  await b.clock.advance(999);
  assert.equal(b.asked.length, 1);
  await b.clock.advance(1);
  assert.equal(b.asked.length, 2);
  await b.answer(9);
  assert.deepEqual(b.said, ["subscribed", { snapshot: 9 }, 12]);
});

Deno.test("contracts skip ids: the first update spans the snapshot, the next name the one before", async () => {
  const b = bench();
  b.begin();
  b.contractUpdate(0, 3, 7);
  b.contractUpdate(7, 20, 25);
  await b.answer(22);
  b.contractUpdate(25, 40, 44);
  assert.deepEqual(b.said, ["subscribed", { snapshot: 22 }, 25, 44]);
  b.contractUpdate(45, 50, 55);
  assert.deepEqual(b.said.slice(4), ["the sequence broke: after update 44 came one that follows 45"]);
});

Deno.test("an update left out breaks the sequence: what comes after begins anew with a snapshot", async () => {
  const b = bench();
  b.begin();
  b.update(1, 4);
  await b.answer(2);
  b.update(9, 12);
  b.update(13, 16);
  assert.equal(b.asked.length, 2, "at once");
  await b.answer(14);
  assert.deepEqual(b.said, [
    "subscribed",
    { snapshot: 2 },
    4,
    "the sequence broke: after update 4 came one that follows 8",
    "subscribed",
    { snapshot: 14 },
    16,
  ]);
});

Deno.test("sequences that break one soon after the other are taken up again more and more slowly", async () => {
  const b = bench();
  b.begin();
  const waits: number[] = [];
  for (let id = 10; id < 60; id += 10) {
    const since = b.clock.now();
    const asked = b.asked.length;
    b.update(id, id);
    if (b.asked.length === asked && id > 10) {
      while (b.asked.length === asked && b.clock.now() - since < 60_000) await b.clock.advance(500);
      waits.push(b.clock.now() - since);
    }
    await b.answer(id - 1);
  }
  assert.deepEqual(waits, [2_000, 4_000, 8_000]);
});

Deno.test("an update that is sent again is nothing new, and one that overlaps is a break", async () => {
  const b = bench();
  b.begin();
  b.update(1, 4);
  await b.answer(2);
  b.update(1, 4);
  b.update(3, 8);
  assert.deepEqual(b.said.slice(3), ["the sequence broke: after update 4 came one that follows 2"]);
});

Deno.test("a snapshot that fails is asked for again, and as late as the exchange says", async () => {
  const b = bench();
  b.begin();
  await b.answer(new VenueFault("rate-limit", "429", 30_000));
  await b.clock.advance(29_999);
  assert.equal(b.asked.length, 1);
  await b.clock.advance(1_001);
  assert.equal(b.asked.length, 2);
  assert.deepEqual(b.said, []);
});

Deno.test("a market that is not there, and a defect, are told and not tried again", async () => {
  for (const error of [new VenueFault("final", "no such market"), new TypeError("a defect")]) {
    const b = bench();
    b.begin();
    await b.answer(error);
    await b.clock.advance(3_600_000);
    assert.deepEqual([b.said, b.asked.length], [[error], 1]);
  }
});

Deno.test("nothing is handed on once it has ended", async () => {
  const b = bench();
  b.begin();
  b.update(1, 4);
  await b.answer(new VenueFault("network", "cut"));
  b.ending.abort();
  await b.clock.advance(3_600_000);
  b.update(5, 8);
  assert.deepEqual([b.said, b.asked.length], [[], 1]);
});

Deno.test("updates that wait are bounded, and the newest are kept", async () => {
  const b = bench();
  b.begin();
  for (let id = 1; id <= 10_000; id++) b.update(id, id);
  await b.answer(9_000);
  assert.deepEqual(b.said.slice(0, 3), ["subscribed", { snapshot: 9_000 }, 9_001]);
  assert.equal(b.said.length, 2 + 1_000);
});

/** The book after the n-th update, of a few levels whose amounts tell n. */
const truthAfter = (n: number): Level[] =>
  [1, 2, 3].flatMap((price) => {
    const changedAt = n - (n - price + 3) % 3;
    return changedAt > 0 && changedAt % 4 !== 0 ? [{ side: "bid", price, amount: changedAt } as const] : [];
  }).reverse();

Deno.test("whatever is left out or sent again, what is handed on replays to the exchange's own book", async () => {
  const event = fc.oneof(
    { weight: 20, arbitrary: fc.constant({ type: "update" as const }) },
    { weight: 1, arbitrary: fc.constant({ type: "leave-out" as const }) },
    { weight: 1, arbitrary: fc.constant({ type: "repeat" as const }) },
    { weight: 3, arbitrary: fc.record({ type: fc.constant("answer" as const), lag: fc.nat(4) }) },
    { weight: 1, arbitrary: fc.constant({ type: "wait" as const }) },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(event, { maxLength: 80, size: "max" }),
      fc.boolean(),
      async (events, isContract) => {
        const clock = new TestClock(NOW_US / 1_000);
        const sessions = createBookSessions(sessionCounter(1));
        const frames: BookFrame[] = [];
        const questions: Array<PromiseWithResolvers<DepthSnapshot>> = [];
        const sync = createBookSync({
          symbol: "X",
          clock,
          signal: new AbortController().signal,
          sink: {
            subscribed: sessions.begin,
            book: (_, book) => frames.push(...sessions.frames([book])),
            broken: () => {},
          },
          askSnapshot() {
            questions.push(Promise.withResolvers());
            return questions.at(-1)!.promise;
          },
          fail: assert.fail,
        });
        // the n-th update spans the ids 10n - 9 to 10n; a contract's name only some of them
        const send = (n: number) => {
          const amount = n % 4 === 0 ? 0 : n;
          const ids = isContract
            ? { pu: 10 * (n - 1), U: 10 * n - 4, u: 10 * n }
            : { U: 10 * n - 9, u: 10 * n };
          sync.take(diffOf({ ...SPOT, ...ids, b: [[(n - 1) % 3 + 1, amount]], a: [] }, NOW_US));
        };
        sync.begin();
        let n = 5;
        for (const each of events) {
          if (each.type === "update") send(++n);
          if (each.type === "leave-out") n++;
          if (each.type === "repeat") send(n);
          if (each.type === "wait") await clock.advance(60_000);
          if (each.type === "answer") {
            const at = n - each.lag;
            questions.pop()?.resolve({ lastId: 10 * at, tsRecv: NOW_US, levels: truthAfter(at) });
            await clock.advance(0);
          }
        }
        const book = createBook();
        for (const frame of frames) {
          book.apply(frame);
          assert.ok(book.standing.valid);
          assert.deepEqual(book.top(9), truthAfter(frame.seq! / 10));
        }
      },
    ),
    { numRuns: 1_000 },
  );
});
