/** The configuration file (YAML): every key, its default and its limits. Unknown keys are errors. */
import { z } from "zod";
import { ALERT_FORMATS, lacksChat } from "./alerts.ts";
import { isCron } from "./cron.ts";
import { type ConfigError, describeIssue } from "./config_errors.ts";
import { SEVERITIES } from "./incidents.ts";
import { isExchange, unknownExchange } from "./known_exchanges.ts";
import { isRemoteName, NO_REMOTE_NAME } from "./remote_name.ts";

const wholeNumber = (min: number, max = Number.MAX_SAFE_INTEGER) => z.int().min(min).max(max);
/** An IANA name, or a fixed offset. Only for display and cron: files and timestamps are UTC whatever it says. */
const timezone = z.string().refine(isTimezone, {
  error: "is no time zone: use a name like UTC or Europe/Paris",
});
const url = (...schemes: string[]) =>
  z.string().refine((text) => schemes.includes(schemeOf(text)), {
    error: `is no address: expected one that begins with ${schemes.map((s) => `${s}//`).join(" or ")}`,
  });

const exchangeId = z.string().refine(isExchange, {
  error: ({ input }) => `is no exchange: ${unknownExchange(String(input))}`,
});
const pair = z.string().regex(/^[^\s/]+\/[^\s/]+$/, {
  error: "is no pair: write base and quote with a slash, like BTC/USDT",
});
const pairs = z.array(pair).min(1, { error: "is empty: name at least one pair, like [BTC/USDT]" });

const remote = z.strictObject({
  provider: z.literal("rclone").describe("The program that copies."),
  remote: z.string().refine(isRemoteName, { error: NO_REMOTE_NAME })
    .describe('Where to, as rclone\'s own config names it: "s3:bucket/tape".'),
  purge_after_days: wholeNumber(1).nullable().default(null).describe(
    "So many days after its period's end a file that every remote was seen to hold is removed here; null: never. " +
      "`tapedeck restore` brings it back.",
  ),
  purge_when_low: z.boolean().default(false).describe(
    "The same, the oldest first, when so little space is free that history has to wait: see storage.min_free_gb.",
  ),
});

const storage = z.strictObject({
  local_path: z.string().min(1).default("./data").describe(
    "The folder that holds everything recorded. A change counts from the next start.",
  ),
  remotes: z.array(remote).default([]).describe("Copies elsewhere."),
  sync_interval: wholeNumber(0).default(3600).describe(
    "Seconds between syncs to the remotes; 0: only on demand.",
  ),
  min_free_gb: z.number().min(0).default(1).describe(
    "Free space, in 10^9 bytes, that is left for other programs and for what is still to be sealed; 0: none.",
  ),
  seal_interval: wholeNumber(1).default(900).describe(
    "Seconds after which rows leave the journal for Parquet, at the latest.",
  ),
}).refine(({ remotes, min_free_gb }) => min_free_gb > 0 || !remotes.some((each) => each.purge_when_low), {
  path: ["min_free_gb"],
  error:
    "is 0, so space is never low, and purge_when_low of a remote waits for that: set how much is to stay free",
});

const settings = z.strictObject({
  timezone: timezone.default("UTC").describe(
    "For cron, and for display; files and timestamps are UTC whatever it says.",
  ),
  ui_auth_token: z.string().min(1).nullable().default(null).describe(
    "Who has no such token sees nothing; null: none is asked for.",
  ),
  ui_host: z.string().min(1).default("127.0.0.1").describe("The app and the API listen at this address."),
  ui_port: wholeNumber(0, 65_535).default(8080).describe("And at this port; 0: any that is free."),
  ui_allow_origins: z.array(z.string().min(1)).default([]).describe(
    "Other origins whose pages may ask the API; behind a proxy, the name under which it is reached.",
  ),
  ui_readonly: z.boolean().default(false).describe("Nothing can be changed over the app and the API."),
  ui_rate_limit: wholeNumber(1).nullable().default(null).describe(
    "Requests a minute and client; null: no limit.",
  ),
  ui_trusted_proxy: z.boolean().default(false).describe("X-Forwarded-For, -Proto and -Host are believed."),
  runs_retention_days: wholeNumber(1).default(90).describe("Days for which runs are kept in the history."),
});

/** Seconds of a candle. */
const spanOfJob = wholeNumber(60).multipleOf(60);

const histoJob = z.strictObject({
  exchange: exchangeId.describe("The exchange's id, as `tapedeck exchanges` has it."),
  pairs: pairs.describe("As ccxt writes them: base/quote, and after a colon what a contract settles in."),
  span: spanOfJob.default(3600).describe("Seconds of a candle: 60 is 1m, 3600 is 1h, 86400 is 1d."),
  format: z.literal("parquet", {
    error: "is not written: leave the key out; Parquet opens in DuckDB, which exports CSV and Excel",
  }).default("parquet").describe("Files are Parquet: leave it out."),
  by_period: z.literal("Y", {
    error: "is not a choice: leave the key out; candles are kept in one file a year",
  }).default("Y").describe("Candles are in one file a year: leave it out."),
  data_type: z.enum(["ohlc", "trades"]).default("ohlc").describe("Candles, or past trades."),
  start: z.string().refine((text) => !Number.isNaN(startMs(text)), {
    error: 'is no start: expected a UTC time like "2020-01-01" or "2020-01-01 00:00:00"',
  }).optional().describe("History is wanted from here on, UTC; without it, from the newest on."),
  every: wholeNumber(1).optional().describe(
    "Seconds between runs; without it (and cron) a job runs at each candle's close.",
  ),
  cron: z.string().refine(isCron, {
    error: 'is no cron pattern: expected five fields, like "5 * * * *"',
  }).optional().describe("When it runs, in five fields, in settings.timezone."),
  paused: z.boolean().default(false).describe("Nothing of it is asked for until this is false again."),
}).refine((job) => job.every === undefined || job.cron === undefined, {
  error: "has both every and cron: keep one of them",
});

const streamJob = z.strictObject({
  exchange: exchangeId.describe("The exchange's id, as `tapedeck exchanges` has it."),
  pairs: pairs.describe("As ccxt writes them: base/quote, and after a colon what a contract settles in."),
  channels: z.array(z.enum(["trades", "book"])).min(1, {
    error: "is empty: name at least one of trades, book",
  }).describe("What is recorded of each pair."),
  time_step: wholeNumber(1).default(60).describe("Seconds between two samples of an order book."),
  depth: wholeNumber(1, 5000).default(20).describe("Levels a side that a sampled book keeps."),
  connections: wholeNumber(1, 2).default(1).describe("2 asks for a standby socket, which has no effect yet."),
  raw: z.boolean().default(false).describe(
    "Books: each change as it was sent, where the exchange's sequence shows that none is missing, and no samples.",
  ),
});

const exchangeOptions = z.strictObject({
  endpoint: url("http:", "https:").optional().describe(
    "Takes every URL of the exchange, the real host kept as first path segment.",
  ),
  proxy: url("http:", "https:", "socks5:").optional().describe("The proxy by which the exchange is reached."),
  options: z.record(z.string(), z.unknown()).optional().describe("Handed to ccxt as they are."),
});

const alerts = z.strictObject({
  webhook_url: url("http:", "https:").nullable().default(null).describe(
    "Told of what goes wrong, and when it is over; null: nobody is.",
  ),
  max_consecutive_errors: wholeNumber(1).default(3).describe(
    "Errors in a row of a job, or of a sync, before it is told.",
  ),
  format: z.enum(["auto", ...ALERT_FORMATS]).default("auto").describe(
    "What the address understands; auto goes by its host.",
  ),
  chat_id: z.union([z.string().min(1), z.int()]).nullable().default(null).describe("Telegram's chat."),
  min_severity: z.enum(SEVERITIES).default("warning").describe("What is milder is not told."),
  repeat_after: wholeNumber(0).default(0).describe(
    "Seconds after which what goes on is told again; 0: never.",
  ),
  heartbeat_url: url("http:", "https:").nullable().default(null).describe(
    "Asked while all is well, and only then.",
  ),
  heartbeat_interval: wholeNumber(1).default(60).describe("Seconds between two of these."),
}).refine((each) => !lacksChat(each), {
  error: "has a Telegram address and no chat: add chat_id, or write it into webhook_url as ?chat_id=…",
});

export const configSchema = z.strictObject({
  storage: storage.prefault({}),
  settings: settings.prefault({}),
  histo_jobs: z.array(histoJob).default([]),
  stream_jobs: z.array(streamJob).default([]),
  exchanges: z.record(exchangeId, exchangeOptions).default({}),
  alerts: alerts.prefault({}),
}).refine((config) => config.histo_jobs.length + config.stream_jobs.length > 0, {
  error: "has no job: add one under stream_jobs or histo_jobs",
});

/** The keys of each section, for the hint on an unknown one. Sections are named without list positions and ids. */
const KEYS: Record<string, string[]> = {
  "": Object.keys(configSchema.shape),
  "storage": Object.keys(storage.shape),
  "storage.remotes": Object.keys(remote.shape),
  "settings": Object.keys(settings.shape),
  "histo_jobs": Object.keys(histoJob.shape),
  "stream_jobs": Object.keys(streamJob.shape),
  "exchanges": Object.keys(exchangeOptions.shape),
  "alerts": Object.keys(alerts.shape),
};

/** A whole configuration, defaults filled in. */
export type Config = z.infer<typeof configSchema>;
export type HistoJob = z.infer<typeof histoJob>;
export type StreamJob = z.infer<typeof streamJob>;

export type ParsedConfig = { ok: true; config: Config } | { ok: false; errors: ConfigError[] };

/**
 * Checks a configuration as it was read from YAML or JSON, and fills in the defaults. A section or list left
 * empty (YAML's `null`) counts as absent. Every error names its key and what to do.
 */
export function parseConfig(value: unknown): ParsedConfig {
  const root = withoutEmptySections(value);
  const result = configSchema.safeParse(root);
  if (result.success) return { ok: true, config: result.data };
  return { ok: false, errors: result.error.issues.flatMap((issue) => describeIssue(issue, root, KEYS)) };
}

/**
 * What one would write of a job: the keys that say something. What is as it would be without the key is left out,
 * but for a candle's span.
 */
export function withoutDefaults(job: HistoJob | StreamJob): Record<string, unknown> {
  const { exchange, pairs } = job;
  const bare = "channels" in job
    ? streamJob.parse({ exchange, pairs, channels: job.channels })
    : histoJob.parse({ exchange, pairs });
  const isSaid = ([key, value]: [string, unknown]) =>
    ["exchange", "pairs", "channels"].includes(key) || value !== (bare as Record<string, unknown>)[key] ||
    (key === "span" && !("channels" in job) && job.data_type === "ohlc");
  return Object.fromEntries(Object.entries(job).filter(isSaid));
}

/** The same of a remote. */
export function remoteWithoutDefaults(wanted: Config["storage"]["remotes"][number]): Record<string, unknown> {
  const bare: Record<string, unknown> = remote.parse({ provider: wanted.provider, remote: wanted.remote });
  const isSaid = ([key, value]: [string, unknown]) =>
    ["provider", "remote"].includes(key) || value !== bare[key];
  return Object.fromEntries(Object.entries(wanted).filter(isSaid));
}

/** Whether a job can ask for candles of so many seconds. */
export const isSpanSeconds = (seconds: number): boolean => spanOfJob.safeParse(seconds).success;

/** Epoch ms of a job's `start`; NaN where the text is no UTC time. */
export function startMs(text: string): number {
  const match = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d)?)Z?)?$/.exec(text);
  return match ? Date.parse(`${match[1]}T${match[2] ?? "00:00"}Z`) : NaN;
}

function withoutEmptySections(value: unknown): unknown {
  if (value === null || value === undefined) return {};
  if (typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, section]) => section !== null));
}

function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function schemeOf(text: string): string {
  return URL.canParse(text) ? new URL(text).protocol : "";
}
