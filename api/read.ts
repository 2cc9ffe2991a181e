/** `GET /api/read`: rows of a series, as a page of JSON or as a whole file that is made while it is sent. */
import { ANSWER_FORMATS, type AnswerFormat, type ReadRequest } from "../actors/archive/reader/messages.ts";
import type { ReadAnswer } from "../actors/archive/reader/host.ts";
import { parseCursor } from "../actors/archive/reader/page.ts";
import { TYPE_NAMES } from "../actors/archive/reader/series.ts";
import { TIME_STYLES } from "../actors/archive/reader/text.ts";
import { parseTime } from "../actors/archive/reader/times.ts";
import { answerError, API_HEADERS } from "./answer.ts";
import type { Deck } from "./deck.ts";

const DEFAULT_LIMIT = 1_000;
const MAX_LIMIT = 100_000;

const CONTENT_TYPES: Record<AnswerFormat, string> = {
  json: "application/json",
  csv: "text/csv; charset=utf-8",
  jsonl: "application/x-ndjson",
  parquet: "application/vnd.apache.parquet",
};

/** @param nowUs µs since 1970. */
export async function answerRead(deck: Deck, request: Request, nowUs: number): Promise<Response> {
  const asked = readQuery(new URL(request.url).searchParams, nowUs);
  if (!asked.ok) return answerError(422, asked.wrong);
  const answer = await deck.read(asked.request);
  switch (answer.type) {
    case "unknown-series": {
      const { pair, exchange } = asked.request;
      return answerError(404, `Cannot read ${pair} of ${exchange}: ${answer.reason}`);
    }
    case "busy":
      return answerError(503, "Cannot read now: too many reads are under way; try again", {
        "retry-after": "1",
      });
    case "rows":
      return answerRows(answer, asked.request.format, request.method);
    default:
      throw answer satisfies never;
  }
}

async function answerRows(
  { key, holes, pieces }: ReadAnswer & { type: "rows" },
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
    ...file,
  };
  // A HEAD's body is dropped unread, and its stream would never be told.
  if (method === "HEAD") await pieces.cancel();
  return new Response(method === "HEAD" ? null : pieces, { headers });
}

interface Wrong {
  loc: string[];
  msg: string;
  type: string;
}

type Asked = { ok: true; request: ReadRequest } | { ok: false; wrong: Wrong[] };

/** Every parameter that is wrong is named, with its value and what is expected. */
function readQuery(query: URLSearchParams, nowUs: number): Asked {
  const wrong: Wrong[] = [];
  function take<T>(name: string, read: (text: string) => T, otherwise: () => T): T {
    const text = query.get(name);
    try {
      return text === null ? otherwise() : read(text);
    } catch (error) {
      const msg = `${name} is ${text === null ? "missing" : JSON.stringify(text)}: ${
        (error as Error).message
      }`;
      wrong.push({ loc: ["query", name], msg, type: text === null ? "missing" : "value_error" });
      return undefined as T;
    }
  }
  const request: ReadRequest = {
    exchange: take("exchange", named, required("an exchange, as the inventory has it")),
    pair: take("pair", named, required("a pair, as the inventory has it")),
    type: TYPE_NAMES[take("type", oneOf(Object.keys(TYPE_NAMES)), required("trades, ohlc or orderbook"))],
    span: take<string | undefined>("span", named, () => undefined),
    fromUs: take("from", parseTime, () => -Infinity),
    toUs: take("to", parseTime, () => Infinity),
    after: take<ReadRequest["after"]>("cursor", parseCursor, () => undefined),
    format: take("format", oneOf(ANSWER_FORMATS), () => "json"),
    time: take("time", oneOf(TIME_STYLES), () => "iso"),
    limit: take("limit", rowCount, () => DEFAULT_LIMIT),
    nowUs,
  };
  if (request.fromUs >= request.toUs) {
    wrong.push({
      loc: ["query", "to"],
      msg: `to is ${JSON.stringify(query.get("to"))}: expected a time after from`,
      type: "value_error",
    });
  }
  return wrong.length === 0 ? { ok: true, request } : { ok: false, wrong };
}

const required = (what: string) => (): never => {
  throw new Error(`expected ${what}`);
};

function named(text: string): string {
  if (text.trim() === "") throw new Error("expected a name");
  return text;
}

const oneOf = <T extends string>(known: readonly T[]) => (text: string): T => {
  const found = known.find((each) => each === text);
  if (!found) throw new Error(`expected one of ${known.join(", ")}`);
  return found;
};

function rowCount(text: string): number {
  const rows = Number(text);
  if (/^\d+$/.test(text) && rows >= 1 && rows <= MAX_LIMIT) return rows;
  throw new Error(`expected a whole number of rows from 1 to ${MAX_LIMIT}`);
}
