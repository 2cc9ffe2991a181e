/**
 * What a page of trades proves, and what to ask next. Equal timestamps over a page's edge are dealt with here, for
 * every exchange: what shares the edge's unit of time (a ms, a second) is left to the next page, which asks for that
 * whole unit again; where pages go on by id, nothing is asked twice. Times in µs, ranges half-open.
 */
import type { Trade } from "../../../schemas/market.ts";
import { clip, difference, type Interval, unionAll } from "../../archive/intervals.ts";
import type { TradeQuery } from "../contract.ts";
import { idSpanOf } from "../serial_order.ts";

/** How an exchange cuts its pages. */
export interface PageRules {
  /** Which end of the range asked for a full page keeps. */
  order: "oldest-first" | "newest-first";
  /** The unit that the ends of a range are asked in: 1 for µs, 1,000 for ms. */
  unitUs: number;
  /** Rows of a full page. */
  limit: number;
  /** Do pages go on by id? */
  byId: boolean;
  /**
   * Can all pages of a range be had, or but one: the newest trades of all (`newest`), or the newest after the
   * range's begin (`newest-after`)?
   */
  reach: "all" | "newest" | "newest-after";
  serial: boolean;
}

export interface SentPage {
  /** Believed, ascending. */
  trades: Trade[];
  rejected: number;
  /** Nothing older is served, nothing later is final yet. */
  servedFromUs: number;
  finalToUs: number;
}

export interface ReadPage {
  rows: Trade[];
  proven: Interval[];
  next: TradeQuery | null;
  servedFromUs?: number;
}

/** A page that was asked for by time, or that goes on by id within a range of time. */
export function readPage(query: TradeQuery, page: SentPage, rules: PageRules): ReadPage {
  const range = { from: query.fromUs ?? -Infinity, to: query.toUs ?? Infinity };
  const wanted = within(page.trades, range);
  const times = page.trades.map(({ ts }) => ts);
  const held = { from: Math.min(...times), to: Math.max(...times) };
  const cut = hasMore(page, held, range, rules) ? cutOf(held, range, rules) : null;
  const rows = cut === null ? wanted : within(wanted, cut.rows);
  const isNewestOnly = rules.reach !== "all" && cut !== null;
  const servedFromUs = isNewestOnly ? unitAfter(held.from, rules) : page.servedFromUs;
  const answered = clip([cut?.proven ?? range], servedFromUs, page.finalToUs);
  const isProof = page.rejected === 0 && page.trades.length > 0 &&
    !(isFull(page, rules) && isBeside(held, range, rules));
  const holes = holesOf(page.trades, query, rules);
  const proven = isProof ? difference(answered, holes) : [];
  const next = cut && nextQuery(query, cut, { rows, holes }, rules);
  return servedFromUs > range.from ? { rows, proven, next, servedFromUs } : { rows, proven, next };
}

const within = (trades: Trade[], { from, to }: Interval) => trades.filter(({ ts }) => ts >= from && ts < to);

/** A full page may have left something out, unless it reaches over the range's end. `held`: its first and last time. */
function hasMore({ trades, rejected }: SentPage, held: Interval, range: Interval, rules: PageRules): boolean {
  if (trades.length === 0) return false;
  if (rules.reach === "newest") return held.from > range.from;
  if (!isFull({ trades, rejected }, rules) || isBeside(held, range, rules)) return false;
  return rules.order === "oldest-first" ? held.to < range.to : held.from >= range.from;
}

const isFull = ({ trades, rejected }: Pick<SentPage, "trades" | "rejected">, { limit }: PageRules) =>
  trades.length + rejected >= limit;

/** A full page from before the range's begin: the exchange has not answered what was asked. */
const isBeside = (held: Interval, range: Interval, { order }: PageRules) =>
  order === "oldest-first" && held.to < range.from;

interface Cut {
  /** Of which the page's rows are taken now. */
  rows: Interval;
  /** Of which the page has all rows. */
  proven: Interval;
  /** What is still to be asked. */
  rest: { fromUs?: number; toUs?: number };
}

function cutOf(held: Interval, range: Interval, { order, unitUs, byId, reach }: PageRules): Cut {
  const floor = (us: number) => Math.floor(us / unitUs) * unitUs;
  const everything = { from: -Infinity, to: Infinity };
  const nothing = { from: 0, to: 0 };
  if (order === "oldest-first") {
    const edge = Math.max(range.from, floor(held.to));
    const proven = { from: range.from, to: edge };
    if (byId) return { rows: everything, proven, rest: { fromUs: edge } };
    if (range.from < edge) return { rows: proven, proven, rest: { fromUs: edge } };
    return { rows: everything, proven: nothing, rest: { fromUs: floor(edge) + unitUs } };
  }
  const edge = Math.min(range.to, unitAfter(held.from, { unitUs }));
  const proven = { from: edge, to: range.to };
  if (byId || reach !== "all") return { rows: everything, proven, rest: { toUs: edge } };
  if (edge < range.to) return { rows: proven, proven, rest: { toUs: edge } };
  return { rows: everything, proven: nothing, rest: { toUs: Math.ceil(edge / unitUs) * unitUs - unitUs } };
}

const unitAfter = (us: number, { unitUs }: Pick<PageRules, "unitUs">) =>
  (Math.floor(us / unitUs) + 1) * unitUs;

/** Where ids are missing, or may be: from the row before to the row after, their own µs included. */
function holesOf(trades: Trade[], { cursor }: TradeQuery, { serial, order }: PageRules): Interval[] {
  const [first, last] = [trades[0], trades.at(-1)];
  if (!serial || !first || !last) return [];
  const holes: Interval[] = cursor?.hole ? [cursor.hole] : [];
  const neighborId = cursor?.neighborId ?? null;
  if (neighborId !== null && order === "oldest-first" && firstIdOf(first) > neighborId + 1) {
    holes.push({ from: -Infinity, to: first.ts + 1 });
  }
  for (const [i, trade] of trades.slice(1).entries()) {
    if (firstIdOf(trade) > lastIdOf(trades[i]) + 1) holes.push({ from: trades[i].ts, to: trade.ts + 1 });
  }
  if (neighborId !== null && order === "newest-first" && lastIdOf(last) < neighborId - 1) {
    holes.push({ from: last.ts, to: Infinity });
  }
  return unionAll([], holes);
}

function nextQuery(
  query: TradeQuery,
  { rest }: Cut,
  read: { rows: Trade[]; holes: Interval[] },
  rules: PageRules,
) {
  const next: TradeQuery = { ...query, ...rest };
  if (rules.reach !== "all" || next.fromUs! >= (next.toUs ?? Infinity)) return null;
  const isOldestFirst = rules.order === "oldest-first";
  const edge = isOldestFirst ? read.rows.at(-1) : read.rows[0];
  if (!edge || !rules.serial) return next;
  const neighborId = isOldestFirst ? lastIdOf(edge) : firstIdOf(edge);
  const hole = isOldestFirst ? read.holes.at(-1) : read.holes[0];
  return { ...next, cursor: { neighborId, hole, ...rules.byId && { id: neighborId } } };
}

const firstIdOf = (trade: Trade) => idSpanOf(trade)!.firstId;
const lastIdOf = (trade: Trade) => idSpanOf(trade)!.lastId;
