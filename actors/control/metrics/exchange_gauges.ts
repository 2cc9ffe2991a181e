/** What is known of each exchange, as gauges. */
import type { Snapshot } from "../../../schemas/snapshot.ts";
import type { Happening } from "./additions.ts";
import { type Family, gauge, seconds } from "./family.ts";

/** Clocks are compared each minute in which a row comes; what is older says nothing of now. */
const COMPARED_MS = 5 * 60_000;

export interface Clocks {
  witness(happening: Happening): void;
  /** ms that this machine is ahead; null: not compared lately. */
  ahead(exchange: string, now: number): number | null;
}

export function createClocks(): Clocks {
  const compared = new Map<string, { aheadMs: number; at: number }>();
  return {
    witness(happening) {
      if (happening.type === "clock-compared") compared.set(happening.exchange, happening);
    },
    ahead(exchange, now) {
      const last = compared.get(exchange);
      return last && Math.abs(now - last.at) < COMPARED_MS ? last.aheadMs : null;
    },
  };
}

export function exchangeGauges(
  { venues }: Snapshot,
  { clocks, now }: { clocks: Clocks; now: number },
): Family[] {
  const of = (name: string, help: string, value: (venue: Snapshot["venues"][number]) => number | null) =>
    gauge(name, help, venues.map((venue) => [{ exchange: venue.exchange }, value(venue)]));
  return [
    of(
      "tapedeck_exchange_up",
      "1: the exchange's markets are known and it can be recorded.",
      ({ state }) => state === "open" ? 1 : 0,
    ),
    of(
      "tapedeck_budget_used_ratio",
      "Share of the requests that the exchange allows a minute that is used.",
      ({ budgetUsed }) => budgetUsed,
    ),
    of(
      "tapedeck_budget_wait_seconds",
      "Time until the exchange may be asked again, because it said so; 0: now.",
      ({ waitUntil }) => waitUntil === null ? 0 : seconds(Math.max(0, waitUntil - now)),
    ),
    of(
      "tapedeck_clock_ahead_seconds",
      "How far this machine's clock is ahead of the exchange's, by its newest rows; behind: negative.",
      ({ exchange }) => {
        const aheadMs = clocks.ahead(exchange, now);
        return aheadMs === null ? null : seconds(aheadMs);
      },
    ),
  ];
}
