/** Nothing of what has ended is kept by what goes on. */
import assert from "node:assert/strict";
import { realClock } from "../../actors/kernel/mod.ts";
import { collectGarbage, heapGrowth, heldOf } from "./garbage.ts";
import { recording, testSystem } from "./support.ts";

const COUNT = 200;

Deno.test("an actor that has ended is let go of by the one that started and watched it", async () => {
  const { system, settle } = testSystem();
  const started: WeakRef<WeakKey>[] = [];
  let ends = 0;
  const parent = system.spawn<"start" | "ended">("parent", (ctx) => (word) => {
    if (word === "ended") return void ends++;
    const child = ctx.spawn(`child:${started.length}`, recording([]), { restart: "never" });
    ctx.watch(child, () => "ended");
    started.push(new WeakRef(child));
    void child.stop();
  });
  for (let n = 0; n < COUNT; n++) {
    parent.tell("start");
    await settle();
  }
  assert.equal(ends, COUNT);
  const held = await heldOf(started);
  assert.ok(held <= 2, `${held} of ${COUNT} are held`);
  await system.stop();
});

Deno.test("a watch of one that had ended already leaves nothing behind", async () => {
  const { system, settle } = testSystem();
  let ended: Array<ReturnType<typeof system.spawn<string>>> = [];
  for (let n = 0; n < COUNT; n++) ended.push(system.spawn<string>(`ended:${n}`, recording([])));
  await Promise.all(ended.map((actor) => actor.stop()));
  const refs = ended.map((actor) => new WeakRef<WeakKey>(actor));
  const watcher = system.spawn<"watch" | "ended">("watcher", (ctx) => (word) => {
    if (word === "ended") return;
    for (const actor of ended) ctx.watch(actor, () => "ended");
    ended = [];
  });
  watcher.tell("watch");
  await settle();
  const held = await heldOf(refs);
  assert.ok(held <= 2, `${held} of ${COUNT} are held`);
  await system.stop();
});

Deno.test("a long timer that was cancelled takes no room", async () => {
  const { after } = realClock();
  const timers = 20_000;
  const setAndCancel = (offset: number) => {
    for (let n = 0; n < timers; n++) after(3_600_000 + offset + n, () => {})();
  };
  setAndCancel(0);
  await collectGarbage();
  const bytes = await heapGrowth(() => setAndCancel(timers)) / timers;
  assert.ok(bytes < 50, `${bytes} bytes a timer`); // 190 where each delay has a list
});
