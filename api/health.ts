import type { Health } from "../schemas/wire.ts";
import type { Deck } from "./deck.ts";

/** `GET /health`: 200 for as long as the program serves, so that a watchdog does not kill a recorder whose
 * exchange is down; `verdict` says how the recording is. */
export function health(deck: Deck, now: number): Health {
  const { version, verdict, startedAt } = deck.snapshot();
  const uptimeSeconds = Math.max(0, Math.round((now - startedAt) / 1000));
  return { status: "ok", version, verdict: verdict.state, uptime_seconds: uptimeSeconds };
}
