import type { Health } from "../schemas/wire.ts";
import * as wire from "../schemas/wire.ts";
import { answerJson } from "./answer.ts";
import type { Deck } from "./deck.ts";
import { route } from "./route.ts";

export const healthRoutes = [
  route({
    method: "GET",
    path: "/health",
    summary: "Whether the program serves, and how the recording is",
    description:
      "200 for as long as the program serves, so that a watchdog does not kill a recorder whose exchange " +
      "is down; `verdict` says how the recording is.",
    access: "anyone",
    answers: {
      200: {
        description: "It serves",
        schema: wire.Health,
        example: { status: "ok", version: "0.1.0", verdict: "ok", uptime_seconds: 86_400 },
      },
    },
    handle: ({ deck, clock }) => answerJson(healthOf(deck, clock.now())),
  }),
];

function healthOf(deck: Deck, now: number): Health {
  const { version, verdict, startedAt } = deck.snapshot();
  const uptimeSeconds = Math.max(0, Math.round((now - startedAt) / 1000));
  return { status: "ok", version, verdict: verdict.state, uptime_seconds: uptimeSeconds };
}
