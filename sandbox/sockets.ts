/**
 * The sockets. Nothing is queued for them: each subscription is a place in its feed, and the pump moves it on to
 * what is due, as fast as the socket takes it. A slow reader gets everything, late.
 */
import { type Command, error, readCommand, result } from "./commands.ts";
import { type Fault, type Faults, matches, type Target } from "./faults.ts";
import { openFeed } from "./feeds.ts";
import { type Ledger, openStream, type SentConnection, type SentStream } from "./ledger.ts";
import { type Limits, STREAMS_PER_CONNECTION } from "./limits.ts";
import type { Market } from "./market.ts";
import { FOREIGN_FRAMES, GARBAGE_FRAME } from "./oddities.ts";
import { type Cursor, pumpFeed, startCursor } from "./pump.ts";

export interface SocketsOptions {
  readonly market: Market;
  readonly faults: Faults;
  readonly ledger: Ledger;
  readonly limits: Limits;
  /** Market time, ms. */
  readonly now: () => number;
}

export interface Sockets {
  /** Upgrades a request for `/ws…` or `/stream…`; undefined where the path is neither. */
  accept(request: Request, path: string): Response | undefined;
  /** Sends what is due; to be called every few milliseconds. */
  pump(): void;
  /** How many open sockets a fault is meant for. */
  matching(fault: Fault): number;
  /** Closes every socket: not every version of Deno does so where its server ends. */
  closeAll(): void;
}

interface Connection {
  readonly socket: WebSocket;
  readonly sent: SentConnection;
  readonly subscriptions: Map<string, Subscription>;
  /** Frames come as {stream, data}. */
  combined: boolean;
}

interface Subscription {
  /** None where there is no such stream: Binance accepts the name and sends nothing. */
  readonly cursor?: Cursor;
  readonly sent: SentStream;
}

/** Beyond this much unsent, a socket gets no more until it has taken some. */
const HIGH_WATER_BYTES = 1 << 20;

export function openSockets(options: SocketsOptions): Sockets {
  const connections = new Set<Connection>();
  return {
    accept: (request, path) => accept(options, connections, request, path),
    pump: () => connections.forEach((connection) => pumpConnection(options, connection)),
    matching: (fault) =>
      [...connections].filter((one) => targetsOf(one).some((target) => matches(fault, target))).length,
    closeAll: () => connections.forEach(({ socket }) => socket.close()),
  };
}

function accept(options: SocketsOptions, connections: Set<Connection>, request: Request, path: string) {
  const { ledger, limits, now } = options;
  const found = /\/(ws|stream)(?:\/(.*))?$/.exec(path);
  if (!found) return undefined;
  if (!limits.connect()) return new Response("Too many connection attempts", { status: 429 });
  const { socket, response } = Deno.upgradeWebSocket(request);
  const sent = ledger.connect(path, now());
  const connection: Connection = { socket, sent, subscriptions: new Map(), combined: found[1] === "stream" };
  const mayTalk = limits.openMessages();
  socket.onopen = () => {
    connections.add(connection);
    subscribe(options, connection, namedIn(request.url, found[2]));
  };
  socket.onmessage = ({ data }) => mayTalk() ? receive(options, connection, String(data)) : socket.close();
  socket.onclose = () => {
    connections.delete(connection);
    sent.closedMs = now();
    connection.subscriptions.forEach((_, stream) => unsubscribe(options, connection, stream));
  };
  return response;
}

/** The streams that a URL names; ccxt numbers its sockets in the same place (`/ws/0`), and that is no stream. */
function namedIn(url: string, afterPath = ""): string[] {
  const named = new URL(url).searchParams.get("streams") ?? afterPath;
  return named.split("/").filter((name) => name.includes("@"));
}

/** A socket that is mute as a whole does not answer either. */
function receive(options: SocketsOptions, connection: Connection, text: string): void {
  const read = readCommand(text);
  const answer = "command" in read ? obey(options, connection, read.command) : read.refusal;
  if (!options.faults.strike("mute", [{}])) connection.socket.send(answer);
}

function obey(options: SocketsOptions, connection: Connection, command: Command): string {
  switch (command.method) {
    case "SUBSCRIBE":
      if (connection.subscriptions.size + command.params.length > STREAMS_PER_CONNECTION) {
        return error(2, `Invalid request: more than ${STREAMS_PER_CONNECTION} streams`, command.id);
      }
      subscribe(options, connection, command.params);
      return result(null, command.id);
    case "UNSUBSCRIBE":
      command.params.forEach((stream) => unsubscribe(options, connection, stream));
      return result(null, command.id);
    case "LIST_SUBSCRIPTIONS":
      return result([...connection.subscriptions.keys()], command.id);
    case "SET_PROPERTY":
      connection.combined = command.params[1];
      return result(null, command.id);
    case "GET_PROPERTY":
      return result(connection.combined, command.id);
    default:
      throw new Error(`Cannot obey ${JSON.stringify(command satisfies never)}`);
  }
}

function subscribe(
  { market, now }: SocketsOptions,
  connection: Connection,
  streams: readonly string[],
): void {
  for (const stream of streams) {
    if (connection.subscriptions.has(stream)) continue;
    const feed = openFeed(market, stream), sent = openStream(stream, now());
    connection.subscriptions.set(stream, { cursor: feed && startCursor(feed, now()), sent });
    connection.sent.streams.push(sent);
  }
}

function unsubscribe({ now }: SocketsOptions, { subscriptions }: Connection, stream: string): void {
  const subscription = subscriptions.get(stream);
  if (subscription) subscription.sent.unsubscribedMs = now();
  subscriptions.delete(stream);
}

function pumpConnection({ faults, now }: SocketsOptions, connection: Connection): void {
  const { socket, subscriptions } = connection;
  if (socket.readyState !== WebSocket.OPEN) return;
  const targets = targetsOf(connection);
  if (faults.strike("drop", targets)) return socket.close();
  sendOddities(faults, connection, targets);
  const isFull = () => socket.bufferedAmount > HIGH_WATER_BYTES;
  for (const [stream, { cursor, sent }] of subscriptions) {
    const send = (frame: string) =>
      socket.send(connection.combined ? `{"stream":"${stream}","data":${frame}}` : frame);
    if (cursor) pumpFeed(cursor, { faults, sent, send, isFull, nowMs: now() });
  }
}

function sendOddities(faults: Faults, connection: Connection, targets: readonly Target[]): void {
  const garbage = faults.strike("garbage", targets) ? [GARBAGE_FRAME] : [];
  const foreign = faults.strike("foreign", targets) ? FOREIGN_FRAMES : [];
  for (const frame of [...garbage, ...foreign]) connection.socket.send(frame);
  connection.sent.oddFrames += garbage.length + foreign.length;
}

/** What a connection offers to a fault: each of its streams, or itself alone where it has none. */
function targetsOf({ subscriptions }: Connection): Target[] {
  if (subscriptions.size === 0) return [{}];
  return [...subscriptions].map(([stream, { cursor }]) => ({ stream, symbol: cursor?.feed.symbol }));
}
