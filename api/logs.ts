import * as wire from "../schemas/wire.ts";
import { LogEntries, LogEntriesQuery } from "../schemas/wire_app.ts";
import { answerJson } from "./answer.ts";
import { route } from "./route.ts";

/** More would hold up all other answers while it is read. */
const MAX_TAIL = 10_000;

export const logRoutes = [
  route({
    method: "GET",
    path: "/api/logs",
    summary: "The last lines of the log, oldest first",
    description: `At most ${MAX_TAIL} of them.`,
    access: "reader",
    query: wire.LogQuery,
    queryExample: "tail=200",
    answers: {
      200: {
        description: "The lines; none where there is no log yet",
        schema: wire.Logs,
        example: { lines: ["2024-03-05T00:00:00.123Z warning binance/trades/BTC-USDT: the socket closed"] },
      },
    },
    async handle({ deck, query }) {
      const tail = Math.min(query.tail, MAX_TAIL);
      return answerJson({ lines: tail === 0 ? [] : await deck.logs({ ...query, tail }) });
    },
  }),
  route({
    method: "GET",
    path: "/api/logs/entries",
    summary: "The last entries of the log, oldest first, in parts",
    description: "At most " + MAX_TAIL +
      " of them. `after` gives what came since an earlier answer, each entry once; where the log " +
      "has been moved on too far for that, its last entries.",
    access: "reader",
    query: LogEntriesQuery,
    queryExample: "tail=200&level=warning",
    answers: {
      200: {
        description: "The entries; none where there is no log yet",
        schema: LogEntries,
        example: {
          entries: [{
            ...{ time: "2024-03-05T00:00:00.123Z", level: "warning", actor: "binance/trades/BTC-USDT" },
            words: "the socket closed",
          }],
          ...{ cursor: "9f01c2ab-4711", more: false },
        },
      },
    },
    async handle({ deck, query }) {
      return answerJson(await deck.logEntries({ ...query, tail: Math.min(query.tail, MAX_TAIL) }));
    },
  }),
];
