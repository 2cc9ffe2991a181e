/**
 * One watch: the sockets that ccxt opens for some symbols, from the dial to whatever ends them. ccxt would dial again by
 * itself, keep an error until somebody asks, and never notice a mute peer; here the first trouble of any socket
 * ends the whole watch, and whoever asked for it decides when to try again.
 */
import type { Clock } from "../../kernel/mod.ts";
import { VenueFault } from "../contract.ts";
import type { CcxtClient, CcxtExchange } from "./ccxt_types.ts";
import { faultOf, isCcxtError } from "./errors.ts";
import type { ExchangeRow } from "./traits.ts";
import { startWatchdog, type Watchdog } from "./watchdog.ts";

export interface Feed {
  /**
   * Taps the rows, then asks ccxt for them; what ccxt returns tells of failures only. `end` ends the watch with the
   * feed's own.
   */
  start(ccxt: CcxtExchange, end: (error: unknown) => void): Promise<unknown>[];
  /** Reads a frame by itself, where it can; false leaves it to ccxt. `tsRecv`: µs. */
  direct?: (text: string, tsRecv: number) => boolean;
  /** A frame was read by ccxt: hands on what was tapped, or rejects the frame. */
  frame(frame: Frame): void;
  stop(): void;
}

export interface Frame {
  text: string;
  /** Parsed, where it is JSON. */
  message: unknown;
  /** Local time of receipt, µs. */
  tsRecv: number;
  /** Why nothing, or not all, was made of it; null where its handler took it. */
  fault: string | null;
}

export interface WatchOptions {
  /** What it watches, for messages: `trades of BTC/USDT`. */
  what: string;
  /** The exchange's one ccxt object: its markets and its way to REST are shared by all watches. */
  ccxt: CcxtExchange;
  row: ExchangeRow;
  clock: Clock;
  signal: AbortSignal;
}

const CONNECT_MS = 10_000;
/** Frames that carry no row, of which ccxt needs to make nothing. */
const CONTROL =
  /"(hb|heartbeat|ping|pong|info|status|systemStatus|welcome|conf|last_match|subscri\w*)"|^(ping|pong)$/;

/** What the parts of a running watch share. */
interface Watch {
  readonly options: WatchOptions;
  readonly feed: Feed;
  readonly sockets: Map<CcxtClient, Watchdog>;
  ended: boolean;
  /** The frame that is being read, and when it came, µs. */
  text: string;
  tsRecv: number;
  /** Ends the watch: null, as it was asked to; else with that error. */
  end(error: unknown): void;
  /** Ends it with what ccxt or a socket told. */
  lose(error: unknown): void;
}

/**
 * Runs until the signal aborts (resolves) or a socket is lost (rejects with a {@linkcode VenueFault}). What the
 * feed throws is a defect, and rejects as it is.
 */
export function runWatch(options: WatchOptions, feed: Feed): Promise<void> {
  const { signal, what } = options;
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const sockets: Watch["sockets"] = new Map();
    const watch: Watch = { options, feed, sockets, ended: false, text: "", tsRecv: 0, end, lose };
    signal.addEventListener("abort", stop);
    start(watch);

    function stop() {
      end(null);
    }
    function lose(error: unknown) {
      end(faultOf(error, `watch ${what}`));
    }
    function end(error: unknown) {
      if (watch.ended) return;
      watch.ended = true;
      signal.removeEventListener("abort", stop);
      feed.stop();
      for (const [client, watchdog] of sockets) {
        watchdog.stop();
        cutOff(client);
      }
      if (error === null) resolve();
      else reject(error);
    }
  });
}

function start(watch: Watch) {
  const ccxt = ownSockets(watch);
  try {
    for (const asked of watch.feed.start(ccxt, watch.end)) asked.catch(onFailure);
  } catch (error) {
    watch.lose(error);
  }

  /** Once a socket is dialled, only ccxt's own errors count: its caches are tapped, and it may miss their rows. */
  function onFailure(error: unknown) {
    const counts = watch.sockets.size === 0 || error instanceof VenueFault || isCcxtError(error);
    if (counts) watch.lose(error);
  }
}

/** Takes over a socket that ccxt is about to dial. */
function attach(watch: Watch, client: CcxtClient) {
  const { what, row, clock } = watch.options;
  if (watch.ended) throw new VenueFault("network", `Cannot watch ${what}: it has ended`);
  const { onMessage, onOpen, send } = client;
  const watchdog = startWatchdog(clock, { connectMs: CONNECT_MS, muteMs: row.traits.muteMs }, {
    probe: () =>
      row.probe && client.connection?.readyState === WebSocket.OPEN && client.send(row.probe.frame),
    dead: (reason) => watch.end(new VenueFault("network", `Cannot watch ${what}: the socket is ${reason}`)),
  });
  watch.sockets.set(client, watchdog);
  client.send = (message) => send.call(client, message).catch(watch.lose);
  client.reject = watch.lose;
  client.onOpen = () => {
    watchdog.opened();
    onOpen.call(client);
  };
  client.onMessage = ({ data }) => {
    if (watch.ended) return; // a socket that was cut off may have frames left
    watchdog.heard();
    watch.text = typeof data === "string" ? data : new TextDecoder().decode(data as ArrayBuffer);
    if (row.probe?.isReply(watch.text)) return;
    watch.tsRecv = Math.floor(clock.now() * 1000);
    if (readDirectly(watch)) return;
    onMessage.call(client, { data: readable(client, data, watch.text) });
  };
}

function readDirectly({ feed, text, tsRecv, end }: Watch): boolean {
  try {
    return feed.direct?.(text, tsRecv) ?? false;
  } catch (defect) {
    end(defect);
    return true;
  }
}

/** In place of ccxt's own: has it read the frame, sees what came of it, and hands both to the feed. */
function onMessage(watch: Watch, ccxt: CcxtExchange, client: CcxtClient, message: unknown) {
  const { text, tsRecv, feed, end, options } = watch;
  let fault: string | null = null;
  client.understood = false;
  try {
    options.ccxt.handleMessage.call(ccxt, client, message);
    if (!client.understood && !CONTROL.test(text)) fault = "not understood";
  } catch (error) {
    // that a market is unknown is said of a row; all else that ccxt itself throws concerns the subscription
    if (isCcxtError(error) && !isCcxtError(error, "BadSymbol")) return watch.lose(error);
    fault = `not understood: ${error instanceof Error ? error.message : error}`;
  }
  try {
    feed.frame({ text, tsRecv, message, fault });
  } catch (defect) {
    end(defect);
  }
}

/**
 * The shared object with sockets and caches of its own. Inherits instead of copying: an exchange object of ccxt
 * takes 1.5 MB and 5 ms to make, this one 12 kB, and markets that are loaded again are seen at once.
 */
function ownSockets(watch: Watch): CcxtExchange {
  const shared = watch.options.ccxt;
  const ccxt: CcxtExchange = Object.create(shared);
  ccxt.clients = {};
  ccxt.trades = {};
  ccxt.orderbooks = {};
  ccxt.options = { ...shared.options, ws: { ...shared.options.ws as object, backoffState: {} } };
  ccxt.enableRateLimit = false; // for a socket's few subscriptions; REST goes by the shared object
  ccxt.handleMessage = (client, message) => onMessage(watch, ccxt, client, message);
  ccxt.client = (url) => {
    const known = ccxt.clients[url] !== undefined;
    const client = shared.client.call(ccxt, url);
    if (!known) attach(watch, client);
    return client;
  };
  return ccxt;
}

/** Nothing of the socket is heard again, even where its peer does not answer the closing handshake. */
function cutOff(client: CcxtClient) {
  client.clearPingInterval();
  client.clearConnectionTimeout();
  const { connection } = client;
  if (!connection) return;
  connection.onopen =
    connection.onmessage =
    connection.onerror =
    connection.onclose =
      null;
  connection.close();
}

/** Binary frames as ccxt can read them: it looks for a view where compressed, for text elsewhere. */
function readable(client: CcxtClient, data: unknown, text: string): unknown {
  if (typeof data === "string") return data;
  const asBytes = client.gunzip || client.inflate || !client.decompressBinary;
  return asBytes ? new Uint8Array(data as ArrayBuffer) : text;
}

/** Has each of ccxt's handlers say that it took a frame. Once per shared object. */
export function markHandlers(ccxt: CcxtExchange) {
  const methods = ccxt as unknown as Record<string, (...args: unknown[]) => unknown>;
  for (const name of handlerNames(ccxt)) {
    const handler = methods[name];
    methods[name] = function (this: unknown, client, ...rest) {
      if (isClient(client)) client.understood = true;
      return handler.call(this, client, ...rest);
    };
  }
}

function isClient(value: unknown): value is CcxtClient {
  return typeof value === "object" && value !== null && "connection" in value;
}

/** `handleTrade`, `handleOrderBook` …; not those that see every frame or no frame. */
function handlerNames(ccxt: object): Set<string> {
  const names = new Set<string>();
  for (
    let type = Object.getPrototypeOf(ccxt);
    type !== Object.prototype;
    type = Object.getPrototypeOf(type)
  ) {
    for (const name of Object.getOwnPropertyNames(type)) {
      if (/^handle(?!Message|Error|Option|Param|Http|Rest|Delta)[A-Z]/.test(name)) names.add(name);
    }
  }
  return names;
}
