import assert from "node:assert/strict";
import { TestClock } from "../../../actors/kernel/test_clock.ts";
import { startWatchdog } from "../../../actors/venue/exchanges/watchdog.ts";

function start() {
  const clock = new TestClock();
  const reasons: string[] = [];
  let probes = 0;
  const watchdog = startWatchdog(clock, { connectMs: 10_000, muteMs: 30_000 }, {
    probe: () => probes++,
    dead: (reason) => reasons.push(reason),
  });
  return { clock, watchdog, reasons, probes: () => probes };
}

Deno.test("a socket that does not open is dead after the connect limit", async () => {
  const { clock, reasons } = start();
  await clock.advance(9_999);
  assert.deepEqual(reasons, []);
  await clock.advance(1);
  assert.deepEqual(reasons, ["not open after 10 s"]);
});

Deno.test("an open socket without a frame is probed at a third of the limit and dead at its end, once", async () => {
  const { clock, watchdog, reasons, probes } = start();
  watchdog.opened();
  await clock.advance(10_000);
  assert.equal(probes(), 1);
  await clock.advance(19_999);
  assert.deepEqual([reasons, probes()], [[], 1]);
  await clock.advance(60_000);
  assert.deepEqual(reasons, ["silent for 30 s"]);
});

Deno.test("each frame gives the socket the whole limit again", async () => {
  const { clock, watchdog, reasons } = start();
  watchdog.opened();
  for (let minute = 0; minute < 10; minute++) {
    await clock.advance(25_000);
    watchdog.heard();
  }
  await clock.advance(29_999);
  assert.deepEqual(reasons, []);
  await clock.advance(1);
  assert.equal(reasons.length, 1);
});

Deno.test("a check that comes late, as after a busy second, gives what waits to be read a second more", async () => {
  const { clock, watchdog, reasons } = start();
  watchdog.opened();
  await clock.advance(19_000);
  clock.set(clock.now() + 60_000); // the machine slept
  await clock.advance(1_500);
  watchdog.heard(); // a frame had been waiting
  await clock.advance(20_000);
  assert.deepEqual(reasons, []);
});

Deno.test("a stopped watchdog says nothing", async () => {
  const { clock, watchdog, reasons } = start();
  watchdog.opened();
  watchdog.stop();
  await clock.advance(100_000);
  assert.deepEqual(reasons, []);
});
