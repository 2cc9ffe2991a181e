import assert from "node:assert/strict";
import { TestClock } from "../../../actors/kernel/test_clock.ts";
import { collect, openTestVenue } from "./collect.ts";
import { startMuteServer } from "./mute_server.ts";

Deno.test("a mute socket is probed, found dead, and cut off without waiting for its peer", async () => {
  const server = startMuteServer();
  const clock = new TestClock();
  const venue = await openTestVenue("sandbox", server.url, { clock });
  const collected = collect();
  try {
    const watch = venue.watchTrades(["BTC/USDT"], collected.sink, new AbortController().signal);
    const outcome = watch.then(() => null, (error) => error);
    await server.heardFrame(1); // the subscription
    await clock.advance(10_000);
    await server.heardFrame(2); // the probe
    await clock.advance(19_000);
    assert.equal(await Promise.race([outcome, Promise.resolve("alive")]), "alive");
    await clock.advance(1_000);
    const fault = await outcome;
    assert.equal(fault.kind, "network");
    assert.match(fault.message, /Cannot watch trades of BTC\/USDT on sandbox: the socket is silent for 30 s/);
    assert.deepEqual([collected.subscribed, collected.trades], [[], []]);
  } finally {
    await venue.close();
    server.stop();
  }
});

Deno.test("closing the venue ends a watch on a mute socket at once", async () => {
  const server = startMuteServer();
  const venue = await openTestVenue("sandbox", server.url);
  try {
    const watch = venue.watchTrades(["BTC/USDT"], collect().sink, new AbortController().signal);
    await server.heardFrame(1);
    await venue.close();
    await watch;
  } finally {
    server.stop();
  }
});
