import assert from "node:assert/strict";
import fc from "fast-check";
import { fullJitter, seededRandom } from "../../actors/kernel/mod.ts";
import { Mailbox } from "../../actors/kernel/mailbox.ts";

Deno.test("a mailbox is a queue with a limit, whatever is put in and taken out", () => {
  const steps = fc.array(fc.oneof(fc.constant("take"), fc.constant("offer"), fc.constant("push")), {
    maxLength: 300,
  });
  fc.assert(fc.property(fc.integer({ min: 1, max: 40 }), steps, (capacity, steps) => {
    const mailbox = new Mailbox<number>(capacity);
    const model: number[] = [];
    for (const [at, step] of steps.entries()) {
      if (step === "take" && model.length > 0) assert.equal(mailbox.take(), model.shift());
      if (step === "offer") {
        const fits = model.length < capacity;
        assert.equal(mailbox.offer(at), fits);
        if (fits) model.push(at);
      }
      if (step === "push") {
        mailbox.push(at);
        model.push(at);
      }
      assert.equal(mailbox.size, model.length);
    }
  }));
});

Deno.test("a mailbox holds at least one message", () => {
  for (const capacity of [0, -1, NaN]) assert.throws(() => new Mailbox(capacity), /Cannot make a mailbox/);
});

Deno.test("a full-jitter delay is below its ceiling, which grows up to the cap", () => {
  const ceiling = (attempt: number) => fullJitter({ minMs: 100, maxMs: 1_000, factor: 3 }, attempt, () => 1);
  assert.deepEqual([0, 1, 2, 3, 5_000].map(ceiling), [100, 300, 900, 1_000, 1_000]);
  assert.equal(fullJitter({ minMs: 100, maxMs: 1_000 }, 2, () => 0.25), 100);
});

Deno.test("a seed gives the same numbers each time, spread over [0, 1)", () => {
  const draw = (seed: number) => Array.from({ length: 10_000 }, seededRandom(seed));
  const drawn = draw(7);
  assert.deepEqual(drawn, draw(7));
  assert.notDeepEqual(drawn, draw(8));
  assert.ok(drawn.every((value) => value >= 0 && value < 1));
  const mean = drawn.reduce((sum, value) => sum + value) / drawn.length;
  assert.ok(Math.abs(mean - 0.5) < 0.02, `mean ${mean}`);
});
