import assert from "node:assert/strict";
import { TestClock } from "../../actors/kernel/test_clock.ts";
import { untilStopped } from "../../cli/signals.ts";

function listening() {
  const clock = new TestClock();
  const heard = new Map<string, () => void>();
  const counts = { hangUps: 0, insisted: 0, stopped: 0 };
  void untilStopped({ clock, onSignal: (signal, handler) => void heard.set(signal, handler) }, {
    hangUp: () => counts.hangUps++,
    insist: () => counts.insisted++,
  }).then(() => counts.stopped++);
  const send = async (signal: Deno.Signal) => {
    heard.get(signal)!();
    await Promise.resolve();
  };
  return { clock, counts, send };
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.test(`the first ${signal} asks for a stop, one a second later for an end at once`, async () => {
    const { clock, counts, send } = listening();
    await send(signal);
    assert.deepEqual(counts, { hangUps: 0, insisted: 0, stopped: 1 });
    await clock.advance(1_000);
    await send(signal);
    assert.deepEqual(counts, { hangUps: 0, insisted: 1, stopped: 1 });
  });
}

Deno.test("a signal that a launcher passes on twice counts once", async () => {
  const { clock, counts, send } = listening();
  await send("SIGINT");
  await clock.advance(1);
  await send("SIGINT");
  await clock.advance(900);
  await send("SIGTERM");
  assert.deepEqual(counts, { hangUps: 0, insisted: 0, stopped: 1 });
});

Deno.test("SIGHUP stops nothing", async () => {
  const { counts, send } = listening();
  await send("SIGHUP");
  await send("SIGHUP");
  assert.deepEqual(counts, { hangUps: 2, insisted: 0, stopped: 0 });
});
