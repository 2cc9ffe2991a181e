/**
 * Keeps a cell's markets as the exchange has them: they are listed, halted and delisted while one records. They are
 * kept on disk, and asked for once a day; sooner where a symbol is wanted that is not, or not yet, among them.
 */
import type { Cancel, Context, Outcome } from "../kernel/mod.ts";
import { type Market, type Venue, VenueFault } from "./contract.ts";
import type { MarketCache } from "./market_cache.ts";
import { request } from "./request.ts";
import { retryDelayMs } from "./retry.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** However many reasons there are to ask, it is done no oftener. */
const LEAST_MS = 10 * 60_000;
/** So that the recorders of the world do not ask at once: a renewal comes by up to this share earlier. */
const JITTER = 0.1;

/** Every market by symbol, and when the exchange told so, ms. */
export interface MarketList {
  markets: ReadonlyMap<string, Market>;
  at: number;
}

export type MarketsMessage =
  | { type: "load-markets" }
  | { type: "markets"; outcome: Outcome<Map<string, Market>> };

export interface MarketsLoader {
  /** From disk, where they are there and young; else asks. */
  begin(): void;
  /**
   * To be called when what is wanted, or what is waited for, has changed. True: the exchange is being asked for a
   * symbol that is wanted and not known.
   */
  look(): boolean;
  /** An answer spoke of a symbol as no market: asks anew, where that was not just done. */
  doubt(): void;
  receive(message: MarketsMessage): void;
}

export interface MarketsEnv {
  venue: Venue;
  cache: MarketCache;
  /** The symbols of the assignment. */
  wanted(): Iterable<string>;
  /** Something wanted is not recorded until its market is listed, or trades again. */
  isWaiting(): boolean;
  /** `before`: from disk, where they were too old to be taken. */
  loaded(list: MarketList, before: MarketList | null): void;
  /** It is tried again at `retryAt`, ms; `isOpen`: it goes on with the markets that it has. */
  failed(error: string, retryAt: number): void;
  note(level: "info" | "warning", words: string): void;
}

export function createMarketsLoader<M>(ctx: Context<M | MarketsMessage>, env: MarketsEnv): MarketsLoader {
  const { venue, cache } = env;
  let list: MarketList | null = null;
  /** From disk and old: for when the exchange cannot be asked. */
  let old: MarketList | null = null;
  let isAsking = false;
  let failures = 0;
  let askedAt = -Infinity;
  let cancelTimer: Cancel = () => {};
  const now = () => ctx.clock.now();

  function begin(): void {
    const kept = recall();
    const isYoung = kept !== null && kept.at <= now() && now() - kept.at < DAY_MS;
    if (!isYoung || lacks(kept)) {
      old = kept;
      return ask();
    }
    env.note("info", `markets of ${iso(kept.at)}, from disk`);
    take(kept);
  }

  function recall(): MarketList | null {
    try {
      const cached = venue.marketKeep ? cache.read() : null;
      return cached && { markets: venue.marketKeep!.restore(cached.markets), at: cached.at };
    } catch (error) {
      env.note("warning", `the markets kept on disk are not used, and asked for anew: ${messageOf(error)}`);
      return null;
    }
  }

  function keep(at: number): void {
    try {
      if (venue.marketKeep) cache.write({ at, markets: venue.marketKeep.list() });
    } catch (error) {
      env.note("warning", `the markets could not be kept on disk: ${messageOf(error)}`);
    }
  }

  function ask(): void {
    if (isAsking) return;
    cancelTimer();
    isAsking = true;
    request<Map<string, Market>, M | MarketsMessage>(
      ctx,
      (signal) => venue.markets(signal),
      (outcome) => ({ type: "markets", outcome }),
    );
  }

  function came(outcome: Outcome<Map<string, Market>>): void {
    isAsking = false;
    if (!outcome.ok) return retry(outcome.error);
    failures = 0;
    askedAt = now();
    keep(askedAt);
    take({ markets: outcome.value, at: askedAt });
  }

  function take(next: MarketList): void {
    const before = old;
    old = null;
    list = next;
    env.loaded(next, before);
    schedule();
  }

  function retry(error: unknown): void {
    if (!(error instanceof VenueFault)) throw error;
    const delayMs = retryDelayMs(error, failures++, ctx.random);
    const retryAt = now() + delayMs;
    cancelTimer();
    cancelTimer = ctx.after(delayMs, { type: "load-markets" });
    if (old) {
      env.note(
        "warning",
        `${error.message}; until it can be asked, its markets are those of ${iso(old.at)}, from disk`,
      );
      list = old;
      old = null;
      env.loaded(list, null);
    } else if (!list) env.failed(error.message, retryAt);
    else if (failures === 1) {
      env.note("warning", `${error.message}; it is tried again, with the markets known so far`);
    }
  }

  /** One timer for all reasons; while it is being asked, or tried again, there is one already. */
  function schedule(): void {
    if (isAsking || failures > 0 || !list) return;
    const everyMs = (env.isWaiting() ? HOUR_MS : DAY_MS) * (1 - JITTER * ctx.random());
    cancelTimer();
    cancelTimer = ctx.after(Math.max(0, list.at + everyMs - now()), { type: "load-markets" });
  }

  const lacks = ({ markets }: MarketList) => [...env.wanted()].some((symbol) => !markets.has(symbol));

  function doubt(): void {
    if (list && now() - Math.max(askedAt, list.at) >= LEAST_MS) ask();
  }

  return {
    begin,
    look() {
      const isUnknown = list !== null && lacks(list);
      if (isUnknown && failures === 0) doubt();
      if (!isAsking) schedule();
      return isUnknown && (isAsking || failures > 0);
    },
    doubt,
    receive: (message) => message.type === "markets" ? came(message.outcome) : ask(),
  };
}

/** The venue, whose final faults raise a doubt: what they speak of may be a symbol that is gone. */
export function doubting(venue: Venue, doubt: () => void): Venue {
  return {
    ...venue,
    async fetchTrades(query, signal) {
      try {
        return await venue.fetchTrades(query, signal);
      } catch (error) {
        if (error instanceof VenueFault && error.kind === "final") doubt();
        throw error;
      }
    },
  };
}

const iso = (ms: number) => new Date(ms).toISOString();
const messageOf = (error: unknown) => error instanceof Error ? error.message : String(error);
