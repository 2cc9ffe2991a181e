import assert from "node:assert/strict";
import { TestClock } from "../../actors/kernel/test_clock.ts";
import { encodeSnapshotEvent } from "../../api/board_texts.ts";
import { snapshotEvents } from "../../api/events.ts";
import { createFixtureDeck } from "../browser/fixture_deck.ts";
import { withServer } from "./support.ts";

interface Event {
  type: string;
  data: string;
  id: string | null;
}

/** Reads events one by one; the comment lines are left out. */
function eventsOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  async function next(): Promise<Event | null> {
    while (!text.includes("\n\n")) {
      const { value, done } = await reader.read();
      if (done) return null;
      text += value;
    }
    const end = text.indexOf("\n\n");
    const block = text.slice(0, end);
    text = text.slice(end + 2);
    const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1] ?? null;
    return { type: field("event")!, data: field("data")!, id: field("id") };
  }
  return { next, cancel: () => reader.cancel() };
}

function openStream() {
  const clock = new TestClock();
  const deck = createFixtureDeck(clock.now());
  const stop = new AbortController();
  const snapshotEvent = () => encodeSnapshotEvent(deck.snapshot().revision, JSON.stringify(deck.snapshot()));
  const stream = snapshotEvents({ deck, clock, stop: stop.signal, snapshotEvent });
  return { clock, deck, stop, stream };
}

Deno.test("a client gets the time and the whole board at once", () =>
  withServer(async ({ origin, deck, clock }) => {
    const response = await fetch(`${origin}/api/events`, { headers: { "last-event-id": "999" } });
    assert.equal(response.headers.get("content-type"), "text/event-stream");
    const events = eventsOf(response.body!);
    assert.deepEqual(await events.next(), { type: "tick", data: String(clock.now()), id: null });
    const first = await events.next();
    assert.equal(first?.type, "snapshot");
    assert.equal(first?.id, String(deck.snapshot().revision));
    assert.deepEqual(JSON.parse(first!.data), deck.snapshot());
    await events.cancel();
  }));

Deno.test("changes within a second come as one, the newest", async () => {
  const { clock, deck, stop, stream } = openStream();
  const events = eventsOf(stream);
  const ids: Array<string | null> = [];
  const reading = (async () => {
    for (let event = await events.next(); event; event = await events.next()) {
      if (event.type === "snapshot") ids.push(event.id);
    }
  })();
  await clock.advance(0);
  for (let n = 0; n < 5; n++) deck.tick(clock.now());
  await clock.advance(999);
  assert.deepEqual(ids, ["1"]);
  await clock.advance(1);
  assert.deepEqual(ids, ["1", "6"]);
  await clock.advance(5_000);
  assert.deepEqual(ids, ["1", "6"], "nothing changed, so nothing was sent");
  deck.tick(clock.now());
  await clock.advance(0);
  assert.deepEqual(ids, ["1", "6", "7"], "a change after a rest is sent at once");
  stop.abort();
  await reading;
});

Deno.test("a quiet board still tells the time every ten seconds", async () => {
  const { clock, stream } = openStream();
  const startMs = clock.now();
  const events = eventsOf(stream);
  assert.equal((await events.next())?.type, "tick");
  assert.equal((await events.next())?.type, "snapshot");
  for (const seconds of [10, 20]) {
    const next = events.next();
    await clock.advance(10_000);
    assert.deepEqual(await next, { type: "tick", data: String(startMs + seconds * 1000), id: null });
  }
  await events.cancel();
});

Deno.test("a client that does not read holds one board, and then gets the newest", async () => {
  const { clock, deck, stream } = openStream();
  const reader = stream.getReader();
  for (let n = 0; n < 100; n++) {
    deck.tick(clock.now());
    await clock.advance(1_000);
  }
  const chunks: string[] = [];
  while (chunks.length < 4) {
    const read = reader.read();
    await clock.advance(1_000);
    chunks.push(new TextDecoder().decode((await read).value));
  }
  const ids = chunks.flatMap((chunk) => /^id: (\d+)/.exec(chunk)?.[1] ?? []);
  assert.deepEqual(ids, ["1", "101"]);
  await reader.cancel();
});

Deno.test("a client that goes leaves no listener and no timer behind", async () => {
  const { clock, deck, stream } = openStream();
  assert.equal(deck.listeners(), 1);
  await stream.cancel();
  assert.equal(deck.listeners(), 0);
  deck.tick(clock.now());
  await clock.advance(60_000);
});

Deno.test("a stream opened while the server stops ends at once", async () => {
  const { deck, stop, clock } = openStream();
  stop.abort();
  const before = deck.listeners();
  const late = snapshotEvents({ deck, clock, stop: stop.signal, snapshotEvent: () => new Uint8Array() });
  assert.equal((await late.getReader().read()).done, true);
  assert.equal(deck.listeners(), before);
});

Deno.test("HEAD of the events gives headers and opens no stream", () =>
  withServer(async ({ origin, deck }) => {
    const response = await fetch(`${origin}/api/events`, { method: "HEAD" });
    assert.equal(response.headers.get("content-type"), "text/event-stream");
    assert.equal(deck.listeners(), 0);
  }));

Deno.test("a browser that closes its connection is forgotten", () =>
  withServer(async ({ origin, deck, clock }) => {
    const closing = new AbortController();
    const response = await fetch(`${origin}/api/events`, { signal: closing.signal });
    const events = eventsOf(response.body!);
    await events.next();
    assert.equal(deck.listeners(), 1);
    closing.abort();
    await events.next().catch(() => {});
    const deadline = performance.now() + 3_000;
    while (deck.listeners() > 0 && performance.now() < deadline) await clock.advance(1_000);
    assert.equal(deck.listeners(), 0);
  }));
