/** For Prometheus: what is counted and measured, in its text format. */
import { z } from "zod";
import { answerError, API_HEADERS } from "./answer.ts";
import { route } from "./route.ts";

export const metricsRoutes = [
  route({
    method: "GET",
    path: "/metrics",
    summary: "Counters and gauges, for Prometheus",
    description: "docs/prometheus/metrics.md says what each means. No pair is ever a label.",
    access: "reader",
    answers: {
      200: {
        description: "Its text format",
        schema: z.string(),
        type: "text/plain",
        example: 'tapedeck_rows_total{exchange="binance",type="trades"} 36624',
      },
      503: { description: "tapedeck is starting" },
    },
    async handle({ deck }) {
      const metrics = await deck.prometheus();
      if (!metrics) return answerError(503, "tapedeck is starting", { "retry-after": "1" });
      return new Response(metrics.body, { headers: { ...API_HEADERS, "content-type": metrics.type } });
    },
  }),
];
