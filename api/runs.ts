import * as wire from "../schemas/wire.ts";
import { answerJson } from "./answer.ts";
import { route } from "./route.ts";

export const runRoutes = [
  route({
    method: "GET",
    path: "/api/runs",
    summary: "What was fetched, and what came of it: newest first",
    description:
      "Backfills, and histories that the schedule or somebody collected. For the next page, give the last " +
      "one's `started_at` as `before`.",
    access: "reader",
    query: wire.RunQuery,
    queryExample: "limit=20&status=error",
    answers: {
      200: {
        description: "The runs, those under way included",
        schema: wire.Runs,
        example: [{
          ...{
            id: "collect_812",
            kind: "collect",
            exchange: "binance",
            pairs: ["BTC/USDT"],
            type: "ohlc",
            span: "1h",
          },
          ...{ status: "done", started_at: 1709596803, finished_at: 1709596803.4, duration_seconds: 0.4 },
          ...{ rows: 1, requests: 1, error: null },
        }],
      },
    },
    handle: ({ deck, query }) => answerJson(deck.runs(query)),
  }),
];
