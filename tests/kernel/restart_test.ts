import assert from "node:assert/strict";
import { type Behavior, type Exit, Final } from "../../actors/kernel/mod.ts";
import { gate, recording, testSystem } from "./support.ts";

Deno.test("the mailbox survives a restart, the message that failed does not", async () => {
  const { system, failures, settle } = testSystem();
  const words: string[] = [];
  const actor = system.spawn("brave", recording(words));
  for (const word of ["a", "fail", "b"]) actor.tell(word);
  await settle();
  assert.deepEqual(words, ["a", "b"]);
  assert.deepEqual(failures.map(({ path, restarts }) => ({ path, restarts })), [{
    path: "/brave",
    restarts: 0,
  }]);
  assert.equal(system.stats()[0].restarts, 1);
  await system.stop();
});

Deno.test("a rejection in receive is a failure like a throw, and each life starts from a new closure", async () => {
  const { system, settle } = testSystem();
  const counts: number[] = [];
  const actor = system.spawn<"count" | "fail">("counter", () => {
    let count = 0;
    return async (word) => {
      await undefined;
      if (word === "fail") throw new Error("told to fail");
      counts.push(++count);
    };
  });
  for (const word of ["count", "count", "fail", "count"] as const) actor.tell(word);
  await settle();
  assert.deepEqual(counts, [1, 2, 1]);
  await system.stop();
});

Deno.test("a failed set-up is tried again, and messages wait meanwhile", async () => {
  const { system, clock, failures } = testSystem(() => 0.5);
  const words: string[] = [];
  let attempts = 0;
  const actor = system.spawn<string>("stubborn", () => {
    if (++attempts < 3) throw new Error("not yet");
    return (word) => void words.push(word);
  }, { restart: { minMs: 1_000, maxMs: 60_000 } });
  actor.tell("hello");
  await clock.advance(499);
  assert.equal(attempts, 1);
  await clock.advance(1);
  assert.equal(attempts, 2);
  await clock.advance(1_000);
  assert.deepEqual([attempts, words], [3, ["hello"]]);
  assert.deepEqual(failures.map(({ restarts }) => restarts), [0, 1]);
  await system.stop();
});

Deno.test("expected faults restart for ever, ever more slowly up to the cap, afresh after a good while", async () => {
  const { system, clock } = testSystem(() => 1);
  const startedMs: number[] = [];
  const socket = system.spawn<string>("socket", () => {
    startedMs.push(clock.now());
    return () => {
      throw new Error("dropped");
    };
  }, { restart: { minMs: 100, maxMs: 1_000 } });
  for (let n = 0; n < 100; n++) socket.tell("frame");
  await clock.advance(200_000);
  const pausesMs = startedMs.slice(1).map((at, n) => at - startedMs[n]);
  assert.equal(startedMs.length, 101);
  assert.deepEqual(pausesMs.slice(0, 6), [100, 200, 400, 800, 1_000, 1_000]);
  assert.equal(pausesMs[99], 1_000);
  const failedMs = clock.now();
  socket.tell("frame");
  await clock.advance(1_000);
  assert.equal(startedMs[101] - failedMs, 100);
  await system.stop();
});

Deno.test("more than five failures in a minute end an actor and fail its parent", async () => {
  const { system, clock, failures } = testSystem();
  let lives = 0;
  let child!: { tell(word: string): boolean };
  system.spawn("parent", (ctx) => {
    lives++;
    child = ctx.spawn("child", recording([]));
    return () => {};
  });
  await clock.advance(0);
  for (let n = 0; n < 5; n++) {
    child.tell("fail");
    await clock.advance(0);
  }
  assert.equal(lives, 1);
  child.tell("fail");
  await clock.advance(0);
  assert.equal(lives, 2);
  const { path, error } = failures.at(-1)!;
  assert.equal(path, "/parent");
  assert.equal((error as Error).message, 'Cannot keep "/parent/child" running: it failed 6 times in 60 s');
  assert.equal(((error as Error).cause as Error).message, "told to fail");
  await system.stop();
});

Deno.test("failures further apart than the window are forgiven", async () => {
  const { system, clock } = testSystem();
  const actor = system.spawn("now and then", recording([]));
  for (let n = 0; n < 20; n++) {
    actor.tell("fail");
    await clock.advance(13_000);
  }
  assert.equal(system.stats()[0].restarts, 20);
  await system.stop();
});

Deno.test("a backoff with a window gives up as well, and at the top the system says so", async () => {
  const { system, clock, failures } = testSystem(() => 0);
  const restart = { minMs: 1, maxMs: 10, window: { restarts: 1, ms: 1_000 } };
  const actor = system.spawn("top", recording([]), { restart });
  actor.tell("fail");
  actor.tell("fail");
  await clock.advance(0);
  assert.equal((await actor.done).reason, "failed");
  assert.deepEqual(failures.map(({ path }) => path), ["/top", "/top", "/"]);
  await system.stop();
});

Deno.test("a final failure ends the actor whatever its restarts, and not its parent", async () => {
  const { system, failures, settle } = testSystem();
  const exits: Exit[] = [];
  const child: Behavior<string> = () => {
    throw new Final('Cannot record "XYZ": Binance has no such symbol');
  };
  system.spawn<Exit>("parent", (ctx) => {
    ctx.watch(ctx.spawn("child", child, { restart: { minMs: 1, maxMs: 1 } }), (exit) => exit);
    return (exit) => void exits.push(exit);
  });
  await settle();
  assert.deepEqual(failures.map(({ path }) => path), ["/parent/child"]);
  assert.deepEqual(exits.map(({ path, reason }) => [path, reason]), [["/parent/child", "failed"]]);
  assert.ok(exits[0].error instanceof Final);
  await system.stop();
});

Deno.test('"never" ends the actor with its first failure; what waited are dead letters', async () => {
  const { system, letters } = testSystem();
  const actor = system.spawn("once", recording([]), { restart: "never" });
  for (const word of ["fail", "left", "over"]) actor.tell(word);
  const exit = await actor.done;
  assert.deepEqual([exit.reason, (exit.error as Error).message], ["failed", "told to fail"]);
  assert.deepEqual(letters.map(({ message }) => message), ["left", "over"]);
});

Deno.test("a restart ends what the life before had: signal, timers, watches, children, cleanups", async () => {
  const { system, clock, settle } = testSystem();
  const steps: string[] = [];
  let life = 0;
  const actor = system.spawn<string>("parent", (ctx) => {
    const name = `life ${++life}`;
    ctx.every(1_000, `${name} ticks`);
    ctx.signal.addEventListener("abort", () => steps.push(`${name} aborts`));
    ctx.defer(() => void steps.push(`${name} cleans up`));
    ctx.spawn("child", (inner) => {
      inner.defer(() => void steps.push(`child of ${name} ends`));
      return () => {};
    });
    return (word) => {
      if (word === "fail") throw new Error("told to fail");
      steps.push(word);
    };
  });
  await settle();
  actor.tell("fail");
  await settle();
  assert.deepEqual(steps, ["life 1 aborts", "child of life 1 ends", "life 1 cleans up"]);
  steps.length = 0;
  await clock.advance(2_000);
  assert.deepEqual(steps, ["life 2 ticks", "life 2 ticks"]);
  await system.stop();
});

Deno.test("what an earlier life had coming is not given to the next one", async () => {
  const { system, settle } = testSystem();
  const words: string[] = [];
  const task = gate<string>();
  let life = 0;
  const actor = system.spawn<string>("fenced", (ctx) => {
    if (++life === 1) ctx.run(() => task.opened, () => "outcome of life 1");
    ctx.after(0, `timer of life ${life}`);
    return (word) => {
      if (word === "fail") throw new Error("told to fail");
      words.push(word);
    };
  });
  await settle();
  words.length = 0;
  actor.tell("fail");
  task.open("late");
  await settle();
  assert.deepEqual(words, ["timer of life 2"]);
  await system.stop();
});

Deno.test("nor what lay in the mailbox from it, while what others told is", async () => {
  const { system, clock } = testSystem();
  const words: string[] = [];
  const held = gate();
  let life = 0;
  const actor = system.spawn<string>("fenced", (ctx) => {
    if (++life === 1) ctx.after(10, "timer of life 1");
    return (word) => word === "hold" ? held.opened : void words.push(word);
  });
  actor.tell("hold");
  await clock.advance(10);
  actor.tell("told");
  assert.equal(system.stats()[0].queued, 2);
  held.fail(new Error("told to fail"));
  await clock.advance(0);
  assert.deepEqual([life, words], [2, ["told"]]);
  await system.stop();
});
