/** The actor over all remotes: each has an actor of its own, so that none waits for another. */
import type { Config } from "../../../schemas/config.ts";
import type { PurgePlan, Storage } from "../../../schemas/wire_storage.ts";
import type { Behavior, Child, Context, Outcome, Reply } from "../../kernel/mod.ts";
import type { SyncFact } from "./facts.ts";
import type { RestoreAnswer, RestoreWish } from "./messages.ts";
import { movedTotals } from "./moved.ts";
import type { ArchiveDoor, MoveParts } from "./purge.ts";
import { planPurge } from "./purge_plan.ts";
import { hasPurgeRules } from "./purge_rules.ts";
import { NOTHING_PURGED, purger, type PurgerMessage } from "./purger.ts";
import { type Rclone, rcloneVersion } from "./rclone.ts";
import { restorer, type RestorerMessage } from "./restorer.ts";
import { remoteSync, type RemoteSyncMessage } from "./remote_sync.ts";
import { type RemoteState, storageView, type SyncState } from "./storage_view.ts";
import type { SyncStore } from "./store.ts";
import { openParts, type SyncParts } from "./task.ts";

export interface SyncEnv {
  /** As it is now; a change is told with `configured`. */
  config(): Config;
  /** Absolute. */
  dataFolder: string;
  rclone: Rclone;
  store: SyncStore;
  /** Where the archive purges and restores. */
  door: ArchiveDoor;
  /** Of the data folder's disk, for us; null: nobody knows. */
  freeBytes(): Promise<number | null>;
  /** Told of what happens. */
  tell(fact: SyncFact): void;
}

export type SyncMessage =
  /** Begins a sync to every remote; replies whether there are any. */
  | { type: "sync-now"; reply: Reply<boolean> }
  /** Purges what is due; replies whether any remote is to have anything purged. */
  | { type: "purge-now"; reply: Reply<boolean> }
  /** What it would remove. */
  | { type: "plan-purge"; reply: Reply<PurgePlan> }
  | { type: "purge-planned"; reply: Reply<PurgePlan>; outcome: Outcome<PurgePlan> }
  | { type: "restore"; wish: RestoreWish; reply: Reply<RestoreAnswer> }
  /** Everything is on this remote. */
  | { type: "synced"; remote: string }
  /** The config is another one. */
  | { type: "configured" }
  /** For `GET /api/storage`. */
  | { type: "storage"; reply: Reply<Storage> }
  /** The remote is gone from the config, and its sync has ended. */
  | { type: "left"; remote: string }
  | { type: "looked"; reply: Reply<Storage>; outcome: Outcome<string | null> };

/** rclone comes and goes seldom: so long what was seen of it is believed. */
const VERSION_MS = 30_000;

export function sync(env: SyncEnv): Behavior<SyncMessage> {
  return (ctx) => {
    const parts = openParts(env, () => ctx.clock.now());
    const remotes = openRemotes(env, ctx, parts);
    const movers = openMovers(env, ctx, parts);
    let version: string | null = null;
    let lookedAt = -Infinity;

    function answer(reply: Reply<Storage>): void {
      const moved = movedTotals(parts);
      const state = { rcloneVersion: version, remotes: remotes.states, moved, ...movers.states };
      reply.ok(storageView(env.config(), state));
    }

    function show(reply: Reply<Storage>): void {
      if (ctx.clock.elapsed() - lookedAt < VERSION_MS) return answer(reply);
      ctx.run(
        (signal) => rcloneVersion(env.rclone, signal),
        (outcome) => ({ type: "looked", reply, outcome }),
      );
    }

    remotes.configure();
    return (message) => {
      switch (message.type) {
        case "sync-now":
          return message.reply.ok(remotes.syncAll() > 0);
        case "purge-now":
          movers.purge();
          return message.reply.ok(hasPurgeRules(env.config().storage));
        case "plan-purge":
          return movers.plan(message.reply);
        case "purge-planned": {
          const { reply, outcome } = message;
          return outcome.ok ? reply.ok(outcome.value) : reply.fail(outcome.error);
        }
        case "restore":
          return movers.restore(message.wish, message.reply);
        case "synced":
          return movers.synced();
        case "configured":
          return remotes.configure();
        case "left":
          return remotes.left(message.remote);
        case "storage":
          return show(message.reply);
        case "looked":
          version = message.outcome.ok ? message.outcome.value : null;
          lookedAt = ctx.clock.elapsed();
          return answer(message.reply);
        default:
          message satisfies never;
      }
    };
  };
}

/** The actors of the remotes that the config names. */
function openRemotes(env: SyncEnv, ctx: Context<SyncMessage>, parts: SyncParts) {
  const open = new Map<string, Child<RemoteSyncMessage>>();
  const states = new Map<string, RemoteState>();
  /** Those whose sync is being ended. */
  const leaving = new Set<string>();
  const wanted = () => new Set(env.config().storage.remotes.map(({ remote }) => remote));

  function begin(remote: string): void {
    const behavior = remoteSync({ ...behaviourEnv(env, parts, states, remote), tell });
    open.set(remote, ctx.spawn(`remote:${encodeURIComponent(remote)}`, behavior));
  }

  function tell(fact: SyncFact): void {
    env.tell(fact);
    if (fact.type !== "sync-finished" || fact.outcome !== "done") return;
    ctx.self.tell({ type: "synced", remote: fact.remote });
  }

  function end(remote: string, child: Child<RemoteSyncMessage>): void {
    open.delete(remote);
    leaving.add(remote);
    ctx.run(() => child.stop(0), () => ({ type: "left", remote }));
  }

  return {
    states,
    /** Gives how many there are. */
    syncAll(): number {
      for (const child of open.values()) child.tell({ type: "sync-now" });
      return wanted().size;
    },
    configure(): void {
      const names = wanted();
      for (const [remote, child] of open) {
        if (names.has(remote)) child.tell({ type: "configured" });
        else end(remote, child);
      }
      for (const remote of names) if (!open.has(remote) && !leaving.has(remote)) begin(remote);
    },
    left(remote: string): void {
      leaving.delete(remote);
      if (states.get(remote)?.state === "syncing") {
        env.tell(stoppedFact(remote, states.get(remote)!, ctx.clock.now()));
      }
      states.delete(remote);
      if (wanted().has(remote)) begin(remote);
    },
  };
}

/** The actors that purge and restore. */
function openMovers(env: SyncEnv, ctx: Context<SyncMessage>, shared: SyncParts) {
  const states: Pick<SyncState, "purge" | "restores"> = { purge: NOTHING_PURGED, restores: [] };
  const parts = (signal: AbortSignal): MoveParts => ({
    ...shared,
    storage: env.config().storage,
    door: env.door,
    freeBytes: env.freeBytes,
    signal,
  });
  const { tell } = env;
  const purging = ctx.spawn<PurgerMessage>(
    "purger",
    purger({ parts, tell, changed: (purge) => void (states.purge = purge) }),
  );
  const restoring = ctx.spawn<RestorerMessage>(
    "restorer",
    restorer({ parts, tell, changed: (jobs) => void (states.restores = jobs) }),
  );
  return {
    states,
    purge: () => void purging.tell({ type: "purge" }),
    plan(reply: Reply<PurgePlan>): void {
      ctx.run(
        (signal) => planPurge(parts(signal)),
        (outcome) => ({ type: "purge-planned", reply, outcome }),
      );
    },
    restore(wish: RestoreWish, reply: Reply<RestoreAnswer>): void {
      if (!restoring.tell({ type: "restore", wish, reply })) {
        reply.ok({ type: "refused", why: "Cannot restore: too much is asked for already; try again later" });
      }
    },
    synced(): void {
      restoring.tell({ type: "bring-late" });
      if (hasPurgeRules(env.config().storage)) purging.tell({ type: "purge" });
    },
  };
}

function behaviourEnv(env: SyncEnv, parts: SyncParts, states: Map<string, RemoteState>, remote: string) {
  return {
    remote,
    parts,
    intervalMs: () => env.config().storage.sync_interval * 1_000,
    changed: (state: RemoteState) => void states.set(remote, state),
  };
}

function stoppedFact(remote: string, { progress }: RemoteState, at: number): SyncFact {
  const { files, bytes } = progress ?? { files: 0, bytes: 0 };
  return {
    type: "sync-finished",
    remote,
    outcome: "stopped",
    files,
    bytes,
    removed: 0,
    error: null,
    retryAt: null,
    at,
  };
}
