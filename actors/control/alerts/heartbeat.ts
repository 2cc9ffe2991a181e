/**
 * Asks an address while all is well, and only then: the service behind it (healthchecks.io, Uptime Kuma, Better
 * Stack, …) tells somebody when nothing comes. That is the one alert that a dead recorder can give.
 */
import type { AlertsState } from "../../../schemas/alerts.ts";
import type { Config } from "../../../schemas/config.ts";
import { secretsIn } from "../../../schemas/secrets.ts";
import type { Snapshot } from "../../../schemas/snapshot.ts";
import type { Behavior, Cancel, Outcome, Reply } from "../../kernel/mod.ts";
import { createRedactor } from "../redact.ts";
import type { AlertFact } from "./facts.ts";
import { faultIn } from "./health.ts";
import { type Delivery, post } from "./post.ts";

export interface HeartbeatEnv {
  /** As it is now; a change is told with `configured`. */
  config(): Config;
  /** What the board shows. */
  snapshot(): Pick<Snapshot, "verdict" | "disk" | "series">;
  /** Asks the supervisor; rejects where it does not answer. */
  alive(): Promise<unknown>;
  fetch: typeof fetch;
  tell(fact: AlertFact): void;
}

export type HeartbeatState = AlertsState["heartbeat"];

type Beat = Delivery | { type: "held"; why: string };

export type HeartbeatMessage =
  | { type: "beat" }
  | { type: "beaten"; begunAt: number; outcome: Outcome<Beat> }
  | { type: "configured" }
  | { type: "state"; reply: Reply<HeartbeatState> };

/** What was not sent is looked at again so soon, unless the next one is due before. */
const AGAIN_MS = 10_000;

export function heartbeat(
  { config, snapshot, alive, fetch, tell }: HeartbeatEnv,
): Behavior<HeartbeatMessage> {
  return (ctx) => {
    const redact = createRedactor(() => secretsIn(config()));
    let settings = settingsIn(config());
    let isBeating = false;
    let next: Cancel = () => {};
    let lastAt: number | null = null;
    let lastError: string | null = null;

    function beat(): void {
      next();
      const { url } = settings;
      if (url === null || isBeating) return;
      isBeating = true;
      const begunAt = ctx.clock.elapsed();
      ctx.run((signal) => beatOnce(url, signal), (outcome) => ({ type: "beaten", begunAt, outcome }));
    }

    async function beatOnce(url: string, signal: AbortSignal): Promise<Beat> {
      const fault = faultIn(snapshot()) ??
        await alive().then(() => null, () => "its supervisor does not answer");
      // What is found out late may be wrong by now.
      const why = fault ?? faultIn(snapshot());
      if (why !== null) return { type: "held", why };
      return await post({ method: "GET", url, headers: {} }, { fetch, clock: ctx.clock }, signal);
    }

    function beaten(begunAt: number, outcome: Outcome<Beat>): void {
      isBeating = false;
      const result: Beat = outcome.ok ? outcome.value : { type: "failed", why: String(outcome.error) };
      note(result);
      const dueMs = begunAt + settings.intervalMs - ctx.clock.elapsed();
      const afterMs = result.type === "taken" ? dueMs : Math.min(dueMs, AGAIN_MS);
      next = ctx.after(Math.max(0, afterMs), { type: "beat" });
    }

    function note(result: Beat): void {
      const at = ctx.clock.now();
      if (result.type === "taken") {
        if (lastError !== null) tell({ type: "heartbeat-back", at });
        [lastAt, lastError] = [at, null];
        return;
      }
      const why = redact(result.why).replace(/\.$/, "");
      const error = result.type === "held" ? `Not sent: ${why}` : `Cannot send the heartbeat: ${why}`;
      const isNew = error !== lastError;
      lastError = error;
      if (!isNew) return;
      if (result.type === "held") tell({ type: "heartbeat-held", why, at });
      else tell({ type: "alert-failed", what: "heartbeat", error, isRefused: result.type === "refused", at });
    }

    function configured(): void {
      const before = settings;
      settings = settingsIn(config());
      if (before.url === settings.url && before.intervalMs === settings.intervalMs) return;
      if (before.url !== settings.url) [lastAt, lastError] = [null, null];
      beat();
    }

    beat();
    return (message) => {
      switch (message.type) {
        case "beat":
          return beat();
        case "beaten":
          return beaten(message.begunAt, message.outcome);
        case "configured":
          return configured();
        case "state":
          return message.reply.ok({
            configured: settings.url !== null,
            last_at: lastAt === null ? null : lastAt / 1_000,
            last_error: lastError,
          });
        default:
          message satisfies never;
      }
    };
  };
}

function settingsIn({ alerts }: Config): { url: string | null; intervalMs: number } {
  return { url: alerts.heartbeat_url, intervalMs: alerts.heartbeat_interval * 1_000 };
}
