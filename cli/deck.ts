/** What the API asks of the recorder, over the board, the log and the config. */
import type { ReadHost } from "../actors/archive/reader/host.ts";
import { type BackfillRun, isOver, recordOf } from "../actors/control/backfill_run.ts";
import type { Board } from "../actors/control/board.ts";
import { historiesMeant, meansPaused } from "../actors/control/backfill_plan.ts";
import { recordOfIncident } from "../actors/control/incidents/mod.ts";
import type { Log } from "../actors/control/log.ts";
import type { LookupHost } from "../actors/control/lookups/host.ts";
import { inventoryView, jobsView, metricsView, schedulerView, streamsView } from "../actors/control/views.ts";
import type { Clock } from "../actors/kernel/clock.ts";
import type { Deck } from "../api/deck.ts";
import type { Begun } from "./begun.ts";
import type { Settings } from "./config/settings.ts";
import { archiveDeck } from "./deck_archive.ts";
import { configDeck } from "./deck_config.ts";
import { lookupDeck } from "./deck_lookups.ts";
import { streamDeck } from "./deck_streams.ts";
import type { Beginning } from "./recorder.ts";
import type { Recording } from "./recording.ts";

export interface DeckParts {
  board: Board;
  log: Log;
  reads: ReadHost;
  lookups: LookupHost;
  settings: Settings;
  begins: Beginning;
  clock: Clock;
  /** Not there while tapedeck is starting: what is asked of it then waits, what is shown is as it will begin. */
  begun: Begun<Recording>;
}

const ENDED_SHOWN = 50;

export function createDeck(parts: DeckParts): Deck {
  const { board, log, reads, settings: { inForce }, begins, begun } = parts;
  const config = () => inForce().config;
  async function alerts() {
    const { alerts } = await begun.promise;
    if (!alerts) throw new Error("Cannot alert: this recorder tells nobody");
    return alerts;
  }
  return {
    snapshot: board.snapshot,
    subscribe: board.subscribe,
    ...configDeck(parts),
    inventory: () => inventoryView(board.snapshot()),
    jobs: () => jobsView(config()),
    streams: () => streamsView(config(), board.snapshot()),
    ...streamDeck(parts),
    scheduler() {
      const isScheduling = begun.now()?.isScheduling() ?? begins.schedule === "on";
      return schedulerView(config(), board.snapshot(), isScheduling);
    },
    metrics: () => metricsView(board.snapshot()),
    prometheus: async () => await begun.now()?.prometheus() ?? null,
    meansPaused: (request) => meansPaused(config(), request),
    async collect({ exchange, pair }) {
      const { collect } = await begun.promise;
      const wanted = historiesMeant(config(), { exchange, pairs: pair === null ? null : [pair] });
      collect(wanted.map(({ key }) => key));
      return wanted.length;
    },
    setScheduler: async (wanted) => (await begun.promise).setScheduler(wanted),
    ...backfillDeck(parts),
    runs: (query) => begun.now()?.runs.list(query) ?? [],
    incidents: ({ before, ...query }) =>
      (begun.now()?.incidents.list({ ...query, before: before && before * 1_000 }) ?? []).map(
        recordOfIncident,
      ),
    alerts: async () => await (await alerts()).state(),
    testAlert: async () => await (await alerts()).test(),
    storage: async () => await (await begun.promise).syncs.storage(),
    sync: async () => await (await begun.promise).syncs.syncNow(),
    purge: async () => await (await begun.promise).syncs.purgeNow(),
    planPurge: async () => await (await begun.promise).syncs.planPurge(),
    restore: async (wish) => await (await begun.promise).syncs.restore(wish),
    logs: log.tail,
    logEntries: log.entries,
    ...lookupDeck(parts),
    ...archiveDeck(parts),
    read: reads.read,
    noted: (level, words) => log[level]("api", words),
    requestFailed: (request, error) => log.error("api", `${request}: ${error}`),
  };
}

type BackfillDeck = Pick<Deck, "startBackfill" | "stopBackfill" | "backfills" | "backfill">;

function backfillDeck({ clock, begun }: DeckParts): BackfillDeck {
  const record = (run: BackfillRun) => recordOf(run, clock.now());
  return {
    startBackfill: async (request) => await (await begun.promise).startBackfill(request),
    stopBackfill: async (id) => await (await begun.promise).stopBackfill(id),
    backfills() {
      const runs = begun.now()?.backfills.all() ?? [];
      return [...runs.filter((run) => !isOver(run)), ...runs.filter(isOver).slice(0, ENDED_SHOWN)].map(
        record,
      );
    },
    backfill(id) {
      const run = begun.now()?.backfills.find(id) ?? null;
      return run && record(run);
    },
  };
}
