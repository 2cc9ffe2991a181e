/** The actor that makes room: it purges what is due after each sync, when it is asked, and when space is low. */
import type { Behavior, Outcome } from "../../kernel/mod.ts";
import { errorWords } from "./error_words.ts";
import type { SyncFact } from "./facts.ts";
import { type MoveParts, type Purged, purgeDue } from "./purge.ts";
import { bytesWanted } from "./purge_rules.ts";

export interface PurgeState {
  isRunning: boolean;
  /** When the last purge ended, ms; null: there was none since the start. */
  endedAt: number | null;
  /** What went wrong in it, by remote. */
  errors: Map<string, string>;
}

export const NOTHING_PURGED: PurgeState = { isRunning: false, endedAt: null, errors: new Map() };

export type PurgerMessage =
  /** Now; where it is under way, once more after it. */
  | { type: "purge" }
  | { type: "look-at-space" }
  | { type: "space-seen"; outcome: Outcome<number | null> }
  | { type: "ended"; outcome: Outcome<Purged[]> };

export interface PurgerEnv {
  /** With the config as it is now. */
  parts(signal: AbortSignal): MoveParts;
  tell(fact: SyncFact): void;
  /** Called with the state after each change of it. */
  changed(state: PurgeState): void;
}

/** Space is looked at so often, where a remote is to make room. */
const LOOK_MS = 60_000;
/** What was purged for that may not have been enough: the next time is not before. */
const AGAIN_MS = 10 * 60_000;

/** Its stop ends rclone, and waits for that. */
export function purger({ parts, tell, changed }: PurgerEnv): Behavior<PurgerMessage> {
  return (ctx) => {
    let state = NOTHING_PURGED;
    let running: Promise<unknown> | null = null;
    let isWantedAgain = false;

    function show(next: PurgeState): void {
      state = next;
      changed(state);
    }

    function begin(): void {
      if (running) return void (isWantedAgain = true);
      isWantedAgain = false;
      show({ ...state, isRunning: true });
      ctx.run((signal) => {
        const purging = purgeDue(parts(signal));
        running = purging;
        return purging;
      }, (outcome) => ({ type: "ended", outcome }));
    }

    function ended(outcome: Outcome<Purged[]>): void {
      running = null;
      const at = ctx.clock.now();
      const purged = outcome.ok ? outcome.value : failedBy(outcome.error, parts(ctx.signal));
      const errors = purged.flatMap(({ remote, error }) => error === null ? [] : [[remote, error] as const]);
      show({ isRunning: false, endedAt: at, errors: new Map(errors) });
      for (const each of purged) tell({ type: "purge-finished", ...each, at });
      if (isWantedAgain) begin();
    }

    function look(): void {
      const { storage, freeBytes } = parts(ctx.signal);
      const isAsked = storage.remotes.some(({ purge_when_low: whenLow }) => whenLow);
      if (!isAsked || running || ctx.clock.now() < (state.endedAt ?? -Infinity) + AGAIN_MS) return;
      ctx.run(() => freeBytes(), (outcome) => ({ type: "space-seen", outcome }));
    }

    ctx.every(LOOK_MS, { type: "look-at-space" });
    ctx.defer(() => running?.then(() => {}, () => {}));
    return (message) => {
      switch (message.type) {
        case "purge":
          return begin();
        case "look-at-space":
          return look();
        case "space-seen": {
          const { outcome } = message;
          if (outcome.ok && bytesWanted(parts(ctx.signal).storage, outcome.value) > 0) begin();
          return;
        }
        case "ended":
          return ended(message.outcome);
        default:
          message satisfies never;
      }
    };
  };
}

function failedBy(error: unknown, { storage: { remotes } }: MoveParts): Purged[] {
  return remotes.slice(0, 1).map(({ remote }) => ({ remote, files: 0, bytes: 0, error: errorWords(error) }));
}
