import assert from "node:assert/strict";
import type { Outcome } from "../../actors/kernel/mod.ts";
import { createCommitter, LINGER_MS } from "../../actors/venue/committer.ts";
import { gate, testSystem } from "../kernel/support.ts";

type Message = { type: "add"; rows: string[] } | { type: "due" } | {
  type: "settled";
  outcome: Outcome<void>;
};

/** An actor that commits what it is told to a slow disk; a write is done when its gate is opened. */
function slowDisk() {
  const { clock, system, failures } = testSystem();
  const writes: Array<{ rows: string[] } & ReturnType<typeof gate<void>>> = [];
  const outside: string[] = [];
  const written: string[] = [];
  const actor = system.spawn<Message>("stream", (ctx) => {
    const committer = createCommitter<string, Message>(ctx, {
      append(rows) {
        const write = { rows, ...gate() };
        writes.push(write);
        return write.opened;
      },
      refill: () => committer.add(outside.splice(0)),
      hasMore: () => outside.length > 0,
      due: { type: "due" },
      settled: (outcome) => ({ type: "settled", outcome }),
    });
    ctx.defer(async () => void written.push(...await committer.drain()));
    return (message) => {
      if (message.type === "add") committer.add(message.rows);
      else if (message.type === "due") committer.due();
      else written.push(...committer.settled(message.outcome));
    };
  }, { restart: "never" });
  const batches = () => writes.map(({ rows }) => rows);
  return { clock, system, failures, actor, writes, outside, written, batches };
}

Deno.test("rows linger for a moment and go together", async () => {
  const { clock, actor, batches } = slowDisk();
  actor.tell({ type: "add", rows: ["a"] });
  await clock.advance(LINGER_MS - 1);
  actor.tell({ type: "add", rows: ["b"] });
  assert.deepEqual(batches(), []);
  await clock.advance(1);
  assert.deepEqual(batches(), [["a", "b"]]);
});

Deno.test("one batch is in flight at a time, and what waits elsewhere stays there until the next", async () => {
  const { clock, actor, writes, outside, written, batches } = slowDisk();
  actor.tell({ type: "add", rows: ["a"] });
  await clock.advance(LINGER_MS);
  outside.push("b", "c");
  await clock.advance(60_000);
  assert.deepEqual([batches(), outside], [[["a"]], ["b", "c"]]);
  writes[0].open();
  await clock.advance(LINGER_MS);
  assert.deepEqual([batches(), written], [[["a"], ["b", "c"]], ["a"]]);
});

Deno.test("a stop waits for the batch in flight and writes what is left", async () => {
  const { clock, actor, writes, outside, written, batches } = slowDisk();
  actor.tell({ type: "add", rows: ["a"] });
  await clock.advance(LINGER_MS);
  outside.push("b");
  const stopped = actor.stop();
  await clock.advance(1_000);
  assert.deepEqual(batches(), [["a"]]);
  writes[0].open();
  await clock.advance(0);
  assert.deepEqual(batches(), [["a"], ["b"]]);
  writes[1].open();
  assert.equal((await stopped).reason, "stopped");
  assert.deepEqual(written, ["a", "b"]);
});

Deno.test("a journal that cannot write fails its stream", async () => {
  const { clock, actor, writes, failures } = slowDisk();
  actor.tell({ type: "add", rows: ["a"] });
  await clock.advance(LINGER_MS);
  writes[0].fail(new Error("no space left"));
  await clock.advance(0);
  assert.match(String(failures[0].error), /no space left/);
});
