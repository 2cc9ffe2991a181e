/** The way to BitMEX's REST interface: guarded, in its turn, and with what the answers tell of time and allowance. */
import type { Clock } from "../../kernel/mod.ts";
import type { Budget } from "../budget.ts";
import type { Priority } from "../contract.ts";
import { redirect } from "./endpoint.ts";
import { type Fetch, guardedFetch } from "./guarded_fetch.ts";

/** Asks for one page: a path below `/api/v1`, such as `/trade`. */
export type Get = (path: string, params?: Record<string, string | number>) => Promise<unknown>;

export interface BitmexRest {
  /**
   * Runs requests that belong together: they end with `signal` and wait their turn by `priority`. `askedAt`: the lower
   * of the local clock at the start and the exchange's own time in the answers, µs.
   */
  ask<T>(
    requests: (get: Get) => Promise<T>,
    options: { signal: AbortSignal; priority?: Priority },
  ): Promise<{ value: T; askedAt: number }>;
}

export interface BitmexRestOptions {
  endpoint: string | null;
  clock: Clock;
  budget: Budget;
  fetch: Fetch;
  /** Ends every request. */
  closing: AbortSignal;
}

const BASE = "https://www.bitmex.com/api/v1";
/** "30 requests per minute" of those who are not logged in. */
const COST_MS = 2_000;

export function openBitmexRest({ endpoint, clock, budget, fetch, closing }: BitmexRestOptions): BitmexRest {
  const guarded = guardedFetch({ exchange: "bitmex", fetch, clock, budget });
  const base = endpoint === null ? BASE : redirect(BASE, endpoint, "");

  return {
    async ask(requests, { signal, priority = "heal" }) {
      let askedAtMs = clock.now();
      const either = AbortSignal.any([signal, closing]);
      const heard = (exchangeMs: number) => askedAtMs = Math.min(askedAtMs, exchangeMs);
      const get: Get = async (path, params = {}) => {
        const query = new URLSearchParams(Object.entries(params).map(([name, value]) => [name, `${value}`]));
        await budget.take(COST_MS, { priority, signal: either });
        const answer = await guarded(`${base}${path}?${query}`, {}, { signal: either, heard });
        tellUsed(answer.headers, budget);
        return await answer.json();
      };
      return { value: await requests(get), askedAt: Math.floor(askedAtMs * 1_000) };
    },
  };
}

/** "On each request to the API, these headers are returned": what others on this address used counts too. */
function tellUsed(headers: Headers, budget: Budget): void {
  const [limitWeight, remaining] = ["limit", "remaining"].map((name) =>
    Number(headers.get(`x-ratelimit-${name}`) ?? NaN)
  );
  const exchangeMs = Date.parse(headers.get("date") ?? "");
  if (!(limitWeight > 0 && remaining >= 0) || Number.isNaN(exchangeMs)) return;
  budget.observe({ usedWeight: Math.max(0, limitWeight - remaining), limitWeight, exchangeMs });
}
