/** Trades by REST: each one checked, in order, and what the page proves. */
import type { Trade } from "../../../schemas/market.ts";
import type { Clock } from "../../kernel/mod.ts";
import { type Answer, type TradeAnswer, type TradeQuery, VenueFault } from "../contract.ts";
import { believed, endpointOf, listOf } from "./answers.ts";
import type { CcxtExchange, CcxtMarket } from "./ccxt_types.ts";
import { faultOfTrade } from "./checks.ts";
import { tradeOfCcxt } from "./rows.ts";
import type { Session } from "./session.ts";
import { type PageRules, readPage } from "./trade_page.ts";
import type { TradePages } from "./trade_pages.ts";
import type { ExchangeRow } from "./traits.ts";

export type FetchTrades = (
  market: CcxtMarket,
  query: TradeQuery,
  signal: AbortSignal,
) => Promise<TradeAnswer>;

export function createTradeHistory(session: Session, row: ExchangeRow, clock: Clock): FetchTrades {
  const { ccxt } = session;
  const { traits, trades: pages } = row;
  const nowUs = () => clock.now() * 1000;
  const orderOf = traits.tradeIds === "serial"
    ? (a: Trade, b: Trade) => Number(a.id) - Number(b.id)
    : (a: Trade, b: Trade) => a.ts - b.ts;

  return async (market, query, signal) => {
    refuseUnanswered(ccxt.id, query, row);
    const limit = Math.min(query.limit, pages?.page?.(market) ?? traits.tradePage);
    const { value, askedAt } = await session.ask(
      `ask trades of ${query.symbol}`,
      () =>
        pages
          ? ask(ccxt, row, pages, market, pageAsk(query, limit, nowUs()))
          : askCcxt(ccxt, row, query, limit, nowUs()),
      { signal, priority: query.priority },
    );
    const answer = believed(value, (trade) => faultOfTrade(trade, nowUs(), traits.tradeIds), askedAt);
    answer.rows.sort(orderOf);
    if (query.fromId !== undefined) return pageById(query, limit, answer, row);
    const rules: PageRules = {
      ...pages ?? UNKNOWN,
      limit,
      byId: traits.tradesById,
      serial: traits.tradeIds === "serial",
    };
    const page = {
      trades: answer.rows,
      rejected: answer.rejected,
      servedFromUs: pages?.servedFromUs?.(askedAt) ?? -Infinity,
      finalToUs: askedAt - traits.settleMs * 1_000,
    };
    const read = readPage(query, page, rules);
    return { ...answer, ...read, proven: pages ? read.proven : [] };
  };
}

/** ccxt's unified call: `since` in ms, oldest first, as far as is known. */
const UNKNOWN = { order: "oldest-first", unitUs: 1_000, reach: "all" } as const;
/** An exchange's clock may be ahead of ours: a range without an end is asked up to so long after now. */
const AHEAD_US = 60_000_000;

function refuseUnanswered(exchange: string, query: TradeQuery, row: ExchangeRow): void {
  const { trades: pages, traits } = row;
  const refuse = (why: string) => {
    throw new VenueFault("final", `Cannot ask past trades of ${query.symbol}: ${exchange}: ${why}`);
  };
  if (row.noTrades) refuse(`${row.noTrades}; record them live`);
  if (query.fromId !== undefined && !traits.tradesById) refuse("it answers by time, not by id");
  if (query.fromId !== undefined) return;
  if (query.fromUs === undefined) refuse("the query names neither an id nor a time");
  if (pages && !traits.tradesByTime) refuse("it answers by id, not by time");
}

function pageAsk({ fromUs = 0, toUs, fromId, cursor }: TradeQuery, limit: number, nowUs: number) {
  return { limit, fromUs, toUs: toUs ?? nowUs + AHEAD_US, fromId, beyondId: cursor?.id };
}

async function ask(
  ccxt: CcxtExchange,
  row: ExchangeRow,
  pages: TradePages,
  market: CcxtMarket,
  page: ReturnType<typeof pageAsk>,
): Promise<Trade[]> {
  const answer = await endpointOf(ccxt, pages.endpoint(market))(pages.params({ market, ...page }));
  const { tradeOf, wrap = (raw: unknown) => raw } = pages;
  const raws = listOf(pages.list(answer, market));
  return raws.map(tradeOf ?? ((raw) => tradeOfCcxt(ccxt.parseTrade(wrap(raw), market), row, null)));
}

async function askCcxt(
  ccxt: CcxtExchange,
  row: ExchangeRow,
  query: TradeQuery,
  limit: number,
  nowUs: number,
) {
  const { fromUs, toUs } = pageAsk(query, limit, nowUs);
  const until = Math.ceil(toUs / 1_000);
  const parsed = await ccxt.fetchTrades(query.symbol, Math.floor(fromUs / 1_000), limit, { until });
  return parsed.map((trade) => tradeOfCcxt(trade, row, null));
}

/** A page may begin before the id asked for, where the exchange only knows what comes before an id. */
function pageById(query: TradeQuery, limit: number, answer: Answer<Trade>, row: ExchangeRow): TradeAnswer {
  const rows = answer.rows.filter(({ id }) => Number(id) >= query.fromId!);
  const isEndless = row.trades?.order === "newest-first";
  const hasMore = rows.length > 0 && (isEndless || rows.length + answer.rejected >= limit);
  const next = hasMore ? { ...query, fromId: Number(rows.at(-1)!.id) + 1 } : null;
  return { ...answer, rows, proven: [], next };
}
