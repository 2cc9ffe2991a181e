/**
 * `GET /api/events`: server-sent events. `snapshot` carries the whole board, at once on connect and then on
 * each change; its id is the revision. With `changes=true` only the first is whole, and those behind it are
 * `changes`: what leads from the one before to the newest.
 *
 * Nothing is replayed to a client that comes back, and a client that is slow to read skips to the newest: it never
 * holds more than one event here, and beside it the board that it was sent last, which shares all that is the same
 * with the newest.
 *
 * `tick` carries the server's time, ms: before each board, and after ten seconds without one, so that a page
 * can tell a quiet recorder from a dead connection (a comment would keep proxies awake as well, but scripts in
 * a page cannot see it).
 */
import type { Clock } from "../actors/kernel/clock.ts";
import type { Snapshot } from "../schemas/snapshot.ts";
import { BoardChanges, EventsQuery } from "../schemas/wire_board.ts";
import { API_HEADERS } from "./answer.ts";
import type { Deck } from "./deck.ts";
import { route } from "./route.ts";

const SILENCE_MS = 10_000;

const encoder = new TextEncoder();
const HEADERS = { ...API_HEADERS, "content-type": "text/event-stream" };

type Bytes = Uint8Array<ArrayBuffer>;

export interface EventSourceParts {
  deck: Deck;
  clock: Clock;
  /** Aborted when the server stops. */
  stop: AbortSignal;
  /** The event that brings a client to `board`; `sent`: what it has, null at first. */
  eventOf(board: Snapshot, sent: Snapshot | null): Bytes;
}

function encodeTick(now: number): Bytes {
  return encoder.encode(`: ka\nevent: tick\ndata: ${Math.round(now)}\n\n`);
}

export const eventRoutes = [
  route({
    method: "GET",
    path: "/api/events",
    summary: "The board as it changes: server-sent events",
    description:
      "`snapshot` carries the whole board (as /api/snapshot), at once and then on each change, at most " +
      "once a second; its id is the revision. With `changes=true` only the first one is whole, and each after it is " +
      "`changes`: the fields that are other than before, of each series too. `tick` carries the server's time, ms " +
      "since 1970, before each board and after ten seconds without one. Nothing is replayed: who comes back " +
      "begins with a whole board.",
    access: "reader",
    query: EventsQuery,
    queryExample: "changes=true",
    answers: {
      200: {
        description: "Events, until either side ends it; the shape is that of the data of `changes`",
        type: "text/event-stream",
        schema: BoardChanges,
        example: 'event: tick\ndata: 1709596800000\n\nid: 1\nevent: snapshot\ndata: {"revision":1,…}\n\n' +
          'id: 2\nevent: changes\ndata: {"revision":2,"now":1709596801000,"series":[]}\n\n',
      },
    },
    handle({ deck, clock, stop, request, query, texts: { snapshotEvent, changesEvent } }) {
      const eventOf: EventSourceParts["eventOf"] = (board, sent) =>
        sent && query.changes === "true" ? changesEvent(sent, board) : snapshotEvent(board);
      // A HEAD's body is dropped unread, and its stream would never be told.
      const body = request.method === "HEAD" ? null : boardEvents({ deck, clock, stop, eventOf });
      return new Response(body, { headers: HEADERS });
    },
  }),
];

/** The stream behind an answer; ends when `stop` is aborted or the client goes. */
export function boardEvents({ deck, clock, stop, eventOf }: EventSourceParts): ReadableStream<Bytes> {
  let changed = true;
  let sent: Snapshot | null = null;
  let cancelTick = () => {};
  let unsubscribe = () => {};
  let controller: ReadableStreamDefaultController<Bytes>;

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
    if (!changed || !hasRoom()) return;
    changed = false;
    const board = deck.snapshot();
    if (board.revision === sent?.revision) return;
    tick();
    controller.enqueue(eventOf(board, sent));
    sent = board;
  }

  function release(): void {
    unsubscribe();
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
