import assert from "node:assert/strict";
import { gate, recording, testSystem } from "./support.ts";

Deno.test("an actor handles one message at a time, in the order they were told", async () => {
  const { system, settle } = testSystem();
  const steps: string[] = [];
  const gates = [gate(), gate()];
  const actor = system.spawn<number>("slow", () => async (n) => {
    steps.push(`begin ${n}`);
    await gates[n].opened;
    steps.push(`end ${n}`);
  });
  actor.tell(0);
  actor.tell(1);
  await settle();
  assert.deepEqual(steps, ["begin 0"]);
  gates[1].open();
  gates[0].open();
  await settle();
  assert.deepEqual(steps, ["begin 0", "end 0", "begin 1", "end 1"]);
  await system.stop();
});

Deno.test("messages wait for a set-up that takes its time", async () => {
  const { system, settle } = testSystem();
  const words: string[] = [];
  const ready = gate();
  const actor = system.spawn<string>("late", async () => {
    await ready.opened;
    words.push("ready");
    return (word) => void words.push(word);
  });
  actor.tell("hello");
  await settle();
  assert.deepEqual(words, []);
  ready.open();
  await settle();
  assert.deepEqual(words, ["ready", "hello"]);
  await system.stop();
});

Deno.test("a path says whose child an actor is", async () => {
  const { system, settle } = testSystem();
  const paths: string[] = [];
  const parent = system.spawn("supervisor", (ctx) => {
    const child = ctx.spawn("venue:binance", (inner) => {
      paths.push(inner.self.path);
      return () => {};
    });
    paths.push(child.path);
    return () => {};
  });
  await settle();
  assert.equal(parent.path, "/supervisor");
  assert.deepEqual(paths, ["/supervisor/venue:binance", "/supervisor/venue:binance"]);
  await system.stop();
});

Deno.test("a name is taken while its actor lives, and free again after", async () => {
  const { system } = testSystem();
  const first = system.spawn("one", recording([]));
  assert.throws(() => system.spawn("one", recording([])), /Cannot spawn "\/one": it is running already/);
  assert.throws(() => system.spawn("a/b", recording([])), /Cannot spawn "a\/b" under ""/);
  await first.stop();
  system.spawn("one", recording([]));
  await system.stop();
  assert.throws(() => system.spawn("two", recording([])), /the system is stopping/);
});

Deno.test("a full mailbox refuses, counts the message and reports it", async () => {
  const { system, letters, settle } = testSystem();
  const words: string[] = [];
  const actor = system.spawn("small", recording(words), { capacity: 2 });
  assert.deepEqual(["a", "b", "c"].map((word) => actor.tell(word)), [true, true, false]);
  assert.equal(system.deadLetters(), 1);
  assert.deepEqual(letters, [{ path: "/small", message: "c", reason: "full" }]);
  await settle();
  assert.deepEqual(words, ["a", "b"]);
  assert.equal(actor.tell("d"), true);
  await system.stop();
});

Deno.test("an actor that has ended refuses, and the message is a dead letter", async () => {
  const { system, letters } = testSystem();
  const actor = system.spawn("gone", recording([]));
  await actor.stop();
  assert.equal(actor.tell("hello"), false);
  assert.deepEqual(letters, [{ path: "/gone", message: "hello", reason: "ended" }]);
  assert.equal(system.deadLetters(), 1);
});

Deno.test("the figures say what each living actor holds and has done", async () => {
  const { system, settle } = testSystem();
  const held = gate();
  const actor = system.spawn<string>("busy", () => (word) => word === "wait" ? held.opened : undefined, {
    capacity: 3,
  });
  for (const word of ["first", "wait", "queued"]) actor.tell(word);
  actor.tell("refused");
  await settle();
  assert.deepEqual(system.stats(), [
    { path: "/busy", queued: 1, capacity: 3, processed: 2, dropped: 1, restarts: 0 },
  ]);
  held.open();
  await system.stop();
  assert.deepEqual(system.stats(), []);
});

Deno.test("actors take turns, so that one with much to do does not keep the others waiting", async () => {
  const { system, settle } = testSystem();
  const order: string[] = [];
  const actors = ["much", "little"].map((name) =>
    system.spawn<string>(name, () => (word) => void order.push(word))
  );
  await settle();
  for (let n = 0; n < 1_000; n++) actors[0].tell("much");
  actors[1].tell("little");
  await settle();
  assert.equal(order.length, 1_001);
  assert.ok(order.indexOf("little") < 100, `came ${order.indexOf("little")}th`);
  await system.stop();
});
