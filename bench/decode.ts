/**
 * Rows a second from a frame's text to a checked row through ccxt, against JSON.parse of the same frames alone. Frames of
 * Binance's aggTrade stream; the socket is a stand-in that hands each to ccxt's client.
 */
import { realClock } from "../actors/kernel/mod.ts";
import type { Budget } from "../actors/venue/budget.ts";
import type { TradeSink } from "../actors/venue/contract.ts";
import { line, measure, rate } from "./measure.ts";

const FRAMES = 50_000;
const SYMBOLS = ["BTC", "ETH"];

/** ccxt takes the global class when it is loaded, so this one has to be in its place before. */
class StandInSocket {
  static readonly OPEN = 1;
  static last: StandInSocket;
  readonly readyState = StandInSocket.OPEN;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  constructor(readonly url: string) {
    StandInSocket.last = this;
    queueMicrotask(() => this.onopen?.());
  }
  send() {}
  close() {}
}

const UNPACED: Budget = {
  take: () => Promise.resolve(),
  observe: () => {},
  state: () => ({ used: 0, waitUntil: null }),
};

function frames(): string[] {
  return Array.from({ length: FRAMES }, (_, index) => {
    const T = 1_700_000_000_000 + index;
    const s = `${SYMBOLS[index % SYMBOLS.length]}USDT`;
    const [p, q] = [(30_000 + index / 100).toFixed(8), (index % 97 / 1000 + 0.001).toFixed(8)];
    const [f, l] = [3 * index, 3 * index + 2];
    return JSON.stringify({
      e: "aggTrade",
      E: T + 2,
      s,
      a: index,
      p,
      q,
      f,
      l,
      T,
      m: index % 3 === 0,
      M: true,
    });
  });
}

function exchangeInfo(): Response {
  const symbols = SYMBOLS.map((baseAsset) => (
    { symbol: `${baseAsset}USDT`, status: "TRADING", baseAsset, quoteAsset: "USDT", permissions: ["SPOT"] }
  ));
  return Response.json({ symbols });
}

/** Runs a watch on the stand-in socket; gives what a frame's text is handed to. */
async function watch(sink: TradeSink, signal: AbortSignal): Promise<(text: string) => void> {
  Object.assign(globalThis, { WebSocket: StandInSocket });
  const { openCcxtVenue } = await import("../actors/venue/exchanges/ccxt.ts");
  const fetch = () => Promise.resolve(exchangeInfo());
  const venue = await openCcxtVenue({ exchange: "binance", clock: realClock(), budget: UNPACED, fetch });
  venue.watchTrades(SYMBOLS.map((base) => `${base}/USDT`), sink, signal);
  await new Promise((resolve) => setTimeout(resolve, 500));
  return (data) => StandInSocket.last.onmessage!({ data });
}

let rows = 0;
const stop = new AbortController();
const receive = await watch({
  subscribed() {},
  trade: () => rows++,
  rejected(_, reason) {
    throw new Error(`Cannot measure decoding: a frame was rejected: ${reason}`);
  },
}, stop.signal);

const raw = frames();
/** As a combined stream sends them: these are left to ccxt. */
const wrapped = raw.map((text) => `{"stream":"btcusdt@aggTrade","data":${text}}`);

for (const [name, texts] of [["decode, read directly", raw], ["decode, through ccxt", wrapped]] as const) {
  const parsed = await measure("JSON.parse", () => {
    for (const text of texts) JSON.parse(text);
    return texts.length;
  });
  const decoded = await measure(name, () => {
    const before = rows;
    for (const text of texts) receive(text);
    if (rows - before !== texts.length) throw new Error(`Cannot measure decoding: rows are missing`);
    return texts.length;
  });
  const ratio = (decoded.perSecond / parsed.perSecond).toFixed(2);
  console.log(line(decoded, `JSON.parse alone ${rate(parsed.perSecond)}`, `ratio ${ratio} (goal 0.15)`));
}
stop.abort();
