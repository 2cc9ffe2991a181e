/** Keeps a cell's markets as the exchange has them: they are listed, halted and delisted while one records. */
import type { Context, Outcome } from "../kernel/mod.ts";
import { type Market, type Venue, VenueFault } from "./contract.ts";
import { request } from "./request.ts";
import { retryDelayMs } from "./retry.ts";

const RENEW_MS = 60 * 60_000;

type Markets = Map<string, Market>;

export type MarketsMessage =
  | { type: "load-markets" }
  | { type: "markets"; outcome: Outcome<Markets> };

export interface MarketsLoader {
  load(): void;
  receive(message: MarketsMessage): void;
}

export interface MarketsEnv {
  /** The first time, and every hour. */
  loaded(markets: Markets): void;
  /** It is tried again at `retryAt`, ms. */
  failed(error: string, retryAt: number): void;
}

export function createMarketsLoader<M>(
  ctx: Context<M | MarketsMessage>,
  venue: Venue,
  { loaded, failed }: MarketsEnv,
): MarketsLoader {
  let failures = 0;

  function load(): void {
    request<Markets, M | MarketsMessage>(
      ctx,
      (signal) => venue.markets(signal),
      (outcome) => ({ type: "markets", outcome }),
    );
  }

  function came(outcome: Outcome<Markets>): void {
    if (!outcome.ok) return retry(outcome.error);
    failures = 0;
    ctx.after(RENEW_MS, { type: "load-markets" });
    loaded(outcome.value);
  }

  function retry(error: unknown): void {
    if (!(error instanceof VenueFault)) throw error;
    const delayMs = retryDelayMs(error, failures++, ctx.random);
    ctx.after(delayMs, { type: "load-markets" });
    failed(error.message, ctx.clock.now() + delayMs);
  }

  return { load, receive: (message) => message.type === "markets" ? came(message.outcome) : load() };
}
