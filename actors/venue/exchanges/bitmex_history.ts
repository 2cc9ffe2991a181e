/** The past of one market by BitMEX's REST interface: each row checked, in order, and what a page proves. */
import type { Candle } from "../../../schemas/market.ts";
import { spanSeconds } from "../../../schemas/series.ts";
import type { Clock } from "../../kernel/mod.ts";
import { type Answer, type CandleQuery, type TradeAnswer, type TradeQuery, VenueFault } from "../contract.ts";
import { believed, listOf } from "./answers.ts";
import type { BitmexMarket } from "./bitmex_markets.ts";
import type { BitmexRest, Get } from "./bitmex_rest.ts";
import { candleOfBitmex, isBeforeFirstTrade, tradeOfBitmex } from "./bitmex_rows.ts";
import { faultOfCandle, faultOfTrade } from "./checks.ts";
import { at, microsOfIso } from "./fields.ts";
import { readPage } from "./trade_page.ts";
import { BITMEX_TRADES, type PageAsk } from "./trade_pages.ts";
import { rowOf } from "./traits.ts";

export interface BitmexHistory {
  fetchTrades(market: BitmexMarket, query: TradeQuery, signal: AbortSignal): Promise<TradeAnswer>;
  fetchCandles(market: BitmexMarket, query: CandleQuery, signal: AbortSignal): Promise<Answer<Candle>>;
}

const { traits } = rowOf("bitmex");
/** An exchange's clock may be ahead of ours: a range without an end is asked up to so long after now. */
const AHEAD_US = 60_000_000;
/** Trades of one ms are read past a page's end, but not for ever. */
const MOST_PAGES = 20;
const SPANS = ["1m", "5m", "1h", "1d"];

export function createBitmexHistory(rest: BitmexRest, clock: Clock): BitmexHistory {
  const nowUs = () => clock.now() * 1_000;

  return {
    async fetchTrades(market, query, signal) {
      refuseUnanswered(query);
      const { fromUs = 0, toUs = nowUs() + AHEAD_US, priority } = query;
      const limit = Math.min(query.limit, traits.tradePage);
      const { value, askedAt } = await rest.ask(
        (get) => pageFrom(get, { market, limit, fromUs, toUs }),
        { signal, priority },
      );
      const trades = value.map((raw) => tradeOfBitmex(raw, market, null));
      const answer = believed(trades, (trade) => faultOfTrade(trade, nowUs(), "opaque"), askedAt);
      answer.rows.sort((a, b) => a.ts - b.ts);
      const page = {
        trades: answer.rows,
        rejected: answer.rejected,
        servedFromUs: -Infinity,
        finalToUs: askedAt - traits.settleMs * 1_000,
      };
      const rules = { ...BITMEX_TRADES, limit, byId: false, serial: false };
      return { ...answer, ...readPage(query, page, rules) };
    },

    async fetchCandles(market, query, signal) {
      const { span, fromUs, toUs, priority } = query;
      const spanUs = spanUsOf(span);
      const ask = (get: Get) => get("/trade/bucketed", candleParams(market, query));
      const { value, askedAt } = await rest.ask(ask, { signal, priority });
      const candles = listOf(value)
        .filter((raw) => !isBeforeFirstTrade(raw))
        .map((raw) => candleOfBitmex(raw, market, spanUs));
      const answer = believed(candles, (candle) => faultOfBitmexCandle(candle, nowUs()), askedAt);
      answer.rows = answer.rows
        .filter(({ ts }) => ts >= fromUs && ts < toUs && ts + spanUs <= askedAt)
        .sort((a, b) => a.ts - b.ts);
      return answer;
    },
  };
}

function refuseUnanswered({ symbol, fromId, fromUs }: TradeQuery): void {
  const why = fromId !== undefined
    ? "it answers by time, not by id"
    : fromUs === undefined
    ? "the query names neither an id nor a time"
    : null;
  if (why) throw new VenueFault("final", `Cannot ask past trades of ${symbol}: bitmex: ${why}`);
}

/**
 * A page; where it ends within the first ms that is asked for, those that follow until one gets past it: one market
 * order makes as many trades of one time as it meets orders.
 */
async function pageFrom(get: Get, ask: PageAsk): Promise<unknown[]> {
  const [path, params] = [BITMEX_TRADES.endpoint(ask.market), BITMEX_TRADES.params(ask)];
  const firstMs = Math.floor(ask.fromUs / 1_000);
  const rows: unknown[] = [];
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer = await get(path, { ...params as Record<string, string | number>, start: rows.length });
    const more = listOf(BITMEX_TRADES.list(answer, ask.market));
    rows.push(...more);
    const isPastIt = !(microsOfIso(at(more.at(-1), "timestamp")) / 1_000 < firstMs + 1);
    if (more.length < ask.limit || isPastIt) break;
  }
  return rows;
}

/** By the ends of the candles, oldest first, as many as there are from the first to the last. */
function candleParams({ id }: BitmexMarket, { span, fromUs, toUs }: CandleQuery) {
  const spanUs = spanUsOf(span);
  return {
    symbol: id,
    binSize: span,
    partial: "false",
    startTime: new Date((fromUs + spanUs) / 1_000).toISOString(),
    count: Math.min(Math.ceil((toUs - fromUs) / spanUs), traits.candlePage),
  };
}

/**
 * Its open is the close of the candle before, so that it may lie above the high or below the low of what was traded
 * (github.com/BitMEX/api-connectors, issue 261). It is kept as it is sent.
 */
function faultOfBitmexCandle(candle: Candle, nowUs: number): string | null {
  if (!(candle.open > 0)) return `open is ${candle.open}`;
  return faultOfCandle({ ...candle, open: candle.close }, nowUs);
}

function spanUsOf(span: string): number {
  if (SPANS.includes(span)) return spanSeconds(span) * 1_000_000;
  throw new VenueFault("final", `Cannot ask candles of span "${span}": bitmex has ${SPANS.join(", ")}`);
}
