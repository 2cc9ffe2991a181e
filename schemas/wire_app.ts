/** The JSON API of the pages: what they show beyond the routes of wire.ts. Shapes are added to, never renamed. */
import { z } from "zod";
import { DATA_TYPES } from "./series.ts";
import { LOG_LEVELS, LogQuery } from "./wire.ts";

/** `GET /api/exchanges`: what can be recorded where. */
export const ExchangeOffer = z.strictObject({
  /** As the config has it. */
  id: z.string(),
  /** As it calls itself. */
  name: z.string(),
  live_trades: z.boolean(),
  /** Sampled order books. */
  books: z.boolean(),
  /** Each change of a book, shown to be the next one. */
  raw_books: z.boolean(),
  /** Seconds of candles that a job can ask for, shortest first; none: it has no candles. */
  spans: z.array(z.int().positive()),
  /** Whether answers about past trades prove that none is missing. */
  past_trades: z.enum(["proven", "unproven", "none"]),
  /** For people, each on a subject: `Live trades: Every trade. …` */
  notes: z.array(z.string()),
});
export type ExchangeOffer = z.infer<typeof ExchangeOffer>;
export const ExchangeOffers = z.array(ExchangeOffer);

/** `GET /api/exchanges/{id}/symbols?search=&limit=50` */
export const SymbolQuery = z.object({
  search: z.string().optional().meta({ description: "Text in the symbol, whatever the case; left out: all" }),
  limit: z.coerce.string().regex(/^\d+$/, { error: "expected a whole number of symbols, from 1 to 1000" })
    .transform(Number).pipe(
      z.int().min(1, { error: "expected 1 or more symbols" }).max(1_000, {
        error: "expected 1000 symbols at most",
      }),
    ).default(50).meta({ description: "As many symbols as that at most, from 1 to 1000" }),
});
export type SymbolQuery = z.infer<typeof SymbolQuery>;
export const Symbols = z.strictObject({
  /** As a job names them; what begins with the search first, those that do not trade last. */
  symbols: z.array(z.string()),
  /** Those of `symbols` that do not trade now. */
  not_trading: z.array(z.string()),
  /** So many fit the search. */
  total: z.int().nonnegative(),
  /** Told by the exchange just now, or kept on disk while recording. */
  source: z.enum(["exchange", "disk"]),
  /** When the exchange told them, seconds since 1970. */
  as_of: z.number(),
});
export type Symbols = z.infer<typeof Symbols>;

/** `POST /api/backfill/preview`: what such a backfill would ask for now; nothing is asked to find out. */
export const BackfillPreview = z.strictObject({
  series: z.array(z.strictObject({
    key: z.string(),
    exchange: z.string(),
    pair: z.string(),
    type: z.enum(DATA_TYPES),
    /** Of candles: `1h`. */
    span: z.string().nullable(),
    /** As the backfill counts them; of trades it learns their length, and the count with it. */
    windows: z.int().nonnegative(),
    /** Null: it cannot be told. */
    rows: z.int().nonnegative().nullable(),
    /**
     * What `rows` is: `exactly`; `at-most`, since a market may be younger and a candle without trades may not be;
     * `about`, by how densely the series was traded so far.
     */
    rows_are: z.enum(["exactly", "at-most", "about"]).nullable(),
    /** By the exchange's allowance for requests, for this series alone; null: it cannot be told. */
    seconds: z.number().nonnegative().nullable(),
    /** Time that nothing proves, µs. */
    missing_us: z.int().nonnegative(),
  })),
});
export type BackfillPreview = z.infer<typeof BackfillPreview>;

/** `GET /api/config/keys`: each key that the config can have. */
export const ConfigKey = z.strictObject({
  /** `storage.sync_interval`, `stream_jobs[].pairs`, `exchanges.ID.proxy`. */
  key: z.string(),
  /** What is written there: `whole number`, `"ohlc" | "trades"`. */
  type: z.string(),
  meaning: z.string(),
  /** As JSON; null: it has none. */
  default: z.string().nullable(),
  /** Whether it has to be there. */
  required: z.boolean(),
});
export type ConfigKey = z.infer<typeof ConfigKey>;
export const ConfigKeys = z.array(ConfigKey);

/** `GET /api/config/text` */
export const ConfigText = z.strictObject({
  /** The file, lines ending with `\n`; secrets are `"********"`. */
  text: z.string(),
  /** As the `ETag` has it. */
  version: z.string(),
  path: z.string(),
});
export type ConfigText = z.infer<typeof ConfigText>;

/** The body of `PUT /api/config/text` and `POST /api/config/text/check`. A mask stands for the secret that is stored. */
export const ConfigTextBody = z.object({ text: z.string() });

/** `PUT /api/config/text` */
export const ConfigTextSaved = z.strictObject({ version: z.string() });

/** `POST /api/config/text/check` */
export const ConfigTextVerdict = z.strictObject({
  valid: z.boolean(),
  /** In the order of the lines. */
  errors: z.array(z.strictObject({
    /** From 1; null: no line of the text has it, but the whole or the environment. */
    line: z.int().positive().nullable(),
    column: z.int().positive().nullable(),
    /** The key: `histo_jobs[0].pairs`; empty where it is none. */
    path: z.string(),
    message: z.string(),
  })),
  /** What would happen were it saved, a sentence each; none where it is not valid. */
  changes: z.array(z.string()),
  /** What is allowed and hardly meant, like an exchange that there is not; a sentence each. */
  warnings: z.array(z.string()),
});
export type ConfigTextVerdict = z.infer<typeof ConfigTextVerdict>;

/** `GET /api/logs/entries?tail=200&after=&level=&actor=&text=` */
export const LogEntriesQuery = LogQuery.extend({
  after: z.string().regex(/^[0-9a-f]{1,8}-\d{1,15}$/, { error: "expected the cursor of an earlier answer" })
    .optional().meta({ description: "Only what came since the answer that had this cursor" }),
});
export type LogEntriesQuery = z.infer<typeof LogEntriesQuery>;
export const LogEntries = z.strictObject({
  /** Oldest first. */
  entries: z.array(z.strictObject({
    /** ISO 8601 with ms, UTC. */
    time: z.string(),
    level: z.enum(LOG_LEVELS),
    /** The exchange, series or part that it is about. */
    actor: z.string(),
    words: z.string(),
  })),
  /** For `after`; empty while there is no log. */
  cursor: z.string(),
  /** Whether older ones that fit, or came since, may have been left out. */
  more: z.boolean(),
});
export type LogEntries = z.infer<typeof LogEntries>;
