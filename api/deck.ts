/**
 * The deck is all that the API knows of the recorder: plain functions over what is in memory or quickly read.
 * Routes turn them into answers; tests and the page's fixture give a deck of their own.
 */
import type { ChartRequest } from "../actors/archive/reader/chart/chart.ts";
import type { ReadAnswer } from "../actors/archive/reader/host.ts";
import type { ReadRequest } from "../actors/archive/reader/messages.ts";
import type { RestoreAnswer, RestoreWish } from "../actors/control/sync/messages.ts";
import type { Exposition } from "../actors/control/metrics/mod.ts";
import type { AlertsState, AlertTest } from "../schemas/alerts.ts";
import type { IncidentQuery, IncidentRecord } from "../schemas/incidents.ts";
import type { Snapshot } from "../schemas/snapshot.ts";
import type { Chart, SeriesPage, StorageUsage } from "../schemas/wire_archive.ts";
import type {
  BackfillPreview,
  ConfigText,
  ConfigTextVerdict,
  ExchangeOffer,
  LogEntries,
  LogEntriesQuery,
  SymbolQuery,
  Symbols,
} from "../schemas/wire_app.ts";
import type {
  BackfillRecord,
  BackfillRequest,
  ConfigOverrides,
  InventoryRow,
  JobEntry,
  JobKind,
  Jobs,
  LogQuery,
  Metrics,
  RunQuery,
  RunRecord,
  Scheduler,
  StreamRequest,
  StreamRow,
} from "../schemas/wire.ts";
import type { PurgePlan, Storage } from "../schemas/wire_storage.ts";

/** What came of a change of the config. Nothing is changed unless it is `saved`. */
export type ConfigChange =
  /** Written, and in force; `config`: the whole file, defaults filled in, secrets masked. */
  | { type: "saved"; config: unknown; version: string }
  /** `error` is for people, a line for each thing that is wrong. */
  | { type: "invalid"; error: string }
  /** Somebody else has changed it meanwhile: the file's version is another one than was expected. */
  | { type: "conflict"; version: string };

export type JobChange =
  | Exclude<ConfigChange, { type: "saved" }>
  | { type: "saved"; entry: JobEntry; version: string }
  /** No job has this id (any more). */
  | { type: "unknown" };

export type SymbolsFound =
  | { type: "symbols"; symbols: Symbols }
  /** No exchange has this id; `reason` names the nearest. */
  | { type: "unknown"; reason: string }
  /** It could not be asked, and nothing is on disk. */
  | { type: "unreachable"; reason: string };

/** Who may reach the API, as the config has it now. */
export interface AccessRules {
  /** What a request must carry; null: nothing. */
  token: string | null;
  isReadOnly: boolean;
  /** Origins, like `https://tape.example.com`, whose pages may ask, and whose hosts are ours. */
  allowedOrigins: string[];
  /** Requests a minute and client; null: no limit. */
  rateLimit: number | null;
  /** Whether the `X-Forwarded-…` headers are believed. */
  isBehindProxy: boolean;
}

export interface Deck {
  /** The board as it is now. Must be cheap: it is asked for each request. */
  snapshot(): Snapshot;
  /** Calls the listener after changes of the board, at most once a second. Gives the function that ends it. */
  subscribe(listener: () => void): () => void;
  /** Must be cheap too. */
  access(): AccessRules;
  /** The whole config as its file has it, defaults filled in, secrets masked; and the file's version. */
  config(): { value: unknown; version: string };
  configOverrides(): ConfigOverrides;
  /** Null: it could be saved. A mask in a secret's place stands for the secret that is stored. */
  validateConfig(value: unknown): string | null | Promise<string | null>;
  /** @param expected The version that the change is based on; null: whichever there is. */
  saveConfig(value: unknown, expected: string | null): Promise<ConfigChange>;
  /** The file's text, secrets masked. Rejects where it cannot be read. */
  configText(): Promise<ConfigText>;
  checkConfigText(text: string): Promise<ConfigTextVerdict>;
  saveConfigText(text: string, expected: string | null): Promise<ConfigChange>;
  /** Sorted by exchange, type, pair, span. */
  inventory(): InventoryRow[];
  jobs(): Jobs;
  /** The jobs of one kind, each with an id that changes when the job does. */
  jobEntries(kind: JobKind): JobEntry[];
  createJob(kind: JobKind, job: unknown, expected: string | null): Promise<JobChange>;
  changeJob(kind: JobKind, id: string, job: unknown, expected: string | null): Promise<JobChange>;
  deleteJob(kind: JobKind, id: string, expected: string | null): Promise<JobChange>;
  streams(): StreamRow[];
  /** Gives the stream's key; null: no stream job has this exchange and pair. */
  startStream(request: StreamRequest): Promise<string | null>;
  /** Also for an unknown stream. */
  stopStream(request: StreamRequest): Promise<{ key: string; wasRunning: boolean }>;
  scheduler(): Scheduler;
  metrics(): Metrics;
  /** For Prometheus, in its text format; null while tapedeck is starting. */
  prometheus(): Promise<Exposition | null>;
  /** Whether histories are configured for these, null meaning any, but all of them are paused. */
  meansPaused(request: { exchange?: string | null; pairs?: string[] | null }): boolean;
  /** Collects the histories that are configured for these and not paused, null meaning any. Gives how many there are. */
  collect(wanted: { exchange: string | null; pair: string | null }): Promise<number>;
  setScheduler(wanted: "start" | "stop"): Promise<void>;
  /** Gives the run's id; null: no configured job matches that is not paused. */
  startBackfill(request: BackfillRequest): Promise<string | null>;
  /** What such a backfill would ask for now; null: no configured job matches that is not paused. */
  previewBackfill(request: BackfillRequest): Promise<BackfillPreview | null>;
  /** False: it is not under way. */
  stopBackfill(id: string): Promise<boolean>;
  /** All that are under way and the last 50 that ended, newest first. */
  backfills(): BackfillRecord[];
  backfill(id: string): BackfillRecord | null;
  /** Newest first: backfills and the schedule's runs, those under way included. */
  runs(query: RunQuery): RunRecord[];
  /** Newest first. */
  incidents(query: IncidentQuery): IncidentRecord[];
  alerts(): Promise<AlertsState>;
  /** Sends one now. */
  testAlert(): Promise<AlertTest>;
  storage(): Storage | Promise<Storage>;
  /** Begins a sync to every remote; false: there are none. */
  sync(): Promise<boolean>;
  /** Begins to purge what every remote holds and the config wants purged; false: no remote is to have anything purged. */
  purge(): Promise<boolean>;
  /** What that would remove. */
  planPurge(): Promise<PurgePlan>;
  /** Begins to bring back what was moved to a remote; how far it is, `storage` says. */
  restore(wish: RestoreWish): Promise<RestoreAnswer>;
  /** The last lines of the log that fit, oldest first; none where there is no log. */
  logs(query: LogQuery): string[] | Promise<string[]>;
  logEntries(query: LogEntriesQuery): Promise<LogEntries>;
  /** What can be recorded where, by id. */
  exchanges(): ExchangeOffer[];
  symbols(exchange: string, query: SymbolQuery): Promise<SymbolsFound>;
  /** Null: there is nothing of it; `"busy"`: too much is asked for at once. The same of a chart. */
  series(key: string): Promise<SeriesPage | null | "busy">;
  chart(request: ChartRequest): Promise<Chart | null | "busy">;
  usage(): Promise<StorageUsage | "busy">;
  /** Rows, as they are now. Rejects where a file of them cannot be read. */
  read(request: ReadRequest): Promise<ReadAnswer>;
  /** For the log: what a client did that an operator should know of. No secret is in the words. */
  noted(level: "info" | "warning", words: string): void;
  /** A request that failed by a defect of ours; for the log. */
  requestFailed(request: string, error: unknown): void;
}
