/** Questions made of the API's own document: right ones, nearly right ones, and nonsense. */
import fc from "fast-check";
import type { Content, JsonSchema, OpenApi, Operation } from "./api_document.ts";
import { hourAgo, valueOf } from "./api_values.ts";

/** With what a question is asked. */
export type Credentials = "session" | "bearer" | "query" | "wrong" | "none";

export interface Question {
  method: string;
  /** A path with its query, as it goes over the wire; `{live}` stands for an id that the program has given. */
  target: string;
  headers: Record<string, string>;
  body: string | Uint8Array<ArrayBuffer> | null;
  credentials: Credentials;
}

const METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"];
const WRITES = ["POST", "PUT", "PATCH", "DELETE"];
const NASTY = [
  ...[
    "",
    " ",
    "/",
    "..",
    "%",
    "%00",
    "\u0000",
    "__proto__",
    "constructor",
    "toString",
    "null",
    "-1",
    "1e309",
    "NaN",
  ],
  ...[
    "../../etc/passwd",
    "<script>",
    "' or 1=1 --",
    "\ud83d\ude00",
    "a".repeat(5_000),
    "{live}",
    "sandbox",
    "BTC/USDT",
  ],
];

const nastyText = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...NASTY) },
  { weight: 2, arbitrary: fc.string({ unit: "binary", maxLength: 40 }) },
  { weight: 1, arbitrary: fc.string() },
);

/** @param paths Of the document; config changes are made of `config`, which is that of the program. */
export function questionsOf(api: OpenApi, config: Record<string, unknown>): fc.Arbitrary<Question> {
  const known = Object.entries(api.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) =>
      questionOf(api, method.toUpperCase(), path, operation, config)
    )
  );
  return fc.oneof(
    { weight: 12, arbitrary: fc.oneof(...known) },
    { weight: 1, arbitrary: strayQuestion(Object.keys(api.paths)) },
  );
}

function questionOf(
  api: OpenApi,
  method: string,
  path: string,
  operation: Operation,
  config: Record<string, unknown>,
): fc.Arbitrary<Question> {
  const { parameters = [], requestBody } = operation;
  const pathValues = parameters.filter((each) => each.in === "path").map(({ schema, name }) =>
    fc.oneof({ weight: 3, arbitrary: textOf(api, schema) }, {
      weight: 3,
      arbitrary: fc.constant(name === "id" ? "{live}" : "stream"),
    }, { weight: 1, arbitrary: nastyText })
  );
  return fc.record({
    method: fc.oneof({ weight: 15, arbitrary: fc.constant(method) }, {
      weight: 1,
      arbitrary: fc.constantFrom(...METHODS),
    }),
    values: fc.tuple(...pathValues),
    query: queryOf(api, operation),
    headers: headersOf(),
    body: requestBody
      ? bodyOf(api, path, requestBody.content, config)
      : fc.constantFrom(null, null, "{}", "x"),
    credentials: credentials(),
  }).map(({ values, query, ...rest }) => {
    const given = [...values];
    const at = path.replaceAll(/\{\w+\}/g, () => encoded(given.shift() ?? ""));
    return withoutUselessBody({ ...rest, target: at + query });
  });
}

function strayQuestion(paths: string[]): fc.Arbitrary<Question> {
  const path = fc.oneof(
    fc.tuple(fc.constantFrom(...paths), nastyText).map(([at, more]) => `${at}/${encoded(more)}`),
    nastyText.map((text) => `/api/${encoded(text)}`),
    nastyText.map((text) => `/${encoded(text)}`),
    fc.constantFrom(...paths).map((at) => at.toUpperCase().replaceAll(/[{}]/g, "")),
    fc.constantFrom(
      "/",
      "/inventory",
      "/config?token=x",
      "/main.js",
      "//",
      "/api",
      "/api/",
      "/..%2f..%2fdeno.json",
    ),
  );
  return fc.record({
    method: fc.constantFrom(...METHODS),
    target: path,
    headers: headersOf(),
    body: fc.constantFrom(null, "{}", "["),
    credentials: credentials(),
  }).map(withoutUselessBody);
}

/** Most have a session, which is looked at however many wrong tokens came before. */
function credentials(): fc.Arbitrary<Credentials> {
  return fc.oneof(
    { weight: 90, arbitrary: fc.constant<Credentials>("session") },
    { weight: 4, arbitrary: fc.constantFrom<Credentials>("bearer", "query") },
    { weight: 1, arbitrary: fc.constant<Credentials>("wrong") },
    { weight: 3, arbitrary: fc.constant<Credentials>("none") },
  );
}

function headersOf(): fc.Arbitrary<Record<string, string>> {
  const value = (...known: string[]) =>
    fc.oneof(fc.constantFrom(...known), fc.string({ maxLength: 30 }).map((text) => text.trim()));
  return fc.record({
    "content-type": value("application/json", "application/x-www-form-urlencoded", "text/plain", "x"),
    "if-match": value("*", '"x"', 'W/"y"', '"'),
    "accept": value("text/html", "application/json", "*/*"),
    "origin": value("null", "https://elsewhere.example", "http://127.0.0.1"),
    "x-forwarded-for": value("1.2.3.4", "::1", "a, b"),
    "x-forwarded-host": value("elsewhere.example", "localhost"),
    "x-forwarded-proto": value("https", "http"),
    "if-none-match": value("*", '"x"'),
    "last-event-id": value("7", "x"),
  }, { requiredKeys: [] }).map((headers) => {
    // Each alone is rare enough that most questions get beyond the gate.
    const rare = Object.entries(headers).filter(([, text], n) =>
      (text.length + n) % 4 === 0 && isAscii(text)
    );
    return Object.fromEntries(rare);
  });
}

const isAscii = (text: string) => /^[\x20-\x7e]*$/.test(text);

function queryOf(api: OpenApi, { parameters = [] }: Operation): fc.Arbitrary<string> {
  const asked = parameters.filter((each) => each.in === "query");
  const each = Object.fromEntries(
    asked.map(({ name, schema }) => [
      name,
      fc.oneof({ weight: 6, arbitrary: textOf(api, schema) }, { weight: 1, arbitrary: nastyText }),
    ]),
  );
  const needed = asked.filter(({ required }) => required).map(({ name }) => name);
  const pairs = fc.oneof(
    { weight: 4, arbitrary: fc.record(each, { requiredKeys: needed }) },
    { weight: 1, arbitrary: fc.record(each, { requiredKeys: [] }) },
    { weight: 1, arbitrary: fc.dictionary(fc.string(), nastyText, { maxKeys: 3 }) },
  );
  return pairs.map((given) => {
    const text = Object.entries(given).map(([name, value]) => `${encoded(name)}=${encoded(String(value))}`);
    return text.length === 0 ? "" : `?${text.join("&")}`;
  });
}

/** A value of a parameter, as text. */
function textOf(api: OpenApi, schema: JsonSchema): fc.Arbitrary<string> {
  const words = fc.constantFrom("sandbox", "BTC/USDT", "trades", "1m", "2024-03-05", "binance/trades");
  if (schema.type === "string" && !schema.enum) return fc.oneof(words, fc.string({ maxLength: 20 }));
  return valueOf(api, schema).map(String);
}

function bodyOf(
  api: OpenApi,
  path: string,
  content: Content,
  config: Record<string, unknown>,
): fc.Arbitrary<Question["body"]> {
  const [{ schema = {}, example }] = Object.values(content);
  const sent = (value: unknown) =>
    JSON.stringify(path === "/api/backfill" ? shortened(tamed(value)) : tamed(value));
  const right = path.startsWith("/api/config/text")
    ? configOf(config).map((value) => ({ text: JSON.stringify(value) }))
    : path.startsWith("/api/config")
    ? configOf(config)
    : valueOf(api, schema);
  const nearly = fc.tuple(fc.constant(example ?? {}), fc.string(), fc.jsonValue()).map((
    [value, key, more],
  ) => ({
    ...(value as Record<string, unknown>),
    [key]: more,
  }));
  return fc.oneof(
    { weight: 6, arbitrary: right.map(sent) },
    { weight: 3, arbitrary: fc.constant(sent(example ?? {})) },
    { weight: 3, arbitrary: nearly.map(sent) },
    { weight: 2, arbitrary: fc.jsonValue().map(sent) },
    { weight: 1, arbitrary: nastyText },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => new Uint8Array(bytes)) },
    { weight: 1, arbitrary: fc.constantFrom("", "null", "[", '{"a":', "[".repeat(20_000), "9".repeat(400)) },
    { weight: 1, arbitrary: fc.constant(" ".repeat((1 << 20) + 1)) },
  );
}

/** The program's config with something else in it, mostly so that it can be saved. */
function configOf(config: Record<string, unknown>): fc.Arbitrary<unknown> {
  const pair = fc.constantFrom("BTC/USDT", "ETH/USDT", "QUIET/USDT", "FRESH/USDT", "NONE/SUCH");
  const pairs = fc.uniqueArray(pair, { minLength: 1, maxLength: 3 });
  const stream = fc.record({
    exchange: fc.constant("sandbox"),
    pairs,
    channels: fc.uniqueArray(fc.constantFrom("trades", "book"), { minLength: 1 }),
  });
  const histo = fc.record({
    exchange: fc.constant("sandbox"),
    pairs,
    span: fc.constantFrom(60, 3600, 7, 86_400),
  });
  const settings = fc.record({
    timezone: fc.constantFrom("UTC", "Europe/Paris", "Nowhere"),
    ui_allow_origins: fc.constantFrom([], ["https://tape.example"], ["x"]),
    ui_trusted_proxy: fc.boolean(),
    ui_readonly: fc.integer({ min: 0, max: 200 }).map((n) => n === 0),
    ui_rate_limit: fc.integer({ min: 0, max: 200 }).map((n) => n === 0 ? 60 : null),
    runs_retention_days: fc.constantFrom(1, 90, -1),
  }, { requiredKeys: [] });
  return fc.record({
    stream_jobs: fc.array(stream, { maxLength: 3 }),
    histo_jobs: fc.array(histo, { maxLength: 2 }),
    settings: settings.map((some) => ({ ...config.settings as object, ...some })),
    storage: fc.constantFrom(config.storage, {
      ...config.storage as object,
      min_free_gb: 0.5,
      seal_interval: 5,
    }),
  }, { requiredKeys: [] }).map((change) => ({ ...config, ...change }));
}

/** Names of real exchanges give way to the built-in one: a test asks nobody outside. */
function tamed(value: unknown): unknown {
  const text = JSON.stringify(value) ?? "null";
  return JSON.parse(text.replaceAll(/"(binance|kraken|coinbase)"/g, '"sandbox"'));
}

/** Years of candles would keep the machine busy, and fill the memory with what is truly there to be kept. */
function shortened(value: unknown): unknown {
  const hasNone = typeof value === "object" && value !== null && !("start" in value);
  const text = JSON.stringify(hasNone ? { ...value, start: hourAgo() } : value) ?? "null";
  return JSON.parse(text.replaceAll("2020-01-01 00:00:00", hourAgo()));
}

function encoded(text: string): string {
  return text === "{live}" ? text : encodeURIComponent(text.toWellFormed());
}

/** `fetch` sends no body with GET. */
function withoutUselessBody(question: Question): Question {
  return WRITES.includes(question.method) ? question : { ...question, body: null };
}
