import assert from "node:assert/strict";
import { TestClock } from "../../actors/kernel/test_clock.ts";
import { createBoardTexts } from "../../api/board_texts.ts";
import { boardEvents } from "../../api/events.ts";
import type { Snapshot } from "../../schemas/snapshot.ts";
import { BoardChanges } from "../../schemas/wire_board.ts";
import { withChanges } from "../../ui/lib/board_changes.js";
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

function openStreams() {
  const clock = new TestClock();
  const deck = createFixtureDeck(clock.now());
  const stop = new AbortController();
  const { snapshotEvent, changesEvent } = createBoardTexts(deck, clock);
  const open = (eventOf: (board: Snapshot, sent: Snapshot | null) => Uint8Array<ArrayBuffer>) =>
    boardEvents({ deck, clock, stop: stop.signal, eventOf });
  return {
    clock,
    deck,
    stop,
    whole: () => open(snapshotEvent),
    changes: () => open((board, sent) => sent ? changesEvent(sent, board) : snapshotEvent(board)),
  };
}

const withoutFirst = (board: Snapshot) => ({ ...board, series: board.series.slice(1) });

/** The board that a client of changes has after an event. */
function after(board: Snapshot | null, { type, data }: Event): Snapshot | null {
  if (type === "tick") return board;
  const parsed = JSON.parse(data);
  return type === "snapshot" ? parsed : withChanges(board!, BoardChanges.parse(parsed));
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

Deno.test("a client that asked for changes gets the whole board once, and then what leads to each next one", () =>
  withServer(async ({ origin, deck, clock }) => {
    const response = await fetch(`${origin}/api/events?changes=true`);
    const events = eventsOf(response.body!);
    let board: Snapshot | null = null;
    const types: string[] = [];
    for (const change of [deck.tick, () => deck.publish(withoutFirst), deck.tick]) {
      for (let n = 0; n < 2; n++) {
        const event = (await events.next())!;
        types.push(event.type);
        board = after(board, event);
      }
      assert.deepEqual(board, deck.snapshot());
      await clock.advance(1_000);
      change(clock.now());
    }
    assert.deepEqual(types, ["tick", "snapshot", "tick", "changes", "tick", "changes"]);
    await events.cancel();
  }));

Deno.test("whoever asks for changes in other words is told which there are", () =>
  withServer(async ({ origin }) => {
    const response = await fetch(`${origin}/api/events?changes=yes`);
    assert.equal(response.status, 422);
    assert.deepEqual((await response.json()).detail[0].loc, ["query", "changes"]);
    const whole = eventsOf((await fetch(`${origin}/api/events?changes=false`)).body!);
    assert.equal((await whole.next())?.type, "tick");
    assert.equal((await whole.next())?.type, "snapshot");
    await whole.cancel();
  }));

Deno.test("clients that keep pace share one event, and a slow one's leads from what it has to the newest", async () => {
  const { clock, deck, stop, changes } = openStreams();
  const quick = [changes(), changes()].map((stream) => stream.getReader());
  const slow = changes().getReader();
  const chunkOf = async (reader: typeof slow) => (await reader.read()).value!;
  const next = async (reader: typeof slow) => [await chunkOf(reader), await chunkOf(reader)][1];
  const first = await Promise.all(quick.map(next));
  assert.equal(first[0], first[1]);
  for (let n = 0; n < 5; n++) {
    await clock.advance(1_000);
    deck.tick(clock.now());
    const [one, other] = await Promise.all(quick.map(next));
    assert.equal(one, other);
  }
  const held = new Response(new Blob([await next(slow), await next(slow)])).body!;
  const events = eventsOf(held);
  const whole = after(null, (await events.next())!);
  assert.equal(whole?.revision, 1);
  assert.deepEqual(after(whole, (await events.next())!), deck.snapshot());
  stop.abort();
});

Deno.test("a board that is no other than the one before is not sent again", async () => {
  const { clock, deck, stop, whole } = openStreams();
  const events = eventsOf(whole());
  const ids: Array<string | null> = [];
  const reading = (async () => {
    for (let event = await events.next(); event; event = await events.next()) {
      if (event.type === "snapshot") ids.push(event.id);
    }
  })();
  await clock.advance(0);
  const { snapshot } = deck;
  const first = snapshot();
  deck.snapshot = () => first;
  deck.tick(clock.now());
  await clock.advance(5_000);
  assert.deepEqual(ids, ["1"]);
  deck.snapshot = snapshot;
  deck.tick(clock.now());
  await clock.advance(0);
  assert.deepEqual(ids, ["1", "3"]);
  stop.abort();
  await reading;
});

Deno.test("a quiet board still tells the time every ten seconds", async () => {
  const { clock, whole } = openStreams();
  const startMs = clock.now();
  const events = eventsOf(whole());
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
  const { clock, deck, whole } = openStreams();
  const reader = whole().getReader();
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
  const { clock, deck, whole } = openStreams();
  const stream = whole();
  assert.equal(deck.listeners(), 1);
  await stream.cancel();
  assert.equal(deck.listeners(), 0);
  deck.tick(clock.now());
  await clock.advance(60_000);
});

Deno.test("a stream opened while the server stops ends at once", async () => {
  const { deck, stop, whole } = openStreams();
  stop.abort();
  assert.equal((await whole().getReader().read()).done, true);
  assert.equal(deck.listeners(), 0);
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
    const deadline = performance.now() + 30_000;
    while (deck.listeners() > 0 && performance.now() < deadline) await clock.advance(1_000);
    assert.equal(deck.listeners(), 0);
  }));
