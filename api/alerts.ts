/** How those who want to know are told. */
import { AlertsState, AlertTest } from "../schemas/alerts.ts";
import { answerJson } from "./answer.ts";
import { route } from "./route.ts";

export const alertRoutes = [
  route({
    method: "GET",
    path: "/api/alerts",
    summary: "Where alerts go, how many wait, and whether the heartbeat beats",
    access: "reader",
    answers: { 200: { description: "How it stands", schema: AlertsState } },
    handle: async ({ deck }) => answerJson(await deck.alerts()),
  }),
  route({
    method: "POST",
    path: "/api/alerts/test",
    summary: "Sends an alert now, to see whether it arrives",
    access: "writer",
    answers: { 200: { description: "Whether it was taken, and if not why", schema: AlertTest } },
    handle: async ({ deck }) => answerJson(await deck.testAlert()),
  }),
];
