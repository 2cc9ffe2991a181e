import assert from "node:assert/strict";
import { Final, openWorker, type Reply } from "../../actors/kernel/mod.ts";
import { bridged, greet, until } from "./bridge_support.ts";
import { testSystem } from "./support.ts";

Deno.test("an actor in a Worker is told and asked as any other, under its parent's path", async () => {
  const { system, spawn, facts, words } = bridged();
  const actor = spawn("remote");
  assert.equal(actor.path, "/parent/remote");
  actor.tell({ type: "say", word: "one" });
  actor.tell({ type: "say", word: "two" });
  assert.equal(await greet(actor, "reader"), "Hello, reader");
  assert.deepEqual(facts[0], { type: "started", path: "/parent/remote", parentPath: "/parent" });
  assert.deepEqual(words(), ["one", "two"]);
  await system.stop();
});

Deno.test("an actor in a Worker asks its parent, and hears the answer or the refusal", async () => {
  const { system, spawn, words } = bridged();
  const actor = spawn("remote");
  actor.tell({ type: "ask-parent", question: "name?" });
  actor.tell({ type: "ask-parent", question: "why?" });
  await greet(actor);
  assert.deepEqual(words(), ["parent", "no answer: what a question"]);
  await system.stop();
});

Deno.test("an actor that ends says goodbye: stop drains across the border, then the Worker is terminated", async () => {
  const { system, worker, spawn, words } = bridged();
  const actor = spawn("remote");
  for (const word of ["a", "b"]) actor.tell({ type: "say", word });
  await system.stop();
  assert.deepEqual(words(), ["a", "b", "goodbye"]);
  assert.deepEqual(await actor.done, { path: "/parent/remote", reason: "stopped" });
  assert.deepEqual(await worker.done, { path: "/worker", reason: "stopped" });
  assert.equal(actor.tell({ type: "say", word: "late" }), false);
  assert.throws(() => spawn("another"), /Cannot spawn "\/parent\/another": "\/worker" is ending/);
});

Deno.test("one actor of a Worker is stopped and its name used again, the others live on", async () => {
  const { system, spawn } = bridged();
  const [first, other] = [spawn("first"), spawn("other")];
  assert.throws(() => spawn("first"), /Cannot spawn "\/parent\/first": it is running already/);
  assert.equal((await first.stop()).reason, "stopped");
  assert.equal(await greet(other), "Hello, you");
  assert.equal(await greet(spawn("first")), "Hello, you");
  await system.stop();
});

Deno.test("256 messages may be unread, or as many as a small mailbox holds; only taking them makes room", async () => {
  for (const [capacity, credit] of [[1_024, 256], [5, 5]]) {
    const { system, spawn, letters, kept } = bridged();
    const actor = spawn("remote", { capacity });
    actor.tell({ type: "ask-parent", question: "when?" });
    let accepted = 1;
    while (actor.tell({ type: "say", word: "x" })) accepted++;
    assert.equal(accepted, credit);
    assert.deepEqual([letters.length, letters[0].reason, system.deadLetters()], [1, "full", 1]);
    await until(() => kept.length === 1, "the actor to be waiting for its parent");
    assert.equal(actor.tell({ type: "say", word: "x" }), false);
    kept[0].ok("now");
    await until(() => actor.tell({ type: "say", word: "again" }), "credit to come back");
    await system.stop();
  }
});

Deno.test("credit that comes back is never more than was spent", async () => {
  const { system, spawn } = bridged();
  const actor = spawn("remote");
  for (let n = 0; n < 10; n++) {
    for (let m = 0; m < 150; m++) actor.tell({ type: "keep", reply: undefined as never });
    await greet(actor);
  }
  let accepted = 0;
  while (actor.tell({ type: "keep", reply: undefined as never })) accepted++;
  assert.ok(accepted > 256 - 64 && accepted <= 256, `${accepted} accepted`);
  await system.stop();
});

Deno.test("what an actor says after its end is refused and counted", async () => {
  const { system, clock, spawn, words } = bridged();
  const [actor, other] = [spawn("remote"), spawn("other")];
  actor.tell({ type: "say-later", word: "late", ms: 30 });
  await actor.stop();
  await new Promise((done) => setTimeout(done, 40));
  await greet(other);
  await clock.advance(5_000);
  await until(() => system.deadLetters() === 1, "the dead letter's count");
  assert.deepEqual(words(), ["goodbye"]);
  await system.stop();
});

Deno.test("a parent that does not keep up makes its child's tell say false, and nothing told is lost", async () => {
  const { system, spawn, facts, words } = bridged();
  const actor = spawn("remote");
  await greet(actor);
  actor.tell({ type: "say-often", word: "x", times: 1_000 });
  await until(() => facts.some((fact) => fact.type === "refused"), "a refusal");
  const refused = facts.find((fact) => fact.type === "refused")!;
  await greet(actor);
  assert.equal(words().length, refused.after);
  assert.ok(refused.after >= 192 && refused.after <= 256, `refused after ${refused.after}`);
  await system.stop();
});

Deno.test("buffers that a message lists are moved and not copied", async () => {
  const { system, spawn, facts } = bridged();
  const actor = spawn("remote");
  const buffer = new ArrayBuffer(1_000_000);
  actor.tell({ type: "take", transfer: [buffer] });
  assert.equal(buffer.byteLength, 0);
  await greet(actor);
  assert.deepEqual(facts.at(-1), { type: "taken", sizeBytes: 1_000_000 });
  await system.stop();
});

Deno.test("what cannot cross is a throw where it is told, and spends nothing", async () => {
  const { system, worker, parent, spawn } = bridged();
  const actor = spawn("remote");
  const withFunction = { type: "say", word: (() => {}) as unknown as string } as const;
  for (let n = 0; n < 300; n++) assert.throws(() => actor.tell(withFunction), /could not be cloned/);
  assert.equal(await greet(actor), "Hello, you");
  await assert.rejects(actor.ask(() => withFunction, 1_000), /could not be cloned/);
  const answer = actor.ask<unknown>((reply) => ({ type: "answer-with-a-function", reply }), 1_000);
  await assert.rejects(answer, /could not be cloned/);
  const spawnWithFunction = () => worker.spawn("other", "obedient", () => {}, { parent });
  assert.throws(
    spawnWithFunction,
    /Cannot spawn "\/parent\/other": its arguments do not cross into a Worker/,
  );
  await system.stop();
});

Deno.test("a failure in a Worker restarts the actor there, is reported here, and its ask rejects", async () => {
  const { system, spawn, failures, facts } = bridged();
  const actor = spawn("remote");
  const owed = assert.rejects(
    actor.ask((reply: Reply<string>) => ({ type: "keep", reply }), 60_000),
    /Cannot answer: "\/parent\/remote" has failed/,
  );
  actor.tell({ type: "fail" });
  await owed;
  assert.equal(await greet(actor), "Hello, you");
  assert.equal(facts.filter(({ type }) => type === "started").length, 2);
  const [{ path, error }] = failures;
  assert.deepEqual([path, (error as Error).name, (error as Error).message], [
    "/parent/remote",
    "RangeError",
    "told to fail",
  ]);
  await system.stop();
});

Deno.test("a final failure crosses as one, and ends that actor alone", async () => {
  const { system, spawn } = bridged();
  const [actor, other] = [spawn("remote"), spawn("other")];
  actor.tell({ type: "fail-finally" });
  const exit = await actor.done;
  assert.equal(exit.reason, "failed");
  assert.ok(exit.error instanceof Final);
  assert.equal(await greet(other), "Hello, you");
  await system.stop();
});

Deno.test("a behaviour that the Worker does not know ends as failed and says which it knows", async () => {
  const { system, worker, parent } = bridged();
  const exit = await worker.spawn("remote", "unheard-of", {}, { parent }).done;
  assert.equal(exit.reason, "failed");
  assert.match((exit.error as Error).message, /Cannot start "unheard-of": this Worker knows obedient/);
  await system.stop();
});

Deno.test("dead letters and figures of a Worker are counted in the system that opened it", async () => {
  const { system, clock, spawn } = bridged();
  const actor = spawn("remote");
  actor.tell({ type: "say-often", word: "more than its credit", times: 300 });
  await greet(actor);
  assert.equal(system.deadLetters(), 0);
  await clock.advance(5_000);
  await until(() => system.stats().some(({ path }) => path === "/parent/remote"), "a heartbeat with figures");
  assert.ok(system.deadLetters() > 0);
  await system.stop();
  assert.deepEqual(system.stats(), []);
});

Deno.test("a Worker opened by an actor ends with it", async () => {
  const { system, settle } = testSystem();
  const url = new URL("./fixtures/worker.ts", import.meta.url);
  const opened: Array<ReturnType<typeof openWorker>> = [];
  const supervisor = system.spawn<string>("supervisor", (ctx) => {
    opened.push(openWorker(ctx, { url, name: `worker-${opened.length}` }));
    return () => {
      throw new Error("told to fail");
    };
  });
  await settle();
  supervisor.tell("fail");
  assert.deepEqual(await opened[0].done, { path: "/supervisor/worker-0", reason: "stopped" });
  await until(() => opened.length === 2, "the next life's Worker");
  await system.stop();
  assert.equal((await opened[1].done).reason, "stopped");
});
