import assert from "node:assert/strict";
import { type ActorRef, createOutbox } from "../../actors/kernel/mod.ts";

Deno.test("what a receiver cannot take at the moment waits, and comes in order", () => {
  const taken: number[] = [];
  let room = 2;
  const target = { tell: (n: number) => room-- > 0 && taken.push(n) > 0 } as unknown as ActorRef<number>;
  const { tell, flush } = createOutbox(target);
  for (const at of [1, 2, 3, 4]) tell(at);
  assert.deepEqual(taken, [1, 2]);
  room = 1;
  flush();
  tell(5);
  assert.deepEqual(taken, [1, 2, 3]);
  room = 9;
  flush();
  assert.deepEqual(taken, [1, 2, 3, 4, 5]);
});
