/** The actor of one remote: when it is synced, what came of it, and when it is tried again. */
import {
  type Backoff,
  type Behavior,
  type Cancel,
  fullJitter,
  type Outcome,
  type Random,
} from "../../kernel/mod.ts";
import type { SyncFact, SyncProgress } from "./facts.ts";
import { recordedState, type RemoteState } from "./storage_view.ts";
import { syncRemote, type SyncResult } from "./sync_remote.ts";
import type { SyncParts } from "./task.ts";

export type RemoteSyncMessage =
  /** Now; where a sync is under way, once more after it: there may be new files. */
  | { type: "sync-now" }
  /** The interval may be another one. */
  | { type: "configured" }
  | { type: "due" }
  | { type: "progressed"; progress: SyncProgress }
  | { type: "ended"; outcome: Outcome<SyncResult> };

export interface RemoteSyncEnv {
  /** As the config has it. */
  remote: string;
  parts: SyncParts;
  /** Between two syncs; 0: only on demand. */
  intervalMs(): number;
  tell(fact: SyncFact): void;
  /** Called with the state after each change of it. */
  changed(state: RemoteState): void;
}

/** The first syncs wait until the program is up. */
const START_MS = 5_000;
const RETRY: Backoff = { minMs: 30_000, maxMs: 3_600_000 };
const PROGRESS_MS = 1_000;

/** Its stop ends rclone, and waits for that. */
export function remoteSync(
  { remote, parts, intervalMs, tell, changed }: RemoteSyncEnv,
): Behavior<RemoteSyncMessage> {
  return (ctx) => {
    const { store } = parts;
    let state = recordedState(store, remote);
    let running: Promise<unknown> | null = null;
    let isWantedAgain = false;
    let failures = 0;
    let toldAt = -Infinity;
    let cancelDue: Cancel = () => {};

    function show(change: Partial<RemoteState>): void {
      state = { ...state, ...change };
      changed(state);
    }

    function begin(): void {
      if (running) return void (isWantedAgain = true);
      cancelDue();
      isWantedAgain = false;
      show({ state: "syncing", nextAt: null });
      tell({ type: "sync-started", remote, at: ctx.clock.now() });
      const onProgress = (progress: SyncProgress) => void ctx.self.tell({ type: "progressed", progress });
      const task = (signal: AbortSignal) => running = syncRemote(parts, remote, signal, onProgress);
      ctx.run(task, (outcome) => ({ type: "ended", outcome }));
    }

    function progressed(progress: SyncProgress): void {
      if (!running) return;
      show({ progress });
      const at = ctx.clock.now();
      if (at - toldAt < PROGRESS_MS) return;
      toldAt = at;
      tell({ type: "sync-progressed", remote, progress, at });
    }

    function ended(outcome: Outcome<SyncResult>): void {
      running = null;
      const at = ctx.clock.now();
      const result = outcome.ok ? outcome.value : failedBy(outcome.error);
      const hasFailed = result.error !== null;
      failures = hasFailed ? failures + 1 : 0;
      const record = { lastSuccessAt: hasFailed ? state.lastSuccessAt : at, lastError: result.error };
      store.note(remote, record);
      show({
        ...record,
        state: hasFailed ? "retrying" : "idle",
        totals: store.totals(remote),
        progress: null,
      });
      plan();
      tell(finishedFact(remote, result, hasFailed ? state.nextAt : null, at));
      if (isWantedAgain) begin();
    }

    /** Sets the time of the next sync, where there is to be one. */
    function plan(): void {
      cancelDue();
      const now = ctx.clock.now();
      const nextAt = nextSync({ now, failures, intervalMs: intervalMs(), ...state }, ctx.random);
      show({ nextAt });
      cancelDue = nextAt === null ? () => {} : ctx.after(nextAt - now, { type: "due" });
    }

    ctx.defer(() => running?.then(() => {}, () => {}));
    plan();
    return (message) => {
      switch (message.type) {
        case "sync-now":
        case "due":
          return begin();
        case "configured":
          return running ? undefined : plan();
        case "progressed":
          return progressed(message.progress);
        case "ended":
          return ended(message.outcome);
        default:
          message satisfies never;
      }
    };
  };
}

interface Standing extends Pick<RemoteState, "lastSuccessAt"> {
  now: number;
  /** In a row. */
  failures: number;
  intervalMs: number;
}

/** An interval after the last success, and soon where that is past; after failures as the backoff says; null: never. */
function nextSync({ lastSuccessAt, now, failures, intervalMs }: Standing, random: Random): number | null {
  if (failures > 0) return now + retryDelayMs(failures, intervalMs, random);
  if (intervalMs === 0) return null;
  // A success that lies ahead was told by a clock that was set back since.
  const last = Math.min(lastSuccessAt ?? -Infinity, now);
  return Math.max(last + intervalMs, now + START_MS);
}

/** Tried again slower and slower; not much later than the next sync would have come anyway. */
function retryDelayMs(failures: number, intervalMs: number, random: Random): number {
  const maxMs = Math.max(RETRY.minMs, Math.min(RETRY.maxMs, intervalMs || RETRY.maxMs));
  return START_MS + fullJitter({ ...RETRY, maxMs }, failures - 1, random);
}

function failedBy(error: unknown): SyncResult {
  const words = error instanceof Error ? error.message : String(error);
  return { files: 0, bytes: 0, removed: 0, notes: [], error: words };
}

function finishedFact(
  remote: string,
  { files, bytes, removed, notes, error }: SyncResult,
  retryAt: number | null,
  at: number,
): SyncFact {
  const outcome = error === null ? "done" : "failed";
  const words = error ?? (notes.length > 0 ? notes.join("; ") : null);
  return { type: "sync-finished", remote, outcome, files, bytes, removed, error: words, retryAt, at };
}
