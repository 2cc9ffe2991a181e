import assert from "node:assert/strict";
import type { Reply } from "../../actors/kernel/mod.ts";
import { gate, testSystem } from "./support.ts";

type Question = { type: "now" | "later" | "fail" | "refuse"; reply: Reply<string> };

function asking() {
  const tested = testSystem();
  const kept: Reply<string>[] = [];
  const held = gate();
  const actor = tested.system.spawn<Question | "hold">("oracle", () => (message) => {
    if (message === "hold") return held.opened;
    if (message.type === "now") message.reply.ok("yes");
    if (message.type === "refuse") message.reply.fail(new Error("no answer for you"));
    if (message.type === "fail") throw new Error("told to fail");
    kept.push(message.reply);
  }, { capacity: 2 });
  const ask = (type: Question["type"], timeoutMs = 1_000) =>
    actor.ask<string>((reply) => ({ type, reply }), timeoutMs);
  return { ...tested, actor, ask, kept, held };
}

Deno.test("an ask gives the answer, or the refusal", async () => {
  const { system, ask } = asking();
  assert.equal(await ask("now"), "yes");
  await assert.rejects(ask("refuse"), /no answer for you/);
  await system.stop();
});

Deno.test("an ask gives up after its time, and a later answer changes nothing", async () => {
  const { system, clock, ask, kept } = asking();
  const answer = assert.rejects(
    ask("later", 300),
    /Cannot get an answer from "\/oracle": none came within 300 ms/,
  );
  await clock.advance(300);
  await answer;
  kept[0].ok("too late");
  await system.stop();
});

Deno.test("an ask rejects at once when its message makes the actor fail", async () => {
  const { system, ask } = asking();
  await assert.rejects(ask("fail"), /told to fail/);
  await system.stop();
});

Deno.test("an answer that is owed rejects at once when the actor fails over another message", async () => {
  const { system, actor, ask, settle } = asking();
  const owed = ask("later");
  await settle();
  actor.ask<string>((reply) => ({ type: "fail", reply }), 1_000).catch(() => {});
  await assert.rejects(owed, /Cannot answer: "\/oracle" has failed/);
  await system.stop();
});

Deno.test("a question that is still queued outlives a restart", async () => {
  const { system, ask } = asking();
  const [failed, answered] = [ask("fail"), ask("now")];
  await assert.rejects(failed);
  assert.equal(await answered, "yes");
  await system.stop();
});

Deno.test("an ask rejects at once when the actor ends, taken or still queued", async () => {
  const { system, actor, ask, held, settle } = asking();
  const taken = assert.rejects(ask("later"), /Cannot answer: "\/oracle" was killed/);
  actor.tell("hold");
  await settle();
  const queued = assert.rejects(ask("now"), /Cannot tell "\/oracle": it has ended/);
  void actor.stop(0);
  await taken;
  held.open();
  await queued;
  await system.stop();
});

Deno.test("an ask rejects at once when it cannot be told", async () => {
  const { system, actor, ask, held } = asking();
  actor.tell("hold");
  actor.tell("hold");
  await assert.rejects(ask("now"), /Cannot tell "\/oracle": its mailbox is full \(2 messages\)/);
  held.open();
  await actor.stop();
  await assert.rejects(ask("now"), /it has ended/);
  await system.stop();
});

Deno.test("a reply that was passed on rejects when the message with it is dropped", async () => {
  const { system, settle } = testSystem();
  const ended = system.spawn<Question>("ended", () => () => {});
  await ended.stop();
  const front = system.spawn<Question>("front", () => (question) => void ended.tell(question));
  const answer = front.ask<string>((reply) => ({ type: "now", reply }), 1_000);
  await assert.rejects(answer, /Cannot tell "\/ended": it has ended/);
  await settle();
  await system.stop();
});
