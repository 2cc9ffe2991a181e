/**
 * The deck is all that the API knows of the recorder: plain functions over what is in memory or quickly read.
 * Routes turn them into answers; tests and the page's fixture give a deck of their own.
 */
import type { ReadAnswer } from "../actors/archive/reader/host.ts";
import type { ReadRequest } from "../actors/archive/reader/messages.ts";
import type { Snapshot } from "../schemas/snapshot.ts";
import type {
  BackfillRecord,
  BackfillRequest,
  ConfigOverrides,
  InventoryRow,
  Jobs,
  Metrics,
  Scheduler,
  StreamRow,
} from "../schemas/wire.ts";

export interface Deck {
  /** The board as it is now. Must be cheap: it is asked for each request. */
  snapshot(): Snapshot;
  /** Calls the listener after each change of the board. Gives the function that ends it. */
  subscribe(listener: () => void): () => void;
  /** What a request must carry; null: nothing. */
  token(): string | null;
  /** The whole config as its file has it; secrets are masked. */
  config(): unknown;
  configOverrides(): ConfigOverrides;
  /** Sorted by exchange, type, pair, span. */
  inventory(): InventoryRow[];
  jobs(): Jobs;
  streams(): StreamRow[];
  scheduler(): Scheduler;
  metrics(): Metrics;
  /** Collects the histories that are configured for these, null meaning any. Gives how many there are. */
  collect(wanted: { exchange: string | null; pair: string | null }): Promise<number>;
  setScheduler(wanted: "start" | "stop"): Promise<void>;
  /** Gives the run's id; null: no configured job matches. */
  startBackfill(request: BackfillRequest): Promise<string | null>;
  /** False: it is not under way. */
  stopBackfill(id: string): Promise<boolean>;
  /** All that are under way and the last 50 that ended, newest first. */
  backfills(): BackfillRecord[];
  backfill(id: string): BackfillRecord | null;
  /** The last lines of the log, oldest first; none where there is no log. */
  logs(tail: number): string[] | Promise<string[]>;
  /** Rows, as they are now. Rejects where a file of them cannot be read. */
  read(request: ReadRequest): Promise<ReadAnswer>;
  /** A request that failed by a defect of ours; for the log. */
  requestFailed(request: string, error: unknown): void;
}
