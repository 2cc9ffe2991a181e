import assert from "node:assert/strict";
import fc from "fast-check";
import { createBuckets } from "../../../api/access/buckets.ts";
import { createSessions, SESSION_MS } from "../../../api/access/sessions.ts";

Deno.test("whatever comes when, no client gets more than its bucket and the time gone by allow", () => {
  const steps = fc.array(fc.nat(5_000), { minLength: 1, maxLength: 200 });
  fc.assert(fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 4_000 }), steps, check));
  function check(capacity: number, refillMs: number, gapsMs: number[]): void {
    const buckets = createBuckets();
    let nowMs = 0;
    let taken = 0;
    for (const gapMs of gapsMs) {
      nowMs += gapMs;
      if (buckets.waitSeconds("a", { capacity, refillMs }, nowMs) > 0) continue;
      buckets.take("a", { capacity, refillMs }, nowMs);
      taken++;
      assert.ok(taken <= capacity + nowMs / refillMs + 1e-6, `${taken} by ${nowMs} ms`);
    }
  }
});

Deno.test("who waits as long as it was told to may do one more", () => {
  const buckets = createBuckets();
  const allowance = { capacity: 3, refillMs: 1_700 };
  for (let n = 0; n < 3; n++) buckets.take("a", allowance, 0);
  const waitSeconds = buckets.waitSeconds("a", allowance, 0);
  assert.equal(waitSeconds, 2);
  assert.equal(buckets.waitSeconds("a", allowance, waitSeconds * 1_000), 0);
});

Deno.test("a bucket that is full again is forgotten, and there are never more than so many", () => {
  const allowance = { capacity: 2, refillMs: 1_000 };
  const buckets = createBuckets(100);
  for (let n = 0; n < 50; n++) buckets.take(`client ${n}`, allowance, 0);
  assert.equal(buckets.size, 50);
  for (let n = 0; n < 60; n++) buckets.take("late", allowance, 5_000);
  assert.equal(buckets.size, 1);
  for (let n = 0; n < 500; n++) buckets.take(`flood ${n}`, allowance, 5_000);
  assert.equal(buckets.size, 100);
});

Deno.test("the thousand-and-first session ends the oldest, and what is kept is not what the browser holds", () => {
  let count = 0;
  const sessions = createSessions((bytes) =>
    new Uint8Array(bytes).fill(++count % 256).fill(count >> 8, 1, 2)
  );
  const first = sessions.begin(0);
  const second = sessions.begin(0);
  for (let n = 2; n < 1_001; n++) sessions.begin(0);
  assert.equal(sessions.size, 1_000);
  assert.equal(sessions.find(first.id, 1), null);
  assert.equal(sessions.find(second.id, SESSION_MS - 1)?.expiresAtMs, SESSION_MS);
  assert.equal(sessions.find(second.id, SESSION_MS), null);
  assert.equal(sessions.size, 999);
});
