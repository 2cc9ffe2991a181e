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
  provider: z.literal("rclone"),
  remote: z.string().refine(isRemoteName, { error: NO_REMOTE_NAME }),
  /**
   * So many days after its period's end a file that every remote was seen to hold is removed here, and only this
   * remote and the others have it; null: never. `tapedeck restore` brings it back.
   */
  purge_after_days: wholeNumber(1).nullable().default(null),
  /** The same, the oldest first, when so little space is free that history has to wait (see `min_free_gb`). */
  purge_when_low: z.boolean().default(false),
});

const storage = z.strictObject({
  local_path: z.string().min(1).default("./data"),
  remotes: z.array(remote).default([]),
  /** Seconds between syncs to the remotes; 0 turns them off. */
  sync_interval: wholeNumber(0).default(3600),
  /** Free space (in 10^9 bytes) that is left for other programs, and for what is still to be sealed; 0: none. */
  min_free_gb: z.number().min(0).default(1),
  /** Seconds after which rows leave the journal for Parquet, at the latest. */
  seal_interval: wholeNumber(1).default(900),
}).refine(({ remotes, min_free_gb }) => min_free_gb > 0 || !remotes.some((each) => each.purge_when_low), {
  path: ["min_free_gb"],
  error:
    "is 0, so space is never low, and purge_when_low of a remote waits for that: set how much is to stay free",
});

const settings = z.strictObject({
  timezone: timezone.default("UTC"),
  ui_auth_token: z.string().min(1).nullable().default(null),
  ui_host: z.string().min(1).default("127.0.0.1"),
  ui_port: wholeNumber(0, 65_535).default(8080),
  ui_allow_origins: z.array(z.string().min(1)).default([]),
  ui_readonly: z.boolean().default(false),
  /** Requests a minute and client. */
  ui_rate_limit: wholeNumber(1).nullable().default(null),
  ui_trusted_proxy: z.boolean().default(false),
  runs_retention_days: wholeNumber(1).default(90),
});

/** Seconds of a candle. */
const spanOfJob = wholeNumber(60).multipleOf(60);

const histoJob = z.strictObject({
  exchange: exchangeId,
  pairs,
  span: spanOfJob.default(3600),
  format: z.literal("parquet", {
    error: "is not written: leave the key out; Parquet opens in DuckDB, which exports CSV and Excel",
  }).default("parquet"),
  by_period: z.literal("Y", {
    error: "is not a choice: leave the key out; candles are kept in one file a year",
  }).default("Y"),
  data_type: z.enum(["ohlc", "trades"]).default("ohlc"),
  /** History is wanted from here on; UTC. */
  start: z.string().refine((text) => !Number.isNaN(startMs(text)), {
    error: 'is no start: expected a UTC time like "2020-01-01" or "2020-01-01 00:00:00"',
  }).optional(),
  /** Seconds between runs; without it (and `cron`) a job runs at each candle's close. */
  every: wholeNumber(1).optional(),
  cron: z.string().refine(isCron, {
    error: 'is no cron pattern: expected five fields, like "5 * * * *"',
  }).optional(),
}).refine((job) => job.every === undefined || job.cron === undefined, {
  error: "has both every and cron: keep one of them",
});

const streamJob = z.strictObject({
  exchange: exchangeId,
  pairs,
  channels: z.array(z.enum(["trades", "book"])).min(1, {
    error: "is empty: name at least one of trades, book",
  }),
  /** Seconds between two samples of an order book. */
  time_step: wholeNumber(1).default(60),
  /** Levels a side that a sampled book keeps. */
  depth: wholeNumber(1, 5000).default(20),
  /** 2 keeps a standby socket. */
  connections: wholeNumber(1, 2).default(1),
  /** Books: each change as it was sent, where the exchange's sequence shows that none is missing, and no samples. */
  raw: z.boolean().default(false),
});

const exchangeOptions = z.strictObject({
  /** Takes every URL of the exchange, the real host kept as first path segment. */
  endpoint: url("http:", "https:").optional(),
  proxy: url("http:", "https:", "socks5:").optional(),
  options: z.record(z.string(), z.unknown()).optional(),
});

const alerts = z.strictObject({
  webhook_url: url("http:", "https:").nullable().default(null),
  /** Errors in a row of a job, or of a sync, before it is told. */
  max_consecutive_errors: wholeNumber(1).default(3),
  /** What the address understands; `auto` goes by its host. */
  format: z.enum(["auto", ...ALERT_FORMATS]).default("auto"),
  /** Telegram's. */
  chat_id: z.union([z.string().min(1), z.int()]).nullable().default(null),
  /** What is milder is not told. */
  min_severity: z.enum(SEVERITIES).default("warning"),
  /** Seconds after which what goes on is told again; 0: never. */
  repeat_after: wholeNumber(0).default(0),
  /** Asked while all is well, and only then. */
  heartbeat_url: url("http:", "https:").nullable().default(null),
  /** Seconds. */
  heartbeat_interval: wholeNumber(1).default(60),
}).refine((each) => !lacksChat(each), {
  error: "has a Telegram address and no chat: add chat_id, or write it into webhook_url as ?chat_id=…",
});

const configSchema = z.strictObject({
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
