import assert from "node:assert/strict";
import type { ActorRef } from "../../actors/kernel/mod.ts";
import { createOutbox } from "../../actors/venue/outbox.ts";
import type { VenueFact } from "../../schemas/facts.ts";

const fact = (at: number): VenueFact => ({ type: "collect-started", key: "k", at });

Deno.test("what a parent cannot take at the moment waits, and comes in order", () => {
  const taken: number[] = [];
  let room = 2;
  const parent = { tell: ({ at }: VenueFact) => room-- > 0 && taken.push(at) > 0 } as unknown as ActorRef<
    VenueFact
  >;
  const { tell, flush } = createOutbox(parent);
  for (const at of [1, 2, 3, 4]) tell(fact(at));
  assert.deepEqual(taken, [1, 2]);
  room = 1;
  flush();
  tell(fact(5));
  assert.deepEqual(taken, [1, 2, 3]);
  room = 9;
  flush();
  assert.deepEqual(taken, [1, 2, 3, 4, 5]);
});
