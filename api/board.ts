/** What is recorded, as the board has it: inventory, metrics, and the whole board in one piece. */
import * as wire from "../schemas/wire.ts";
import { Board } from "../schemas/wire_board.ts";
import { answerJson, answerText } from "./answer.ts";
import { route } from "./route.ts";

export const boardRoutes = [
  route({
    method: "GET",
    path: "/api/inventory",
    summary: "What is on disk: a row per series",
    description:
      "Sorted by exchange, type, pair and span. `gaps` counts the runs of what is missing between `first` " +
      "and `last`.",
    access: "reader",
    answers: {
      200: {
        description: "The series",
        schema: wire.Inventory,
        example: [{
          ...{ exchange: "binance", pair: "BTC/USDT", type: "ohlc", span: "1h" },
          ...{ first: "2020-01-01", last: "2024-03-05", rows: 36_624, gaps: 1 },
        }],
      },
    },
    handle: ({ texts }) => answerText(texts.inventory()),
  }),
  route({
    method: "GET",
    path: "/api/metrics",
    summary: "Runs, rows and errors of each exchange/pair",
    description: "`errors_count` counts the errors since the last success.",
    access: "reader",
    answers: {
      200: {
        description: "By exchange/pair",
        schema: wire.Metrics,
        example: {
          "binance/BTC/USDT": {
            ...{ last_run_at: 1709596800.5, last_success_at: 1709596800.5 },
            ...{ rows_collected: 36_624, errors_count: 0 },
          },
        },
      },
    },
    handle: ({ deck }) => answerJson(deck.metrics()),
  }),
  route({
    method: "GET",
    path: "/api/snapshot",
    summary: "The whole board in one piece, as the dashboard shows it",
    description:
      "Every series with its state in words, every problem with what to do. Times are ms since 1970, " +
      "those of rows (`…Us`) µs.",
    access: "reader",
    answers: { 200: { description: "The board", schema: Board } },
    handle: ({ texts }) => answerText(texts.snapshot()),
  }),
];
