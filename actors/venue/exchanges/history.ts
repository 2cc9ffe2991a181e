/** Trades and candles by REST: each row checked, in order, and only of closed candles. */
import type { Candle, Trade } from "../../../schemas/market.ts";
import { spanSeconds } from "../../../schemas/series.ts";
import type { Clock } from "../../kernel/mod.ts";
import { type Answer, type CandleQuery, type TradeQuery, VenueFault } from "../contract.ts";
import type { CcxtExchange, CcxtMarket, Endpoint } from "./ccxt_types.ts";
import { faultOfCandle, faultOfTrade } from "./checks.ts";
import { candleOfBinance, candleOfCcxt, tradeOfBinance, tradeOfCcxt } from "./rows.ts";
import type { Session } from "./session.ts";
import { type ExchangeRow, tradePageOf } from "./traits.ts";

/** The REST half of a venue, for one market whose existence is known. */
export interface History {
  fetchTrades(market: CcxtMarket, query: TradeQuery, signal: AbortSignal): Promise<Answer<Trade>>;
  fetchCandles(market: CcxtMarket, query: CandleQuery, signal: AbortSignal): Promise<Answer<Candle>>;
}

export function createHistory(session: Session, row: ExchangeRow, clock: Clock): History {
  const { ccxt } = session;
  const nowUs = () => clock.now() * 1000;

  return {
    async fetchTrades(market, query, signal) {
      const { value, askedAt } = await session.ask(
        `ask trades of ${query.symbol}`,
        () => row.binance ? aggTrades(ccxt, row.binance.aggTrades, market, query) : trades(ccxt, row, query),
        { signal, priority: query.priority },
      );
      const { tradeIds } = row.traits;
      const answer = believed(value, (trade) => faultOfTrade(trade, nowUs(), tradeIds), askedAt);
      answer.rows = answer.rows.filter((trade) => isAskedFor(trade, query)).sort(
        tradeIds === "serial" ? (a, b) => Number(a.id) - Number(b.id) : (a, b) => a.ts - b.ts,
      );
      return answer;
    },

    async fetchCandles(market, query, signal) {
      const timeframe = timeframeOf(ccxt, query.span);
      const { value, askedAt } = await session.ask(
        `ask candles ${query.span} of ${query.symbol}`,
        () =>
          row.binance
            ? klines(ccxt, row.binance.klines, market, query, timeframe)
            : candles(ccxt, query, timeframe),
        { signal, priority: query.priority },
      );
      const answer = believed(value, (candle) => faultOfCandle(candle, nowUs()), askedAt);
      answer.rows = answer.rows
        .filter(({ ts }) => ts >= query.fromUs && ts < query.toUs && closeOf(ts, query.span) <= askedAt)
        .sort((a, b) => a.ts - b.ts);
      return answer;
    },
  };
}

async function aggTrades(ccxt: CcxtExchange, endpoint: string, market: CcxtMarket, query: TradeQuery) {
  const from = query.fromId !== undefined
    ? { fromId: query.fromId }
    : query.fromUs !== undefined
    ? { startTime: Math.floor(query.fromUs / 1000) }
    : {};
  const raw = await endpointOf(ccxt, endpoint)({ symbol: market.id, limit: query.limit, ...from });
  return listOf(raw).map((trade) => tradeOfBinance(trade, null));
}

async function trades(ccxt: CcxtExchange, row: ExchangeRow, query: TradeQuery) {
  const { sinceMs, params } = tradePageOf(row, query);
  const parsed = await ccxt.fetchTrades(query.symbol, sinceMs, query.limit, params);
  return parsed.map((trade) => tradeOfCcxt(trade, row, null));
}

async function klines(
  ccxt: CcxtExchange,
  endpoint: string,
  market: CcxtMarket,
  query: CandleQuery,
  interval: string,
) {
  const raw = await endpointOf(ccxt, endpoint)({
    symbol: market.id,
    interval,
    startTime: query.fromUs / 1000,
    endTime: query.toUs / 1000 - 1, // inclusive, by open time
    limit: countOf(query),
  });
  return listOf(raw).map(candleOfBinance);
}

async function candles(ccxt: CcxtExchange, query: CandleQuery, timeframe: string) {
  const params = { until: query.toUs / 1000 - 1 };
  const rows = await ccxt.fetchOHLCV(query.symbol, timeframe, query.fromUs / 1000, countOf(query), params);
  return rows.map(candleOfCcxt);
}

/** A page may begin before what was asked for: `since` is in whole ms, a cursor may count ids never issued. */
function isAskedFor(trade: Trade, { fromId, fromUs }: TradeQuery): boolean {
  if (fromId !== undefined) return Number(trade.id) >= fromId;
  return fromUs === undefined || trade.ts >= fromUs;
}

/** The rows without a fault, and how many had one. */
function believed<Row>(rows: Row[], faultOf: (row: Row) => string | null, askedAt: number): Answer<Row> {
  const answer: Answer<Row> = { rows: [], rejected: 0, reason: null, askedAt };
  for (const row of rows) {
    const fault = faultOf(row);
    if (fault === null) answer.rows.push(row);
    else {
      answer.rejected++;
      answer.reason ??= fault;
    }
  }
  return answer;
}

function countOf({ fromUs, toUs, span }: CandleQuery): number {
  return Math.ceil((toUs - fromUs) / (spanSeconds(span) * 1_000_000));
}

/** When the candle that opened at `ts` closes, µs. Months are the calendar's. */
function closeOf(ts: number, span: string): number {
  if (!span.endsWith("mo")) return ts + spanSeconds(span) * 1_000_000;
  const date = new Date(ts / 1000);
  return date.setUTCMonth(date.getUTCMonth() + parseInt(span)) * 1000;
}

function timeframeOf(ccxt: CcxtExchange, span: string): string {
  const name = span.replace("mo", "M");
  if (!ccxt.timeframes || name in ccxt.timeframes) return name;
  const spans = Object.keys(ccxt.timeframes).map((timeframe) => timeframe.replace("M", "mo"));
  throw new VenueFault("final", `Cannot ask candles of span "${span}": ${ccxt.id} has ${spans.join(", ")}`);
}

function endpointOf(ccxt: CcxtExchange, name: string): Endpoint {
  return (ccxt as unknown as Record<string, Endpoint>)[name];
}

function listOf(answer: unknown): unknown[] {
  if (Array.isArray(answer)) return answer;
  throw new VenueFault("garbage", `Cannot read the answer: expected a list, got ${typeof answer}`);
}
