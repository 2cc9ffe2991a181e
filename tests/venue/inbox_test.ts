import assert from "node:assert/strict";
import { TestClock } from "../../actors/kernel/test_clock.ts";
import { createInbox, INBOX_AGE_MS, INBOX_BYTES } from "../../actors/venue/inbox.ts";

function inbox() {
  const clock = new TestClock();
  let wakes = 0;
  const inbox = createInbox<string>(clock, () => wakes++);
  return { clock, inbox, wakes: () => wakes };
}

const rejected = (atUs: number) => ({ type: "rejected", atUs, reason: "no price" }) as const;

Deno.test("rows and what befell their socket come out in the order of their arrival", () => {
  const { inbox: { push, note, take } } = inbox();
  push("a", 1);
  push("b", 1);
  note({ type: "connected", atUs: 5 });
  push("c", 1);
  assert.deepEqual(take(), [
    { type: "rows", rows: ["a", "b"] },
    { type: "connected", atUs: 5 },
    { type: "rows", rows: ["c"] },
  ]);
  assert.deepEqual(take(), []);
});

Deno.test("it wakes its stream once, until it is emptied", () => {
  const { inbox: { push, note, take }, wakes } = inbox();
  push("a", 1);
  push("b", 1);
  note(rejected(1));
  assert.equal(wakes(), 1);
  take();
  note(rejected(2));
  assert.equal(wakes(), 2);
});

Deno.test("it takes no more rows than its bytes, but every event", () => {
  const { inbox: { push, note, take } } = inbox();
  assert.ok(push("a", INBOX_BYTES));
  assert.equal(push("b", 1), false);
  note({ type: "connected", atUs: 5 });
  assert.equal(take().length, 2);
  assert.ok(push("b", 1));
});

Deno.test("it takes no rows while the oldest has waited too long", async () => {
  const { clock, inbox: { push, take } } = inbox();
  push("a", 1);
  await clock.advance(INBOX_AGE_MS);
  assert.ok(push("b", 1));
  await clock.advance(1);
  assert.equal(push("c", 1), false);
  take();
  assert.ok(push("c", 1));
});

Deno.test("a flood of rejections takes the room of one", () => {
  const { inbox: { note, take } } = inbox();
  for (let us = 1; us <= 1_000; us++) note(rejected(us));
  assert.deepEqual(take(), [rejected(1_000)]);
});
