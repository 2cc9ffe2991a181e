/** What commands ask of a recorder: of one that runs, over its API; of one in this process, by its deck. */
import { z } from "zod";
import type { Deck } from "../api/deck.ts";
import {
  BackfillRecord,
  type BackfillRequest,
  BackfillStarted,
  BackfillStopped,
  type CollectRequest,
  Jobs,
  type RunRecord,
  Runs,
  Started,
  type StreamRequest,
  type StreamRow,
  Streams,
  StreamStarted,
  StreamStopped,
} from "../schemas/wire.ts";
import { Storage } from "../schemas/wire_storage.ts";
import { BoardSeries, BoardVenue } from "../schemas/wire_board.ts";
import type { App } from "./client.ts";

/** Every method rejects with an error whose message is a sentence for the user. */
export interface Controls {
  /** Gives the run's id; rejects where no configured job matches. */
  startBackfill(request: BackfillRequest): Promise<string>;
  stopBackfill(id: string): Promise<"cancelling" | "not_running">;
  backfill(id: string): Promise<BackfillRecord>;
  /** Rejects where no configured job matches. */
  collect(wanted: CollectRequest): Promise<void>;
  /** Newest first, at most a thousand. */
  runs(of: { kind?: RunRecord["kind"]; exchange?: string; limit?: number }): Promise<RunRecord[]>;
  jobs(): Promise<Jobs>;
  /** How each exchange is reached, and each series is. */
  board(): Promise<Board>;
  streams(): Promise<StreamRow[]>;
  startStream(request: StreamRequest): Promise<void>;
  stopStream(request: StreamRequest): Promise<"stopping" | "not_running">;
  storage(): Promise<Storage>;
  /** Rejects where there are no remotes. */
  sync(): Promise<void>;
}

const MOST_RUNS = 1_000;

const { exchange, pair, type, span, lastSuccessAt } = BoardSeries.shape;
/** Of the board what commands look at. */
const Board = z.object({
  venues: z.array(z.object({ exchange, state: BoardVenue.shape.state, error: BoardVenue.shape.error })),
  series: z.array(z.object({ exchange, pair, type, span, lastSuccessAt })),
});
export type Board = z.infer<typeof Board>;

export function controlsOver(app: Pick<App, "get" | "post" | "delete">): Controls {
  return {
    startBackfill: async (request) => (await app.post("/api/backfill", BackfillStarted, request)).id,
    stopBackfill: async (id) => (await app.delete(backfillPath(id), BackfillStopped)).status,
    backfill: (id) => app.get(backfillPath(id), BackfillRecord),
    collect: async (wanted) => void await app.post("/api/collect", Started, wanted),
    runs({ limit = MOST_RUNS, ...of }) {
      const given = Object.entries(of).filter(([, value]) => value !== undefined);
      const query = new URLSearchParams([["limit", `${limit}`], ...given]);
      return app.get(`/api/runs?${query}`, Runs);
    },
    jobs: () => app.get("/api/jobs", Jobs),
    board: () => app.get("/api/snapshot", Board),
    streams: () => app.get("/api/streams", Streams),
    startStream: async (request) => void await app.post("/api/streams/start", StreamStarted, request),
    stopStream: async (request) => (await app.post("/api/streams/stop", StreamStopped, request)).status,
    storage: () => app.get("/api/storage", Storage),
    sync: async () => void await app.post("/api/storage/sync", Started),
  };
}

const backfillPath = (id: string) => `/api/backfill/${encodeURIComponent(id)}`;

type UsedDeck = Pick<
  Deck,
  | "startBackfill"
  | "stopBackfill"
  | "backfill"
  | "collect"
  | "meansPaused"
  | "runs"
  | "jobs"
  | "snapshot"
  | "streams"
  | "startStream"
  | "stopStream"
  | "storage"
  | "sync"
>;

export function controlsOf(deck: UsedDeck): Controls {
  return {
    async startBackfill(request) {
      const id = await deck.startBackfill(request);
      const why = deck.meansPaused(request)
        ? "The histo job that matches this exchange/pair is paused; resume it first"
        : "No configured histo job matches this exchange/pair; add one to the config first";
      return id ?? refuse(why);
    },
    stopBackfill: async (id) => await deck.stopBackfill(id) ? "cancelling" : "not_running",
    backfill: (id) => Promise.resolve(deck.backfill(id) ?? refuse(`No backfill ${id}`)),
    async collect({ exchange = null, pair = null }) {
      if (await deck.collect({ exchange, pair }) > 0) return;
      const isPaused = deck.meansPaused({ exchange, pairs: pair === null ? null : [pair] });
      refuse(isPaused ? "The matching histo job is paused; resume it first" : "No matching histo job");
    },
    runs: ({ limit = MOST_RUNS, ...of }) => Promise.resolve(deck.runs({ limit, ...of })),
    jobs: () => Promise.resolve(deck.jobs()),
    board: () => Promise.resolve(deck.snapshot()),
    streams: () => Promise.resolve(deck.streams()),
    startStream: async (request) =>
      void (await deck.startStream(request) ?? refuse("No matching stream job")),
    stopStream: async (request) => (await deck.stopStream(request)).wasRunning ? "stopping" : "not_running",
    storage: async () => await deck.storage(),
    sync: async () => void (await deck.sync() || refuse("No remotes configured")),
  };
}

function refuse(why: string): never {
  throw new Error(why);
}
