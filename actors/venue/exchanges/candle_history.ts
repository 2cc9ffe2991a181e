/** Candles by REST: each one checked, in order, and only closed ones. */
import type { Candle } from "../../../schemas/market.ts";
import { spanSeconds } from "../../../schemas/series.ts";
import type { Clock } from "../../kernel/mod.ts";
import { type Answer, type CandleQuery, VenueFault } from "../contract.ts";
import { believed, endpointOf, listOf } from "./answers.ts";
import type { CcxtExchange, CcxtMarket } from "./ccxt_types.ts";
import { faultOfCandle } from "./checks.ts";
import { candleOfBinance, candleOfCcxt } from "./rows.ts";
import type { Session } from "./session.ts";
import type { ExchangeRow } from "./traits.ts";

/** How candles are asked for, where it is not ccxt's way: `since` and `until`, inclusive, back to the listing. */
export interface CandlePages {
  /** Only so many of the newest candles are served, or only those of so many spans of time. */
  newestCandles?: number;
  newestSpans?: number;
  /** The exchange has no range: it answers with what it has. */
  hasNoRange?: boolean;
  /** It knows no end of a range. */
  hasNoEnd?: boolean;
}

export type FetchCandles = (
  market: CcxtMarket,
  query: CandleQuery,
  signal: AbortSignal,
) => Promise<Answer<Candle>>;

export function createCandleHistory(session: Session, row: ExchangeRow, clock: Clock): FetchCandles {
  const { ccxt } = session;
  const nowUs = () => clock.now() * 1000;

  return async (market, query, signal) => {
    const timeframe = timeframeOf(ccxt, query.span);
    const oldestUs = row.candles?.newestSpans === undefined
      ? -Infinity
      : opensAfter(nowUs() - row.candles.newestSpans * spanUsOf(query), query);
    if (query.toUs <= oldestUs) return nothingServed(query.toUs, nowUs());
    const asked = { ...query, fromUs: Math.max(query.fromUs, oldestUs) };
    const { value, askedAt } = await session.ask(
      `ask candles ${query.span} of ${query.symbol}`,
      () =>
        row.binance
          ? klines(ccxt, row.binance.klines, market, asked, timeframe)
          : candles(ccxt, asked, timeframe, row.candles ?? {}),
      { signal, priority: query.priority },
    );
    const answer = believed(value, (candle) => faultOfCandle(candle, nowUs()), askedAt);
    const servedFromUs = Math.max(oldestUs, servedFrom(query, answer, row.candles ?? {}));
    answer.rows = answer.rows
      .filter(({ ts }) => ts >= query.fromUs && ts < query.toUs && closeOf(ts, query.span) <= askedAt)
      .sort((a, b) => a.ts - b.ts);
    return servedFromUs > query.fromUs ? { ...answer, servedFromUs } : answer;
  };
}

/** What an exchange would refuse to be asked, as it does not go back so far. */
function nothingServed(servedFromUs: number, askedAt: number): Answer<Candle> {
  return { rows: [], rejected: 0, reason: null, askedAt, servedFromUs };
}

/** Since when candles are served, as the answer shows; -Infinity where it does not. */
function servedFrom(query: CandleQuery, answer: Answer<Candle>, pages: CandlePages): number {
  const oldestUs = answer.rows.reduce((oldest, { ts }) => Math.min(oldest, ts), Infinity);
  if (pages.hasNoRange) return answer.rows.length > 0 ? oldestUs : -Infinity;
  if (pages.newestCandles === undefined) return -Infinity;
  const newestUs = answer.askedAt - pages.newestCandles * spanUsOf(query);
  return Math.min(opensAfter(newestUs, query), oldestUs);
}

/** The first open time of the query's grid at or after a time. */
function opensAfter(us: number, query: CandleQuery): number {
  return query.fromUs + Math.ceil((us - query.fromUs) / spanUsOf(query)) * spanUsOf(query);
}

const spanUsOf = ({ span }: CandleQuery) => spanSeconds(span) * 1_000_000;

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

async function candles(ccxt: CcxtExchange, query: CandleQuery, timeframe: string, pages: CandlePages) {
  const params = pages.hasNoEnd || pages.hasNoRange ? {} : { until: query.toUs / 1000 - 1 };
  const rows = await ccxt.fetchOHLCV(query.symbol, timeframe, query.fromUs / 1000, countOf(query), params);
  return rows.map(candleOfCcxt);
}

function countOf(query: CandleQuery): number {
  return Math.ceil((query.toUs - query.fromUs) / spanUsOf(query));
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
