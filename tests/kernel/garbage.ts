/** What is still held on to, for tests that show that nothing is: by the engine's own collector, not by counts of ours. */
import { setImmediate } from "node:timers";
import v8 from "node:v8";
import { runInNewContext } from "node:vm";

v8.setFlagsFromString("--expose-gc");
const collect: () => void = runInNewContext("gc");

/** Lets go of all that nothing refers to. What the running task has touched is held until it ends, hence the turns. */
export async function collectGarbage(): Promise<void> {
  for (let n = 0; n < 3; n++) {
    await new Promise<void>((done) => setImmediate(done));
    collect();
  }
}

/** How many of them something still refers to. */
export async function heldOf(refs: WeakRef<WeakKey>[]): Promise<number> {
  await collectGarbage();
  return refs.filter((ref) => ref.deref() !== undefined).length;
}

/** Bytes by which the heap is larger after `body` than before. */
export async function heapGrowth(body: () => Promise<void> | void): Promise<number> {
  await collectGarbage();
  const before = Deno.memoryUsage().heapUsed;
  await body();
  await collectGarbage();
  return Deno.memoryUsage().heapUsed - before;
}
