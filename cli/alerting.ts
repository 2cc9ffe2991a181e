/** The alerts beside the recorder: of its incidents, told in its log. */
import { alertLogLine, type Alerts, type AlertsOptions, createAlerts } from "../actors/control/alerts/mod.ts";
import type { Log } from "../actors/control/log.ts";
import type { Clock, System } from "../actors/kernel/mod.ts";
import type { Fact } from "../schemas/facts.ts";

export interface AlertingParts
  extends Pick<AlertsOptions, "config" | "dataFolder" | "incidents" | "fetch" | "snapshot" | "alive"> {
  log: Log;
  clock: Clock;
  witness(fact: Fact): void;
}

export function startAlerting(system: System, { log, clock, witness, ...options }: AlertingParts): Alerts {
  const alerts = createAlerts(system, {
    ...options,
    tell(fact) {
      const { level, where, words } = alertLogLine(fact);
      log[level](where, words);
    },
    failed: (error) => log.warning("alerts", error.message),
  });
  if (alerts.quarantined) witness({ type: "quarantined", ...alerts.quarantined, at: clock.now() });
  return alerts;
}
