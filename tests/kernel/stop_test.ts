import assert from "node:assert/strict";
import type { Context, Exit } from "../../actors/kernel/mod.ts";
import { gate, recording, stateOf, testSystem } from "./support.ts";

Deno.test("a stop drains: what is queued is handled, what comes later is refused", async () => {
  const { system, letters } = testSystem();
  const words: string[] = [];
  const actor = system.spawn("drained", recording(words));
  for (const word of ["a", "b", "c"]) actor.tell(word);
  assert.deepEqual(await actor.stop(), { path: "/drained", reason: "stopped" });
  assert.deepEqual(words, ["a", "b", "c"]);
  assert.equal(actor.tell("d"), false);
  assert.equal(letters.length, 1);
});

Deno.test("a stop waits for the tasks that run, and for what their outcomes lead to", async () => {
  const { system, settle } = testSystem();
  const words: string[] = [];
  const written = gate<string>();
  const actor = system.spawn<string>("writer", (ctx) => (word) => {
    words.push(word);
    if (word === "write") ctx.run(() => written.opened, (outcome) => outcome.ok ? outcome.value : "failed");
  });
  actor.tell("write");
  const stopped = actor.stop();
  await settle();
  assert.equal(await stateOf(stopped), "waiting");
  written.open("acknowledged");
  assert.equal((await stopped).reason, "stopped");
  assert.deepEqual(words, ["write", "acknowledged"]);
});

Deno.test("past the grace time a stop aborts: the rest is dropped, the signal tells those that run", async () => {
  const { system, clock, letters } = testSystem();
  let aborted = false;
  const actor = system.spawn<string>(
    "stuck",
    (ctx) => () =>
      new Promise((_, reject) =>
        ctx.signal.addEventListener("abort", () => {
          aborted = true;
          reject(ctx.signal.reason);
        })
      ),
  );
  actor.tell("handled");
  actor.tell("dropped");
  const stopped = actor.stop(3_000);
  await clock.advance(2_999);
  assert.deepEqual([aborted, await stateOf(stopped)], [false, "waiting"]);
  await clock.advance(1);
  assert.deepEqual(await stopped, { path: "/stuck", reason: "killed" });
  assert.equal(aborted, true);
  assert.deepEqual(letters, [{ path: "/stuck", message: "dropped", reason: "ended" }]);
});

Deno.test("what does not heed its abort is left behind a second later, and said to be", async () => {
  const { system, clock, failures } = testSystem();
  const cleaned: string[] = [];
  const actor = system.spawn("deaf", (ctx) => {
    ctx.defer(() => void cleaned.push("first"));
    ctx.defer(() => new Promise(() => {}));
    return () => new Promise<void>(() => {});
  });
  actor.tell(undefined as never);
  const stopped = actor.stop(0);
  await clock.advance(999);
  assert.equal(await stateOf(stopped), "waiting");
  await clock.advance(1);
  assert.equal((await stopped).reason, "killed");
  assert.deepEqual(cleaned, ["first"]);
  assert.match((failures[0].error as Error).message, /Cannot clean up "\/deaf"/);
});

Deno.test("a shorter grace time overrules a longer one", async () => {
  const { system, clock } = testSystem();
  const actor = system.spawn<string>("slow", () => () => new Promise<void>(() => {}));
  actor.tell("handled for ever");
  const stopped = actor.stop(60_000);
  void actor.stop(1_000);
  await clock.advance(2_000);
  assert.equal((await stopped).reason, "killed");
});

Deno.test("children end last-started-first and before their parent", async () => {
  const { system, settle } = testSystem();
  const ended: string[] = [];
  system.spawn("cell", (ctx) => {
    ctx.defer(() => void ended.push("cell"));
    for (const name of ["journal", "stream", "socket"]) {
      ctx.spawn(name, (inner) => {
        inner.defer(async () => {
          await undefined;
          ended.push(name);
        });
        return () => {};
      });
    }
    return () => {};
  });
  await settle();
  await system.stop();
  assert.deepEqual(ended, ["socket", "stream", "journal", "cell"]);
});

Deno.test("a parent goes on receiving while its children end, so their last words arrive", async () => {
  const { system, settle } = testSystem();
  const words: string[] = [];
  system.spawn<string>("stream", (ctx) => {
    ctx.spawn("socket", (inner) => {
      inner.defer(() => void ctx.self.tell("last frame"));
      return () => {};
    });
    return (word) => void words.push(word);
  });
  await settle();
  await system.stop();
  assert.deepEqual(words, ["last frame"]);
  assert.equal(system.deadLetters(), 0);
});

Deno.test("an actor that is ending starts no child", async () => {
  const { system, failures } = testSystem();
  const actor = system.spawn<string>("ending", (ctx) => () => {
    ctx.spawn("child", recording([]));
  });
  actor.tell("spawn");
  assert.equal((await actor.stop()).reason, "failed");
  assert.match((failures[0].error as Error).message, /Cannot spawn "\/ending\/child": "\/ending" is ending/);
});

Deno.test("an actor stops itself once it has handled what is queued", async () => {
  const { system } = testSystem();
  const words: string[] = [];
  const actor = system.spawn<string>("self", (ctx) => (word) => {
    words.push(word);
    if (word === "stop") ctx.stop();
  });
  for (const word of ["stop", "after"]) actor.tell(word);
  assert.equal((await actor.done).reason, "stopped");
  assert.deepEqual(words, ["stop", "after"]);
});

Deno.test("a stop during the pause before a restart ends the actor at once", async () => {
  const { system, letters, settle } = testSystem(() => 0.5);
  const actor = system.spawn("paused", recording([]), { restart: { minMs: 60_000, maxMs: 60_000 } });
  actor.tell("fail");
  await settle();
  assert.equal(actor.tell("waits"), true);
  assert.equal((await actor.stop()).reason, "stopped");
  assert.deepEqual(letters.map(({ message }) => message), ["waits"]);
});

Deno.test("cleanups run last-deferred-first, and one that fails does not keep the others from it", async () => {
  const { system, failures, settle } = testSystem();
  const order: number[] = [];
  system.spawn("tidy", (ctx) => {
    ctx.defer(() => void order.push(1));
    ctx.defer(() => {
      throw new Error("cannot close");
    });
    ctx.defer(() => void order.push(3));
    return () => {};
  });
  await settle();
  await system.stop();
  assert.deepEqual(order, [3, 1]);
  assert.equal((failures[0].error as Error).message, "cannot close");
});

Deno.test("a set-up or a task that was left behind still gets its cleanups called", async () => {
  const { system, clock } = testSystem();
  const gates = { "set-up": gate(), task: gate() };
  const cleaned: string[] = [];
  const open = async (ctx: Context<void>, what: keyof typeof gates) => {
    await gates[what].opened;
    ctx.defer(() => void cleaned.push(`closed by ${what}`));
  };
  const actor = system.spawn<void>("connecting", async (ctx) => {
    ctx.run(() => open(ctx, "task"), () => {});
    await open(ctx, "set-up");
    return () => {};
  });
  await clock.advance(0);
  const stopped = actor.stop(0);
  await clock.advance(1_000);
  await stopped;
  gates["set-up"].open();
  await clock.advance(0);
  gates.task.open();
  await clock.advance(0);
  assert.deepEqual(cleaned, ["closed by set-up", "closed by task"]);
});

Deno.test("however many children hang, they are aborted together and end before their parent", async () => {
  const { system, clock } = testSystem();
  const ended: string[] = [];
  const parent = system.spawn("parent", (ctx) => {
    for (const name of ["a", "b", "c"]) {
      const child = ctx.spawn<string>(name, () => () => new Promise<void>(() => {}));
      child.tell("hang");
      void child.done.then(({ path, reason }) => ended.push(`${path} ${reason}`));
    }
    return () => {};
  });
  await clock.advance(0);
  void parent.stop(2_000).then(({ path, reason }) => ended.push(`${path} ${reason}`));
  await clock.advance(3_000);
  assert.deepEqual(ended, ["/parent/c killed", "/parent/b killed", "/parent/a killed", "/parent killed"]);
});

Deno.test("an actor that is stopping is not told that its children end, so none is started in their place", async () => {
  const { system, failures, settle } = testSystem();
  let exits = 0;
  system.spawn<Exit>("supervisor", (ctx) => {
    const watched = () => ctx.watch(ctx.spawn("cell", recording([])), (exit) => exit);
    watched();
    return () => {
      exits++;
      watched();
    };
  });
  await settle();
  await system.stop();
  assert.deepEqual([exits, failures], [0, []]);
});

Deno.test("a stopped system leaves no timer behind", async () => {
  const { system, clock } = testSystem(() => 0.5);
  const restart = { minMs: 1_000, maxMs: 1_000 };
  const actor = system.spawn<string>("timed", (ctx) => {
    ctx.every(1_000, "tick");
    ctx.after(1_000, "once");
    return (word) => {
      if (word === "fail") throw new Error("told to fail");
    };
  }, { restart });
  await clock.advance(2_000);
  assert.equal(clock.pending, 1);
  actor.tell("fail");
  await clock.advance(100);
  assert.equal(clock.pending, 1);
  await system.stop();
  assert.equal(clock.pending, 0);
});

Deno.test("a system stops within one grace time, however many of its actors hang", async () => {
  const { system, clock } = testSystem();
  for (const name of ["a", "b", "c"]) {
    system.spawn<string>(name, () => () => new Promise<void>(() => {})).tell("hang");
  }
  const stopped = system.stop(2_000).then(() => "stopped");
  await clock.advance(3_000);
  assert.equal(await stateOf(stopped), "stopped");
});
