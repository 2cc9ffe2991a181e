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

Deno.test("the real clock waits in parts for what is longer than setTimeout takes, cancelled at any of them", () => {
  const { setTimeout, clearTimeout } = globalThis;
  const set: Array<{ fn: () => void; ms: number }> = [];
  const cleared: unknown[] = [];
  Object.assign(globalThis, {
    setTimeout: (fn: () => void, ms: number) => set.push({ fn, ms }),
    clearTimeout: (timer: unknown) => cleared.push(timer),
  });
  try {
    let fired = 0;
    const cancel = realClock().after(31 * 86_400_000, () => fired++);
    set[0].fn();
    assert.deepEqual([set.map(({ ms }) => ms), fired], [[2_147_483_647, 530_916_353], 0]);
    cancel();
    assert.deepEqual(cleared, [2]);
    set[1].fn();
    assert.equal(fired, 1);
  } finally {
    Object.assign(globalThis, { setTimeout, clearTimeout });
  }
});

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
