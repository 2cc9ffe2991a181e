/** Incidents to speak of. */
import type { Incident } from "../../../actors/control/incidents/mod.ts";

export const OPENED_AT = Date.UTC(2026, 10, 28, 14, 3);

export function incident(changes: Partial<Incident> = {}): Incident {
  return {
    id: "incident_7",
    kind: "venue-outage",
    severity: "warning",
    exchange: "binance",
    series: ["binance/trades/BTC-USDT"],
    seriesCount: 1,
    openedAt: OPENED_AT,
    closedAt: null,
    sentence: "binance has not been reachable since 14:03 UTC.",
    advice: "It is tried again by itself.",
    reason: "reset",
    holes: { opened: 0, healed: 0, refillable: 0 },
    failures: 0,
    ...changes,
  };
}
