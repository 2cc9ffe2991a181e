import assert from "node:assert/strict";
import type { Cancel, Exit, Outcome } from "../../actors/kernel/mod.ts";
import { gate, recording, testSystem } from "./support.ts";

Deno.test("after and every tell by the clock, until they are cancelled", async () => {
  const { system, clock } = testSystem();
  const words: string[] = [];
  const cancels: Cancel[] = [];
  system.spawn<string>("timed", (ctx) => {
    ctx.after(1_500, "once");
    ctx.after(2_500, "never")();
    cancels.push(ctx.every(1_000, "tick"));
    return (word) => void words.push(word);
  });
  await clock.advance(3_000);
  assert.deepEqual(words, ["tick", "once", "tick", "tick"]);
  cancels[0]();
  await clock.advance(3_000);
  assert.equal(words.length, 4);
  await system.stop();
});

Deno.test("a tick is left out while the one before it still waits", async () => {
  const { system, clock } = testSystem();
  const held = gate();
  let ticks = 0;
  const actor = system.spawn<"hold" | "tick">("held", (ctx) => {
    ctx.every(1_000, "tick");
    return (word) => word === "hold" ? held.opened : void ticks++;
  });
  actor.tell("hold");
  await clock.advance(60_000);
  held.open();
  await clock.advance(0);
  assert.equal(ticks, 1);
  await clock.advance(1_000);
  assert.equal(ticks, 2);
  await system.stop();
});

Deno.test("what an actor has coming arrives even when its mailbox is full", async () => {
  const { system, clock } = testSystem();
  const held = gate();
  const words: string[] = [];
  const actor = system.spawn<string>("full", (ctx) => {
    ctx.after(10, "timer");
    ctx.run(() => Promise.resolve("done"), () => "outcome");
    return async (word) => {
      words.push(word);
      await held.opened;
    };
  }, { capacity: 1 });
  await clock.advance(0);
  actor.tell("fills it");
  await clock.advance(10);
  held.open();
  await clock.advance(0);
  assert.deepEqual(words, ["outcome", "fills it", "timer"]);
  await system.stop();
});

Deno.test("run tells the outcome, good or bad, and receive goes on meanwhile", async () => {
  const { system, settle } = testSystem();
  const task = gate<number>();
  const seen: Array<string | Outcome<number>> = [];
  const actor = system.spawn<string | Outcome<number>>("runner", (ctx) => {
    ctx.run(() => task.opened, (outcome) => outcome);
    ctx.run<number>(() => {
      throw new Error("thrown before it began");
    }, (outcome) => outcome);
    return (message) => void seen.push(message);
  });
  await settle();
  actor.tell("meanwhile");
  await settle();
  task.open(42);
  await settle();
  const failed = { ok: false, error: new Error("thrown before it began") };
  assert.deepEqual(seen, [failed, "meanwhile", { ok: true, value: 42 }]);
  await system.stop();
});

Deno.test("a throw while an outcome is made into a message is a failure of the actor", async () => {
  const { system, failures, settle } = testSystem();
  system.spawn<string>("careless", (ctx) => {
    ctx.run(() => Promise.resolve(), () => {
      throw new Error("no such case");
    });
    return () => {};
  }, { restart: "never" });
  await settle();
  assert.equal((failures[0].error as Error).message, "no such case");
});

Deno.test("a watch tells of the end for good, not of restarts, and at once when it has been", async () => {
  const { system, settle } = testSystem();
  const exits: Exit[] = [];
  const watched = system.spawn("watched", recording([]));
  const watch = (name: string) =>
    system.spawn<Exit>(name, (ctx) => {
      ctx.watch(watched, (exit) => exit);
      return (exit) => void exits.push(exit);
    });
  watch("early");
  await settle();
  watched.tell("fail");
  await settle();
  assert.deepEqual(exits, []);
  await watched.stop();
  watch("late");
  await settle();
  const exit: Exit = { path: "/watched", reason: "stopped" };
  assert.deepEqual(exits, [exit, exit]);
  await system.stop();
});

Deno.test("the signal aborts when the actor ends, before its cleanups", async () => {
  const { system, settle } = testSystem();
  const seen: boolean[] = [];
  system.spawn("signalled", (ctx) => {
    seen.push(ctx.signal.aborted);
    ctx.defer(() => void seen.push(ctx.signal.aborted));
    return () => {};
  });
  await settle();
  await system.stop();
  assert.deepEqual(seen, [false, true]);
});
