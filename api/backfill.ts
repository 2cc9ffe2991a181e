/** `/api/backfill`: history that is asked for now, and how far it has come. */
import { z } from "zod";
import * as wire from "../schemas/wire.ts";
import { BackfillPreview } from "../schemas/wire_app.ts";
import { answerError, answerJson } from "./answer.ts";
import type { Deck } from "./deck.ts";
import { route } from "./route.ts";

const NOTHING_MATCHES =
  "No configured histo job matches this exchange/pair. Add one on the Config page first.";
const PAUSED = "The histo job that matches this exchange/pair is paused: resume it first.";
const ID = "binance_BTCUSDT_1709596800_1";
const RECORD: wire.BackfillRecord = {
  ...{ id: ID, exchange: "binance", pairs: ["BTC/USDT"], start: "2020-01-01 00:00:00", status: "running" },
  progress: {
    "BTC/USDT": { done: 12, total: 37, failed: 0, rows: 12_000, rows_per_second: 950, eta_seconds: 26 },
  },
  log: ["BTC/USDT 1h: 37 windows to ask for"],
  ...{ started_at: 1709596800, finished_at: null, error: null },
};
const PREVIEWED: BackfillPreview["series"][number] = {
  ...{ key: "binance/ohlc/BTC-USDT/1h", exchange: "binance", pair: "BTC/USDT", type: "ohlc", span: "1h" },
  ...{ windows: 37, rows: 36_600, rows_are: "at-most", seconds: 0.7, missing_us: 131_760_000_000_000 },
};
/** What previews has a path of its own, and no backfill has that id. */
const id = z.string().refine((text) => text !== "preview")
  .meta({ description: "As it was given when the backfill began", examples: [ID] });
const UNKNOWN = {
  description: "There is none",
  schema: wire.ApiError,
  example: { detail: `No backfill ${ID}` },
};
const NONE = {
  description: "Nothing matches, or nothing that is not paused",
  schema: wire.ApiError,
  example: { detail: NOTHING_MATCHES },
};

export const backfillRoutes = [
  route({
    method: "GET",
    path: "/api/backfill",
    summary: "Backfills under way, and the last 50 that ended",
    access: "reader",
    answers: { 200: { description: "By id", schema: wire.BackfillRecords, example: { [ID]: RECORD } } },
    handle: ({ deck }) =>
      answerJson(Object.fromEntries(deck.backfills().map((record) => [record.id, record]))),
  }),
  route({
    method: "POST",
    path: "/api/backfill",
    summary: "Fetches what is missing of the configured histories, from a day on",
    description:
      "Without `exchange` and `pairs`: of all. `parallel`: exchanges side by side. What is there already is " +
      "not asked for again.",
    access: "writer",
    body: wire.BackfillRequest,
    bodyExample: { exchange: "binance", pairs: ["BTC/USDT"], start: "2020-01-01 00:00:00", parallel: false },
    answers: {
      202: { description: "It begins", schema: wire.BackfillStarted, example: { id: ID } },
      400: NONE,
    },
    async handle(call) {
      const begun = await call.deck.startBackfill(call.body);
      return begun === null ? answerNone(call) : answerJson({ id: begun }, 202);
    },
  }),
  route({
    method: "POST",
    path: "/api/backfill/preview",
    summary: "What such a backfill would ask for, and how long that would take; nothing is asked for",
    access: "reader",
    body: wire.BackfillRequest,
    bodyExample: { exchange: "binance", pairs: ["BTC/USDT"], start: "2020-01-01 00:00:00" },
    answers: {
      200: {
        description: "A row for each series, in the order of the config",
        schema: BackfillPreview,
        example: { series: [PREVIEWED] },
      },
      400: NONE,
    },
    async handle(call) {
      const preview = await call.deck.previewBackfill(call.body);
      return preview === null ? answerNone(call) : answerJson(preview);
    },
  }),
  route({
    method: "GET",
    path: "/api/backfill/{id}",
    summary: "How far a backfill has come",
    access: "reader",
    params: { id },
    answers: {
      200: { description: "The backfill", schema: wire.BackfillRecord, example: RECORD },
      404: UNKNOWN,
    },
    handle({ deck, params }) {
      const record = deck.backfill(params.id);
      return record === null ? answerUnknown(params.id) : answerJson(record);
    },
  }),
  route({
    method: "DELETE",
    path: "/api/backfill/{id}",
    summary: "Cancels a backfill; what was fetched is kept",
    access: "writer",
    params: { id },
    answers: {
      200: {
        description: "It ends, or had ended",
        schema: wire.BackfillStopped,
        example: { status: "cancelling" },
      },
      404: UNKNOWN,
    },
    async handle({ deck, params }) {
      if (deck.backfill(params.id) === null) return answerUnknown(params.id);
      return answerJson({ status: await deck.stopBackfill(params.id) ? "cancelling" : "not_running" });
    },
  }),
];

function answerNone({ deck, body }: { deck: Deck; body: wire.BackfillRequest }): Response {
  return answerError(400, deck.meansPaused(body) ? PAUSED : NOTHING_MATCHES);
}

const answerUnknown = (given: string) => answerError(404, `No backfill ${given}`);
