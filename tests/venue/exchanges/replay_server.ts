/**
 * A server on loopback that replays captured traffic as fast as it is read, for an exchange whose endpoint is set to
 * it: REST answers by path and query, and, once a client subscribes, all frames of the channel it asked for.
 */
import { gzipSync } from "node:zlib";
import { type Capture, type CaptureName, readCapture } from "./captures.ts";

export interface Replay {
  /** For `endpoint`. */
  url: string;
  stop(): Promise<void>;
}

export interface ReplayOptions {
  /** Ends a socket when its frames are sent (the default), or leaves it open. */
  close?: boolean;
  /** Sends Binance's frames bare, as its `/ws` paths do; they were captured from a combined stream. */
  bare?: boolean;
  /** Sends binary frames: UTF-8, or compressed. */
  binary?: "utf-8" | "gzip";
  /** Answers to what was not captured: a Response, or JSON; undefined where it has none. */
  answer?: (url: URL) => unknown;
}

/** What a venue is opened with to read a capture. */
export interface ReplayTarget {
  exchange: string;
  options: Record<string, unknown>;
}

export const TARGETS: Record<CaptureName, ReplayTarget> = {
  BINANCE: { exchange: "binance", options: {} },
  BINANCE_FUTURES: { exchange: "binanceusdm", options: {} },
  BINANCE_US: { exchange: "binanceus", options: {} },
  OKX: { exchange: "okx", options: {} },
  KRAKEN_FUTURES: { exchange: "krakenfutures", options: {} },
  COINBASE: { exchange: "coinbaseexchange", options: {} },
  GATEIO: { exchange: "gate", options: { fetchMarkets: { types: ["spot"] } } },
  BITFINEX: { exchange: "bitfinex", options: {} },
  BITMEX: { exchange: "bitmex", options: {} },
  BYBIT: { exchange: "bybit", options: { fetchMarkets: { types: ["linear"] } } },
  KRAKEN: { exchange: "kraken", options: {} },
};

/** Does the frame belong to what was asked for? `asked`: the client's subscription. */
const BELONGS: Record<CaptureName, (frame: string, asked: string) => boolean> = {
  BINANCE: belongsToStreams,
  BINANCE_FUTURES: belongsToStreams,
  BINANCE_US: belongsToStreams,
  OKX: (frame, asked) =>
    frame.includes(asked.includes(`"trades"`) ? `"channel":"trades"` : `"channel":"books"`),
  KRAKEN_FUTURES: (frame, asked) =>
    frame.includes(asked.includes(`"trade"`) ? `"feed":"trade` : `"feed":"book`),
  COINBASE: (frame) => /"type":"(last_match|match|subscriptions)"/.test(frame),
  GATEIO: (frame) => frame.includes(`"channel":"spot.trades"`),
  BITFINEX: () => true,
  BITMEX: (frame, asked) =>
    frame.includes(asked.includes(`"trade:`) ? `"table":"trade"` : `"table":"orderBookL2"`),
  BYBIT: (frame) => frame.includes(`trade.`),
  KRAKEN: () => true,
};

function belongsToStreams(frame: string, asked: string): boolean {
  const stream = /^\{"stream":("[^"]+")/.exec(frame)?.[1];
  return stream !== undefined && asked.includes(stream);
}

/** The same folder of captures twice gives the same server. Port 0, loopback only. */
export function startReplay(name: CaptureName, options: ReplayOptions = {}): Replay {
  const { close = true } = options;
  const capture = readCapture(name);
  const frames = name === "BITFINEX" ? capture.frames.map(withoutSequence) : capture.frames;
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    if (request.headers.get("upgrade") !== "websocket") return answer(capture, new URL(request.url), options);
    const { socket, response } = Deno.upgradeWebSocket(request);
    socket.onmessage = ({ data }) => {
      const ack = acknowledgement(name, data);
      if (ack === null) return;
      if (ack !== "") socket.send(ack);
      for (const frame of frames) if (BELONGS[name](frame, data)) socket.send(asSent(frame, options));
      if (close) socket.close();
    };
    return response;
  });
  return { url: `http://127.0.0.1:${server.addr.port}`, stop: () => server.shutdown() };
}

function asSent(frame: string, { bare, binary }: ReplayOptions): string | Uint8Array<ArrayBuffer> {
  const text = bare ? JSON.stringify(JSON.parse(frame).data) : frame;
  if (binary === undefined) return text;
  return binary === "gzip" ? new Uint8Array(gzipSync(text)) : new TextEncoder().encode(text);
}

/** Null: no subscription. Empty: the capture has the exchange's own acknowledgements. */
function acknowledgement(name: CaptureName, data: string): string | null {
  if (!/subscribe/i.test(data)) return null;
  return name.startsWith("BINANCE") ? JSON.stringify({ result: null, id: JSON.parse(data).id }) : "";
}

/** The capture asked for sequence numbers (flag 65536), which ccxt never does: the last element of each array. */
function withoutSequence(frame: string): string {
  if (!frame.startsWith("[")) return frame;
  return frame.replace(/,\d+\]$/, "]");
}

function answer(capture: Capture, url: URL, options: ReplayOptions): Response {
  const path = url.pathname.split("/").slice(2).join("/"); // the first segment is the real host
  const headers = { "content-type": "application/json" };
  const made = options.answer?.(url) ?? INSTRUMENTS[capture.name]?.(path, capture);
  if (made instanceof Response) return made;
  if (made !== undefined) return new Response(JSON.stringify(made), { headers });
  for (const [captured, body] of capture.answers) {
    const known = new URL(`http://${captured}`);
    const sameQuery = [...known.searchParams].every(([key, value]) => url.searchParams.get(key) === value);
    if (known.pathname === `/${path}` && sameQuery) return new Response(body, { headers });
  }
  return new Response(`{"error":"not captured: ${path}"}`, { status: 404, headers });
}

/** Instrument lists whose form has changed since: the captured names in today's documented form. */
const INSTRUMENTS: Partial<Record<CaptureName, (path: string, capture: Capture) => unknown>> = {
  BITFINEX: (path, { answers }) => {
    if (!path.includes("conf/")) return undefined;
    const [pairs] = JSON.parse(answers.get("api-pub.bitfinex.com/v2/conf/pub:list:pair:exchange")!);
    return [pairs.map((pair: string) => [pair, [null, null, null, "2", "1000"]]), [], [], []];
  },
  KRAKEN_FUTURES: (path, { answers }) => {
    if (!path.endsWith("/instruments")) return undefined;
    const { instruments, ...rest } = JSON.parse([...answers.values()][0]);
    // the names are in capitals now, as they always were in frames
    return {
      ...rest,
      instruments: instruments.map((old: Record<string, string>) => ({
        ...old,
        symbol: old.symbol.toUpperCase(),
      })),
    };
  },
  KRAKEN: (path, { answers }) => {
    if (!path.endsWith("/AssetPairs")) return undefined;
    const { result } = JSON.parse([...answers].find(([url]) => url.includes("/AssetPairs"))![1]);
    // each pair has a status now
    const pairs = Object.entries(result).map(([pair, old]) => [pair, { ...old as object, status: "online" }]);
    return { error: [], result: Object.fromEntries(pairs) };
  },
  GATEIO: (path) => path.includes("margin/") ? [] : undefined, // not captured: no spot pair is a margin pair
  BYBIT: (path, { answers }) => {
    if (!path.includes("instruments-info")) return undefined;
    const { result } = JSON.parse(answers.get("api.bybit.com/v2/public/symbols")!);
    return { retCode: 0, result: { category: "linear", list: result.map(bybitInstrument) } };
  },
};

function bybitInstrument(old: Record<string, string>) {
  return {
    symbol: old.name,
    contractType: "LinearPerpetual",
    status: "Trading",
    baseCoin: old.base_currency,
    quoteCoin: old.quote_currency,
    settleCoin: old.quote_currency,
    priceFilter: { tickSize: "0.01" },
    lotSizeFilter: { qtyStep: "0.01" },
    leverageFilter: { minLeverage: "1", maxLeverage: "100" },
  };
}
