import assert from "node:assert/strict";
import { type Exit, openWorker } from "../../actors/kernel/mod.ts";
import { bridged, greet, reasons, until } from "./bridge_support.ts";
import { stateOf, testSystem } from "./support.ts";

for (
  const [type, message] of [["throw-outside", /nobody catches this/], [
    "reject-outside",
    /nobody awaits this/,
  ]] as const
) {
  Deno.test(`an uncaught error ends the Worker and all its actors, and not this process (${type})`, async () => {
    const { system, worker, spawn, failures } = bridged();
    const actors = [spawn("one"), spawn("two")];
    await greet(actors[1]);
    const owed = assert.rejects(actors[1].ask((reply) => ({ type: "keep", reply }), 60_000), message);
    actors[0].tell({ type });
    await owed;
    const exits = await Promise.all(actors.map(({ done }) => done));
    assert.deepEqual(reasons(exits), [["/parent/one", "failed"], ["/parent/two", "failed"]]);
    assert.match((exits[0].error as Error).message, message);
    assert.equal((await worker.done).reason, "failed");
    assert.deepEqual(failures.map(({ path }) => path), ["/worker"]);
    await system.stop();
  });
}

Deno.test("a Worker whose module cannot be loaded has failed", async () => {
  const { system } = testSystem();
  const worker = openWorker(system, { url: new URL("./fixtures/no_such_module.js", import.meta.url) });
  assert.equal((await worker.done).reason, "failed");
  await system.stop();
});

Deno.test("a Worker that misses 15 s of heartbeats is terminated and all its actors are killed", async () => {
  const { system, clock, worker, spawn, failures } = bridged();
  const [actor, other] = [spawn("one"), spawn("two")];
  await greet(actor);
  const owed = assert.rejects(
    other.ask((reply) => ({ type: "keep", reply }), 60_000),
    /no sign of life for 15 s/,
  );
  actor.tell({ type: "loop-for-ever" });
  await clock.advance(14_999);
  let ended = false;
  void worker.done.then(() => ended = true);
  await clock.advance(0);
  assert.equal(ended, false);
  await clock.advance(5_001);
  await owed;
  const exits = await Promise.all([actor.done, other.done]);
  assert.deepEqual(reasons(exits), [["/parent/one", "killed"], ["/parent/two", "killed"]]);
  assert.match(
    (failures[0].error as Error).message,
    /Cannot go on with "\/worker": it gave no sign of life for 15 s/,
  );
  await system.stop();
});

Deno.test("a Worker that answers its heartbeats lives on for as long as it does", async () => {
  const { system, clock, spawn } = bridged();
  const actor = spawn("one");
  for (let n = 0; n < 20; n++) {
    await clock.advance(5_000);
    await greet(actor);
  }
  await system.stop();
  assert.equal((await actor.done).reason, "stopped");
});

Deno.test("a Worker that hangs while it is stopped is terminated a second after the grace time", async () => {
  const { system, clock, worker, spawn } = bridged();
  const actor = spawn("one");
  await greet(actor);
  actor.tell({ type: "loop-for-ever" });
  const stopped = worker.stop(2_000);
  await clock.advance(2_999);
  assert.equal(await stateOf(stopped), "waiting");
  await clock.advance(1);
  assert.equal((await stopped).reason, "killed");
  assert.equal((await actor.done).reason, "killed");
  await system.stop();
  assert.equal(clock.pending, 0);
});

Deno.test("what a terminated Worker had sent is ignored", async () => {
  const { system, settle, worker, spawn, words } = bridged();
  const actor = spawn("one");
  await greet(actor);
  const owed = assert.rejects(greet(actor), /Cannot answer: "\/worker" was killed/);
  actor.tell({ type: "say", word: "late" });
  const untilMs = performance.now() + 50; // both answers are there by then, and have not been read
  while (performance.now() < untilMs);
  void worker.stop(0);
  await owed;
  await new Promise((done) => setTimeout(done, 20));
  await settle();
  assert.deepEqual(words(), []);
  await system.stop();
});

Deno.test("a watch tells of the end of an actor in a Worker", async () => {
  const { system, spawn, settle } = bridged();
  const exits: Exit[] = [];
  const actor = spawn("one");
  system.spawn<Exit>("watcher", (ctx) => {
    ctx.watch(actor, (exit) => exit);
    return (exit) => void exits.push(exit);
  });
  await settle();
  actor.tell({ type: "throw-outside" });
  await until(() => exits.length > 0, "the exit");
  assert.deepEqual(reasons(exits), [["/parent/one", "failed"]]);
  await system.stop();
});
