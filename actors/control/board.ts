/** The board: folds facts into the one snapshot that pages and routes show. */
import type { Fact } from "../../schemas/facts.ts";
import type { Snapshot } from "../../schemas/snapshot.ts";
import type { Cancel, Clock } from "../kernel/mod.ts";
import { type BoardState, configureSeries, emptyBoard, foldFact } from "./board_state.ts";
import { createSeriesViewer } from "./series_view.ts";
import { type BoardAbout, snapshotOf } from "./snapshot_view.ts";
import type { ShownSeries } from "./stops.ts";

export interface Board {
  fold(fact: Fact): void;
  /**
   * Says which series are configured, and where each starts (`starting`, or `stopped` where it does not run).
   * A series under way keeps its state; a stopped one stays so until it is configured otherwise.
   * @param exchanges Those that are asked; by default those of every series that does not start as stopped.
   */
  configure(series: ShownSeries[], exchanges?: Iterable<string>): void;
  /** The board as it is now: the same object, with the same revision, as long as nothing changed. */
  snapshot(): Snapshot;
  /** Calls `listener` at most once a second, while there is something new. Returns what ends it. */
  subscribe(listener: () => void): Cancel;
}

export interface BoardOptions {
  clock: Clock;
  version: string;
  dataFolder: string;
  configPath: string;
}

const TICK_MS = 1000;
/** Ages tick in the page: a board without news is made anew only so often. */
const STALE_MS = 15_000;
/** So long after the last row the sparklines still move. */
const SPARK_MS = 61_000;

export function createBoard({ clock, version, dataFolder, configPath }: BoardOptions): Board {
  const about: BoardAbout = { version, dataFolder, configPath, startedAt: clock.now() };
  const viewOf = createSeriesViewer();
  let state: BoardState = emptyBoard();
  let made: { state: BoardState; snapshot: Snapshot } | null = null;

  function snapshot(): Snapshot {
    const now = clock.now();
    if (made === null || made.state !== state || isStale(state, made.snapshot.now, now)) {
      const revision = (made?.snapshot.revision ?? 0) + 1;
      made = { state, snapshot: snapshotOf(state, { about, revision, now, viewOf }) };
    }
    return made.snapshot;
  }

  return {
    fold: (fact) => void (state = foldFact(state, fact)),
    configure(wanted, exchanges = exchangesOf(wanted)) {
      state = configureSeries(state, wanted, exchanges, clock.now());
    },
    snapshot,
    subscribe: listenersOf(clock, () => snapshot().revision),
  };
}

function exchangesOf(series: ShownSeries[]): Set<string> {
  return new Set(series.filter(({ state }) => state !== "stopped").map(({ key }) => key.split("/")[0]));
}

/** Whether a snapshot made at `madeAt` must be made anew though no fact came. */
function isStale(state: BoardState, madeAt: number, now: number): boolean {
  const ageMs = Math.abs(now - madeAt);
  if (ageMs >= STALE_MS) return true;
  return ageMs >= TICK_MS &&
    state.series.values().some((record) => now - (record.lastAt ?? 0) < SPARK_MS);
}

/** Tells listeners once a tick where the revision is a new one; no timer runs while nobody listens. */
function listenersOf(clock: Clock, revision: () => number): (listener: () => void) => Cancel {
  const listeners = new Set<() => void>();
  let told = 0;
  let cancel: Cancel | null = null;

  function tick(): void {
    cancel = clock.after(TICK_MS, tick);
    if (revision() === told) return;
    told = revision();
    for (const listener of listeners) listener();
  }

  return (listener) => {
    listeners.add(listener);
    cancel ??= clock.after(TICK_MS, tick);
    return () => {
      listeners.delete(listener);
      if (listeners.size > 0) return;
      cancel?.();
      cancel = null;
    };
  };
}
