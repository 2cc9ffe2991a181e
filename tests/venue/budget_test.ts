import assert from "node:assert/strict";
import { TestClock } from "../../actors/kernel/test_clock.ts";
import { createBudget } from "../../actors/venue/budget.ts";

const never = new AbortController().signal;

/** Takes, and notes the name and the time, in ms since the start, when the request may go. */
function takes() {
  const clock = new TestClock(Date.UTC(2024, 0, 1));
  const budget = createBudget(clock);
  const startMs = clock.now();
  const gone: Array<[string, number]> = [];
  const take = (name: string, costMs: number, options = {}) =>
    budget.take(costMs, { signal: never, ...options }).then(() => gone.push([name, clock.now() - startMs]));
  return { clock, budget, gone, take };
}

Deno.test("after a rest a second's worth goes at once, then 0.95 ms of cost a ms", async () => {
  const { clock, gone, take } = takes();
  for (const name of ["a", "b", "c", "d"]) take(name, 500);
  await clock.advance(2_000);
  const times = gone.map(([name, at]) => [name, Math.round(at)]);
  assert.deepEqual(times, [["a", 0], ["b", 0], ["c", 526], ["d", 1053]]);
});

Deno.test("no minute, wherever it begins, is asked for more than 0.97 of what it allows, nor less than 0.95", async () => {
  const { clock, gone, take } = takes();
  for (let i = 0; i < 3_000; i++) take("a", 60);
  await clock.advance(170_000);
  const times = gone.map(([, at]) => at);
  for (let from = 0; from <= 110_000; from += 250) {
    const used = times.filter((at) => at >= from && at < from + 60_000).length * 60 / 60_000;
    assert.ok(used <= 0.97 && used >= 0.949, `${used} from ${from} ms on`);
  }
});

Deno.test("a request that costs more than the burst goes, and is paid off after", async () => {
  const { clock, gone, take } = takes();
  take("a", 1_900);
  take("b", 1_900);
  await clock.advance(1_999);
  assert.deepEqual(gone, [["a", 0]]);
  await clock.advance(1);
  assert.deepEqual(gone, [["a", 0], ["b", 2_000]]);
});

Deno.test("healing goes before history, however long history has waited", async () => {
  const { clock, gone, take } = takes();
  take("first", 1_000);
  take("history", 500, { priority: "history" });
  take("heal", 500, { priority: "heal" });
  await clock.advance(2_000);
  assert.deepEqual(gone.map(([name]) => name), ["first", "heal", "history"]);
});

Deno.test("Retry-After stops everybody until it has passed", async () => {
  const { clock, budget, gone, take } = takes();
  budget.observe({ retryAfterMs: 5_000 });
  take("a", 10);
  await clock.advance(4_999);
  assert.deepEqual(gone, []);
  assert.equal(budget.state().waitUntil, clock.now() + 1);
  await clock.advance(1);
  assert.deepEqual([gone, budget.state().waitUntil], [[["a", 5_000]], null]);
});

Deno.test("a weight near the exchange's limit waits for its next minute, by its own clock", async () => {
  const { clock, budget, gone, take } = takes();
  await clock.advance(20_000);
  budget.observe({ usedWeight: 5_900, limitWeight: 6_000, exchangeMs: clock.now() + 5_000 });
  take("a", 10);
  await clock.advance(34_999);
  assert.deepEqual([gone, budget.state().used], [[], 5_900 / 6_000]);
  await clock.advance(1);
  assert.equal(gone.length, 1);
});

Deno.test("what others use of the allowance, or a request costs more than was known, is waited for", async () => {
  const { clock, budget, gone, take } = takes();
  take("a", 1_000);
  await clock.advance(100);
  budget.observe({ usedWeight: 400, limitWeight: 6_000, exchangeMs: clock.now() }); // 4,000 ms of cost
  budget.observe({ usedWeight: 400, limitWeight: 6_000, exchangeMs: clock.now() });
  take("b", 1_000);
  await clock.advance(10_000);
  assert.deepEqual(gone.map(([name, at]) => [name, Math.round(at)]), [["a", 0], ["b", 4_211]]);
});

Deno.test("what others used is forgotten with the exchange's minute", async () => {
  const { clock, budget, gone, take } = takes();
  await clock.advance(55_000);
  budget.observe({ usedWeight: 5_000, limitWeight: 6_000, exchangeMs: clock.now() });
  take("a", 1_000);
  await clock.advance(5_000);
  assert.equal(gone.length, 1);
});

Deno.test("an answer from the end of the last minute does not cost this one", async () => {
  const { clock, budget, gone, take } = takes();
  await clock.advance(60_100);
  budget.observe({ usedWeight: 6_000, limitWeight: 6_000, exchangeMs: clock.now() - 1_100 });
  take("a", 10);
  await clock.advance(1_000);
  assert.equal(gone.length, 1);
});

Deno.test("what is used is counted by the minute where the exchange does not tell", async () => {
  const { clock, budget, take } = takes();
  take("a", 600);
  await clock.advance(10);
  assert.equal(budget.state().used, 0.01);
  await clock.advance(60_000);
  assert.equal(budget.state().used, 0);
});

Deno.test("a request given up leaves the queue, its cost unspent", async () => {
  const { clock, gone, take } = takes();
  const controller = new AbortController();
  take("a", 1_000);
  const given = take("b", 1_000, { signal: controller.signal });
  take("c", 10);
  controller.abort(new Error("stopped"));
  await assert.rejects(given, /stopped/);
  await clock.advance(11);
  assert.deepEqual(gone.map(([name]) => name), ["a", "c"]);
});

Deno.test("a clock set back an hour does not stop the queue for an hour", async () => {
  const { clock, gone, take } = takes();
  take("a", 1_000);
  await clock.advance(100);
  clock.set(clock.now() - 3_600_000);
  take("b", 10);
  await clock.advance(2_000);
  assert.equal(gone.length, 2);
});
