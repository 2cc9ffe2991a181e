/** `GET /api/read`: rows of a series, as a page of JSON or as a whole file that is made while it is sent. */
import { z } from "zod";
import { ANSWER_FORMATS, type AnswerFormat, type ReadRequest } from "../actors/archive/reader/messages.ts";
import type { ReadAnswer } from "../actors/archive/reader/host.ts";
import { parseCursor } from "../actors/archive/reader/page.ts";
import { TYPE_NAMES } from "../actors/archive/reader/series.ts";
import { TIME_STYLES } from "../actors/archive/reader/text.ts";
import { ApiError, ReadPage } from "../schemas/wire.ts";
import { answerError, API_HEADERS } from "./answer.ts";
import { isRange, NO_RANGE, parsed, SERIES_RANGE, wholeField } from "./fields.ts";
import { route } from "./route.ts";

const DEFAULT_LIMIT = 1_000;
const MAX_LIMIT = 100_000;

const CONTENT_TYPES: Record<AnswerFormat, string> = {
  json: "application/json",
  csv: "text/csv; charset=utf-8",
  jsonl: "application/x-ndjson",
  parquet: "application/vnd.apache.parquet",
};

/** A parameter that is none is refused: rows of another range than the one meant would look like those. */
const ReadQuery = z.strictObject({
  ...SERIES_RANGE,
  cursor: parsed(parseCursor).optional().meta({ type: "string", description: "`next` of the page before" }),
  format: oneOf(ANSWER_FORMATS).default("json").meta({
    description: "A page of JSON, or all rows as a file",
  }),
  time: oneOf(TIME_STYLES).default("iso").meta({ description: "How times are written in the answer" }),
  limit: wholeField("rows", { min: 1, max: MAX_LIMIT, otherwise: DEFAULT_LIMIT })
    .meta({ description: "Rows of a page of JSON" }),
}).refine(isRange, NO_RANGE);

function oneOf<const T extends readonly string[]>(known: T) {
  return z.enum(known, { error: `expected one of ${known.join(", ")}` });
}

export const readRoutes = [
  route({
    method: "GET",
    path: "/api/read",
    summary: "Rows of a series, from disk as it is now",
    description:
      "`format=json` gives a page of `limit` rows, and in `next` the `cursor` of the page behind it; the " +
      "other formats give all rows of the range as a file. The header `X-Tapedeck-Holes` says how many holes the " +
      "range has, `X-Tapedeck-Moved` how many files of it only a remote holds: their rows are not in the answer.",
    access: "reader",
    query: ReadQuery,
    queryExample: "exchange=binance&pair=BTC/USDT&type=trades&from=2024-03-05&limit=100",
    answers: {
      200: {
        description:
          "The rows; for another format as text/csv, application/x-ndjson or application/vnd.apache.parquet",
        schema: ReadPage,
        example: {
          rows: [{
            ...{ ts: "2024-03-05T00:00:01.000000Z", ts_recv: "2024-03-05T00:00:01.001500Z", id: "1" },
            ...{ first_id: null, last_id: null, price: 42000.7, amount: 0.014, side: "buy" },
          }],
          next: null,
        },
      },
      404: {
        description: "There is no such series; the nearest are named",
        schema: ApiError,
        example: {
          detail:
            "Cannot read BTC/USD of binance: there are no trades of BTC/USD on binance; nearest: BTC/USDT",
        },
      },
      503: {
        description: "Too many reads are under way; `Retry-After` says when to ask again",
        schema: ApiError,
        example: { detail: "Cannot read now: too many reads are under way; try again" },
      },
    },
    async handle({ deck, clock, query, request }) {
      const asked = requestOf(query, clock.now() * 1000);
      return answerOf(await deck.read(asked), asked, request.method);
    },
  }),
];

/** @param nowUs µs since 1970. */
function requestOf(query: z.infer<typeof ReadQuery>, nowUs: number): ReadRequest {
  const { exchange, pair, type, span, from = -Infinity, to = Infinity, cursor, format, time, limit } = query;
  const wanted = { exchange, pair, type: TYPE_NAMES[type], span, fromUs: from, toUs: to };
  return { ...wanted, after: cursor, format, time, limit, nowUs };
}

function answerOf(answer: ReadAnswer, { pair, exchange, format }: ReadRequest, method: string) {
  switch (answer.type) {
    case "unknown-series":
      return answerError(404, `Cannot read ${pair} of ${exchange}: ${answer.reason}`);
    case "busy":
      return answerError(503, "Cannot read now: too many reads are under way; try again", {
        "retry-after": "1",
      });
    case "rows":
      return answerRows(answer, format, method);
    default:
      throw answer satisfies never;
  }
}

async function answerRows(
  { key, holes, moved, pieces }: ReadAnswer & { type: "rows" },
  format: AnswerFormat,
  method: string,
): Promise<Response> {
  const file: Record<string, string> = format === "json"
    ? {}
    : { "content-disposition": `attachment; filename="${key.replaceAll("/", "_")}.${format}"` };
  const headers = {
    ...API_HEADERS,
    "content-type": CONTENT_TYPES[format],
    "x-tapedeck-holes": `${holes}`,
    "x-tapedeck-moved": `${moved}`,
    ...file,
  };
  // A HEAD's body is dropped unread, and its stream would never be told.
  if (method === "HEAD") await pieces.cancel();
  return new Response(method === "HEAD" ? null : pieces, { headers });
}
