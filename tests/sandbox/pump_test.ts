import { deepStrictEqual as equal, ok } from "node:assert";
import { openFaults } from "../../sandbox/faults.ts";
import { openFeed } from "../../sandbox/feeds.ts";
import { openStream } from "../../sandbox/ledger.ts";
import { openMarket } from "../../sandbox/market.ts";
import { pumpFeed, startCursor } from "../../sandbox/pump.ts";
import { areContiguous, NOON_MS } from "./support.ts";

Deno.test("a socket that is full gets no more, and everything once it has room", () => {
  const feed = openFeed(openMarket({ seed: 3, rate: 1000 }), "btcusdt@aggTrade")!;
  const cursor = startCursor(feed, NOON_MS), sent = openStream(feed.stream, NOON_MS), frames: string[] = [];
  const faults = openFaults(() => NOON_MS, () => 0);
  let room = 700;
  const turn = {
    faults,
    sent,
    send: (frame: string) => frames.push(frame),
    isFull: () => frames.length >= room,
  };
  for (let second = 1; second <= 10; second++) pumpFeed(cursor, { ...turn, nowMs: NOON_MS + second * 1000 });
  ok(frames.length >= 700 && frames.length <= 700 + 500, `${frames.length} frames are more than it took`);
  room = Infinity;
  pumpFeed(cursor, { ...turn, nowMs: NOON_MS + 10_000 });
  const ids = frames.map((frame) => JSON.parse(frame).a);
  ok(areContiguous(ids));
  equal([ids.at(-1), sent.lastId], Array(2).fill(feed.lastPosition(NOON_MS + 10_000)));
  equal([sent.frames, sent.skipped], [ids.length, []]);
});
