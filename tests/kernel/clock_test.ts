import assert from "node:assert/strict";
import { type Clock, realClock } from "../../actors/kernel/mod.ts";
import { TestClock } from "../../actors/kernel/test_clock.ts";

const clocks: Array<{ name: string; clock: Clock; pass: (ms: number) => Promise<void> }> = [
  { name: "the real clock", clock: realClock(), pass: (ms) => new Promise((done) => setTimeout(done, ms)) },
];
const testClock = new TestClock();
clocks.push({ name: "the test clock", clock: testClock, pass: (ms) => testClock.advance(ms) });

for (const { name, clock, pass } of clocks) {
  Deno.test(`${name} fires in the order in which timers fall due, and not what was cancelled`, async () => {
    const fired: string[] = [];
    clock.after(20, () => fired.push("second"));
    clock.after(2, () => fired.push("first"));
    const cancel = clock.after(10, () => fired.push("cancelled"));
    cancel();
    cancel();
    const startedMs = clock.now();
    await pass(40);
    assert.deepEqual(fired, ["first", "second"]);
    assert.ok(clock.now() - startedMs >= 39, `${clock.now() - startedMs} ms passed`);
  });
}

Deno.test("the real clock waits for a long time in parts, fires when it has passed, and can be cancelled at any", () => {
  const clock = createHandTurned();
  try {
    let fired = 0;
    clock.after(31 * 86_400_000, () => fired++);
    for (let day = 0; day < 31; day++) {
      assert.equal(fired, 0);
      for (let minute = 0; minute < 1_440; minute++) clock.turn();
    }
    assert.deepEqual([fired, clock.passedMs(), clock.waiting()], [1, 31 * 86_400_000, 0]);
    const cancel = clock.after(150_000, () => fired++);
    clock.turn();
    cancel();
    assert.deepEqual([fired, clock.waiting()], [1, 0]);
  } finally {
    clock.restore();
  }
});

/** The real clock on timers that fire one by one, each when exactly its time has passed. */
function createHandTurned() {
  const { setTimeout, clearTimeout } = globalThis;
  const now = performance.now;
  const waiting = new Map<number, { fn: () => void; ms: number }>();
  let [passedMs, last] = [0, 0];
  performance.now = () => passedMs;
  Object.assign(globalThis, {
    setTimeout(fn: () => void, ms: number) {
      waiting.set(++last, { fn, ms });
      return last;
    },
    clearTimeout: (timer: number) => waiting.delete(timer),
  });
  return {
    after: realClock().after,
    passedMs: () => passedMs,
    waiting: () => waiting.size,
    turn() {
      for (const [timer, { fn, ms }] of waiting) {
        waiting.delete(timer);
        passedMs += ms;
        return fn();
      }
    },
    restore() {
      performance.now = now;
      Object.assign(globalThis, { setTimeout, clearTimeout });
    },
  };
}

Deno.test("the test clock settles between timers: what one sets off is done before the next", async () => {
  const clock = new TestClock(0);
  const steps: string[] = [];
  clock.after(10, async () => {
    await undefined;
    clock.after(5, () => steps.push(`at ${clock.now()}`));
    steps.push(`at ${clock.now()}`);
  });
  clock.after(20, () => steps.push(`at ${clock.now()}`));
  await clock.advance(20);
  assert.deepEqual(steps, ["at 10", "at 15", "at 20"]);
});

Deno.test("a step of the time of day moves now and no timer", async () => {
  const clock = new TestClock(1_000_000);
  const firedMs: number[] = [];
  await clock.advance(300);
  clock.after(1_000, () => firedMs.push(clock.now()));
  clock.set(500_000);
  assert.equal(clock.now(), 500_000);
  await clock.advance(999);
  assert.deepEqual(firedMs, []);
  await clock.advance(1);
  assert.deepEqual(firedMs, [501_000]);
});
