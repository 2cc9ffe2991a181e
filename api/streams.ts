/** `/api/streams`: live streams, started and stopped by hand. */
import * as wire from "../schemas/wire.ts";
import { answerError, answerJson } from "./answer.ts";
import { route } from "./route.ts";

const STREAM = { exchange: "binance", pair: "BTC/USDT", channels: ["trades"] };
const KEY = "binance_BTC_USDT_trades";
const NONE = "No matching stream job";

export const streamRoutes = [
  route({
    method: "GET",
    path: "/api/streams",
    summary: "The configured streams, and whether each records",
    access: "reader",
    answers: {
      200: {
        description: "A row per pair of each stream job",
        schema: wire.Streams,
        example: [{
          key: KEY,
          ...STREAM,
          status: "running",
          rows_per_second: 12.5,
          last_row_at: 1709596800.5,
          error: null,
        }],
      },
    },
    handle: ({ deck }) => answerJson(deck.streams()),
  }),
  route({
    method: "POST",
    path: "/api/streams/start",
    summary: "Starts a configured stream that was stopped",
    description:
      "What can be fetched of the time between is fetched. Channels are not matched: the job's are started.",
    access: "writer",
    body: wire.StreamRequest,
    bodyExample: STREAM,
    answers: {
      202: { description: "It starts", schema: wire.StreamStarted, example: { status: "started", key: KEY } },
      404: {
        description: "No stream job has this exchange and pair",
        schema: wire.ApiError,
        example: { detail: NONE },
      },
    },
    async handle({ deck, body }) {
      const key = await deck.startStream(body);
      return key === null ? answerError(404, NONE) : answerJson({ status: "started", key }, 202);
    },
  }),
  route({
    method: "POST",
    path: "/api/streams/stop",
    summary: "Stops a stream until it is started again, or until the program is",
    description: "What has come is kept. Also for a stream that there is not.",
    access: "writer",
    body: wire.StreamRequest,
    bodyExample: STREAM,
    answers: {
      200: {
        description: "It stops, or did not run",
        schema: wire.StreamStopped,
        example: { status: "stopping", key: KEY },
      },
    },
    async handle({ deck, body }) {
      const { key, wasRunning } = await deck.stopStream(body);
      return answerJson({ status: wasRunning ? "stopping" : "not_running", key });
    },
  }),
];
