/** One exchange's ccxt object, set up so that every request takes the guarded way out. */
import { AsyncLocalStorage } from "node:async_hooks";
import type { Clock } from "../../kernel/mod.ts";
import type { Budget } from "../budget.ts";
import type { Priority } from "../contract.ts";
import type { CcxtClass, CcxtExchange } from "./ccxt_types.ts";
import { redirect } from "./endpoint.ts";
import { faultOf, isCcxtError } from "./errors.ts";
import { type Fetch, guardedFetch, HttpRefusal } from "./guarded_fetch.ts";
import type { ExchangeRow } from "./traits.ts";

export interface SessionOptions {
  exchange: string;
  row: ExchangeRow;
  endpoint: string | null;
  /** ccxt's options, above those of the row. */
  options: Record<string, unknown>;
  clock: Clock;
  budget: Budget;
  fetch: Fetch;
  /** Ends every request. */
  closing: AbortSignal;
}

export interface Session {
  ccxt: CcxtExchange;
  /**
   * Runs a call to ccxt: its requests end with `signal`, wait their turn by `priority`, and `askedAt` of the result
   * is the lower of the local clock at the start and the exchange's own time in the answers, µs.
   */
  ask<T>(
    what: string,
    call: () => Promise<T>,
    options: { signal: AbortSignal; priority?: Priority },
  ): Promise<{ value: T; askedAt: number }>;
}

/** What a request has to know of the call that it belongs to, which ccxt does not pass on. */
interface Call {
  signal: AbortSignal;
  priority: Priority;
  heard(exchangeMs: number): void;
}

export function openSession(type: CcxtClass, options: SessionOptions): Session {
  const { exchange, clock, budget, closing } = options;
  const calls = new AsyncLocalStorage<Call>();
  /** Requests that no call of ours asked for: a book's snapshot, fetched by ccxt when a socket wants it. */
  const unasked: Call = { signal: closing, priority: "heal", heard: () => {} };
  const guarded = guardedFetch({ ...options, weightLimit: options.row.weightLimit });

  const ccxt = construct(type, options);
  ccxt.throttle = (cost = 1) => budget.take(cost * ccxt.rateLimit, calls.getStore() ?? unasked);
  ccxt.fetchImplementation = async (url, init) => {
    const request = { method: init.method, headers: init.headers, body: init.body };
    try {
      return await guarded(url, request, calls.getStore() ?? unasked);
    } catch (error) {
      throw explained(ccxt, error, url);
    }
  };

  return {
    ccxt,
    async ask(what, call, { signal, priority = "heal" }) {
      let askedAtMs = clock.now();
      const context: Call = {
        signal: AbortSignal.any([signal, closing]),
        priority,
        heard: (exchangeMs) => askedAtMs = Math.min(askedAtMs, exchangeMs),
      };
      try {
        const value = await calls.run(context, call);
        return { value, askedAt: Math.floor(askedAtMs * 1000) };
      } catch (error) {
        context.signal.throwIfAborted();
        const fault = faultOf(error, `${what} on ${exchange}`);
        if (fault.retryAfterMs !== null) budget.observe({ retryAfterMs: fault.retryAfterMs });
        throw fault;
      }
    },
  };
}

function construct(type: CcxtClass, { row, endpoint, options }: SessionOptions): CcxtExchange {
  const ccxt = new type({
    enableRateLimit: true,
    timeout: 2 ** 31 - 1, // the guarded fetch has its own, which covers the body too
    options: {
      ...row.options,
      ...options,
      tradesLimit: 1, // its cache is not used: see trade_feed.ts
      ws: { ...options.ws as object, connectionTimeout: 0 }, // the watchdog has its own
    },
  });
  ccxt.has.fetchCurrencies = false; // a request more, for what is not used
  ccxt.log = () => {};
  ccxt.safeTrade = (trade) => trade; // it multiplies out a cost that is not used: 30 % of the decoding
  // it cuts pages to the limit after sorting ids as text, and drops rows without a time uncounted
  ccxt.filterBySinceLimit = ccxt.filterBySymbolSinceLimit = (rows) => rows;
  if (endpoint !== null) {
    ccxt.urls = { ...ccxt.urls, api: redirect(ccxt.urls.api, endpoint, ccxt.hostname ?? "") };
  }
  return ccxt;
}

/**
 * A refused answer's body in the exchange's own terms, as the error that ccxt knows for it. Where the status speaks
 * for itself, only what says more: Bitfinex has 500 for an unknown symbol, Bybit 403 for too many requests.
 */
function explained(ccxt: CcxtExchange, error: unknown, url: string): unknown {
  if (!(error instanceof HttpRefusal) || error.kind === "rate-limit") return error;
  try {
    const parsed = JSON.parse(error.body);
    ccxt.handleErrors(error.status, "", url, "GET", {}, error.body, parsed, {}, undefined);
  } catch (explanation) {
    const says = faultOf(explanation, "").kind;
    const isKnown = error.kind === "garbage" || says === "final" || says === "rate-limit";
    if (isKnown && isCcxtError(explanation)) return explanation;
  }
  return error;
}
