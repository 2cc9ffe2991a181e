/**
 * One socket to BitMEX's realtime interface, from the dial to whatever ends it: subscribes to tables of markets, hands
 * on their rows in the order of arrival, and answers silence with `ping`. Nothing is dialled again here.
 */
import type { Clock } from "../../kernel/mod.ts";
import { VenueFault } from "../contract.ts";
import { redirect } from "./endpoint.ts";
import { at } from "./fields.ts";
import { startWatchdog } from "./watchdog.ts";

export interface BitmexSocketOptions {
  /** What it watches, for messages: `trades of BTC/USD:BTC on bitmex`. */
  what: string;
  /** `trade:XBTUSD`. */
  topics: string[];
  endpoint: string | null;
  clock: Clock;
  muteMs: number;
  signal: AbortSignal;
  dial?: (url: string) => WebSocket;
}

/** Rows of one table, as they came. */
export interface TableFrame {
  table: string;
  /** `partial`: the table as it is, and what comes from now on changes it; else what has changed. */
  action: string;
  rows: unknown[];
  /** The market that a `partial` is of, by the exchange's name; an empty table says it nowhere else. */
  market: string | null;
  text: string;
  /** Local time of receipt, µs. */
  tsRecv: number;
}

export interface BitmexFeed {
  /** Throws a {@linkcode VenueFault} to end the socket with it; all else that it throws is a defect. */
  frame(frame: TableFrame): void;
  /** Told of a frame that is none that is known. */
  rejected(reason: string, text: string): void;
  stop(): void;
}

const REALTIME = "wss://ws.bitmex.com/realtime";
const CONNECT_MS = 10_000;

/** Runs until the signal aborts (resolves) or the socket is lost or refused (rejects with a {@linkcode VenueFault}). */
export function runBitmexSocket(options: BitmexSocketOptions, feed: BitmexFeed): Promise<void> {
  const { what, endpoint, clock, signal, muteMs, dial = (url) => new WebSocket(url) } = options;
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const socket = dial(endpoint === null ? REALTIME : redirect(REALTIME, endpoint, ""));
    const lose = (why: string) => end(new VenueFault("network", `Cannot watch ${what}: ${why}`));
    const stop = () => end(null);
    const watchdog = startWatchdog(clock, { connectMs: CONNECT_MS, muteMs }, {
      probe: () => socket.send("ping"),
      dead: (reason) => lose(`the socket is ${reason}`),
    });
    signal.addEventListener("abort", stop);

    socket.onopen = () => {
      watchdog.opened();
      socket.send(JSON.stringify({ op: "subscribe", args: options.topics }));
    };
    socket.onmessage = ({ data }) => {
      watchdog.heard();
      try {
        take(String(data), Math.floor(clock.now() * 1_000), what, feed);
      } catch (error) {
        end(error);
      }
    };
    socket.onerror = (event) => lose(event instanceof ErrorEvent ? event.message : "the socket failed");
    socket.onclose = ({ code }) => lose(`connection closed by remote server, closing code ${code}`);

    function end(error: unknown) {
      socket.onopen =
        socket.onmessage =
        socket.onerror =
        socket.onclose =
          null;
      signal.removeEventListener("abort", stop);
      watchdog.stop();
      feed.stop();
      socket.close();
      if (error === null) resolve();
      else reject(error);
    }
  });
}

function take(text: string, tsRecv: number, what: string, feed: BitmexFeed): void {
  if (text === "pong") return;
  const message = parsed(text);
  const [table, action, rows] = ["table", "action", "data"].map((name) => at(message, name));
  if (typeof table === "string" && typeof action === "string" && Array.isArray(rows)) {
    const market = at(message, "filter", "symbol");
    return feed.frame({
      table,
      action,
      rows,
      market: typeof market === "string" ? market : null,
      text,
      tsRecv,
    });
  }
  if (at(message, "error") !== undefined) throw refusalOf(message, what);
  const isKnown = at(message, "success") === true || at(message, "info") !== undefined;
  if (!isKnown) feed.rejected("not understood", text);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `{"status": 400, "error": "Unknown or expired symbol.", "meta": {}, "request": …}`; of 429 with `meta.retryAfter` in s. */
function refusalOf(message: unknown, what: string): VenueFault {
  const said = `Cannot watch ${what}: bitmex says: ${at(message, "error")}`;
  const waitS = Number(at(message, "meta", "retryAfter"));
  if (at(message, "status") === 429) return new VenueFault("rate-limit", said, (waitS || 10) * 1_000);
  return new VenueFault(/symbol/i.test(String(at(message, "error"))) ? "final" : "network", said);
}
