/**
 * `GET /api/events`: server-sent events. `snapshot` carries the whole board, at once on connect and then on
 * each change, at most once a second; its id is the revision. A snapshot replaces the one before, so nothing
 * is replayed to a client that comes back, and a client that is slow to read skips to the newest: it never
 * holds more than one snapshot here.
 *
 * `tick` carries the server's time, ms: before each snapshot, and after ten seconds without one, so that a page
 * can tell a quiet recorder from a dead connection (a comment would keep proxies awake as well, but scripts in
 * a page cannot see it).
 */
import type { Clock } from "../actors/kernel/clock.ts";
import { API_HEADERS } from "./answer.ts";
import type { Deck } from "./deck.ts";
import { route } from "./route.ts";

const REST_MS = 1_000;
const SILENCE_MS = 10_000;

const encoder = new TextEncoder();
const HEADERS = { ...API_HEADERS, "content-type": "text/event-stream" };

export interface EventSourceParts {
  deck: Deck;
  clock: Clock;
  /** Aborted when the server stops. */
  stop: AbortSignal;
  /** The event for the board as it is now. */
  snapshotEvent(): Uint8Array<ArrayBuffer>;
}

function encodeTick(now: number): Uint8Array<ArrayBuffer> {
  return encoder.encode(`: ka\nevent: tick\ndata: ${Math.round(now)}\n\n`);
}

export const eventRoutes = [
  route({
    method: "GET",
    path: "/api/events",
    summary: "The board as it changes: server-sent events",
    description:
      "`snapshot` carries the whole board (as /api/snapshot), at once and then on each change, at most " +
      "once a second; its id is the revision. `tick` carries the server's time, ms since 1970, before each " +
      "snapshot and after ten seconds without one. Nothing is replayed: a snapshot replaces the one before.",
    access: "reader",
    answers: {
      200: {
        description: "Events, until either side ends it",
        type: "text/event-stream",
        example: 'event: tick\ndata: 1709596800000\n\nid: 1\nevent: snapshot\ndata: {"revision":1,…}\n\n',
      },
    },
    handle({ deck, clock, stop, request, texts: { snapshotEvent } }) {
      // A HEAD's body is dropped unread, and its stream would never be told.
      const body = request.method === "HEAD" ? null : snapshotEvents({ deck, clock, stop, snapshotEvent });
      return new Response(body, { headers: HEADERS });
    },
  }),
];

/** The stream behind an answer; ends when `stop` is aborted or the client goes. */
export function snapshotEvents(
  { deck, clock, stop, snapshotEvent }: EventSourceParts,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let changed = true;
  let resting = false;
  let cancelRest = () => {};
  let cancelTick = () => {};
  let unsubscribe = () => {};
  let controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>;

  const hasRoom = () => (controller.desiredSize ?? 0) > 0;

  function tick(): void {
    cancelTick();
    cancelTick = clock.after(SILENCE_MS, tickIfRead);
    controller.enqueue(encodeTick(clock.now()));
  }

  function tickIfRead(): void {
    if (hasRoom()) tick();
  }

  function sendIfDue(): void {
    if (!changed || resting || !hasRoom()) return;
    changed = false;
    resting = true;
    cancelRest = clock.after(REST_MS, () => {
      resting = false;
      sendIfDue();
    });
    tick();
    controller.enqueue(snapshotEvent());
  }

  function release(): void {
    unsubscribe();
    cancelRest();
    cancelTick();
    stop.removeEventListener("abort", close);
  }

  function close(): void {
    release();
    controller.close();
  }

  return new ReadableStream({
    start(given) {
      controller = given;
      if (stop.aborted) return close();
      stop.addEventListener("abort", close);
      unsubscribe = deck.subscribe(() => {
        changed = true;
        sendIfDue();
      });
      sendIfDue();
    },
    pull: sendIfDue,
    cancel: release,
  });
}
