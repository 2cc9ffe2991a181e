/** What the API asks of the recorder, over the board, the log and the config. */
import type { ReadHost } from "../actors/archive/reader/host.ts";
import { type BackfillRun, isOver, recordOf } from "../actors/control/backfill_run.ts";
import type { Board } from "../actors/control/board.ts";
import { configuredHistories } from "../actors/control/configured.ts";
import type { Log } from "../actors/control/log.ts";
import { inventoryView, jobsView, metricsView, schedulerView, streamsView } from "../actors/control/views.ts";
import type { Clock } from "../actors/kernel/clock.ts";
import type { Deck } from "../api/deck.ts";
import { maskSecrets } from "../schemas/secrets.ts";
import type { Recording } from "./recording.ts";
import type { ConfigInForce } from "./settings.ts";

export interface DeckParts {
  board: Board;
  log: Log;
  reads: ReadHost;
  inForce(): ConfigInForce;
  clock: Clock;
  /** null while tapedeck is starting. */
  recording(): Recording | null;
  /** The same, when it has started. */
  started: Promise<Recording>;
}

const ENDED_SHOWN = 50;

export function createDeck({ board, log, reads, inForce, clock, recording, started }: DeckParts): Deck {
  const record = (run: BackfillRun) => recordOf(run, clock.now());
  const runs = () => recording()?.runs.all() ?? [];
  return {
    snapshot: board.snapshot,
    subscribe: board.subscribe,
    token: () => inForce().config.settings.ui_auth_token,
    config: () => maskSecrets(inForce().file),
    configOverrides: () => inForce().overrides,
    inventory: () => inventoryView(board.snapshot()),
    jobs: () => jobsView(inForce().config),
    streams: () => streamsView(inForce().config, board.snapshot()),
    scheduler: () => schedulerView(inForce().config, board.snapshot(), recording()?.isScheduling() ?? true),
    metrics: () => metricsView(board.snapshot()),
    async collect({ exchange, pair }) {
      const { collect } = await started;
      const wanted = configuredHistories(inForce().config).filter(({ series }) =>
        (exchange === null || series.exchange === exchange) && (pair === null || series.symbol === pair)
      );
      for (const { key } of wanted) collect(key);
      return wanted.length;
    },
    setScheduler: async (wanted) => (await started).setScheduler(wanted),
    startBackfill: async (request) => await (await started).startBackfill(request),
    stopBackfill: async (id) => await (await started).stopBackfill(id),
    backfills: () =>
      [...runs().filter((run) => !isOver(run)), ...runs().filter(isOver).slice(0, ENDED_SHOWN)].map(record),
    backfill(id) {
      const run = recording()?.runs.find(id) ?? null;
      return run && record(run);
    },
    logs: log.tail,
    read: reads.read,
    requestFailed: (request, error) => log.error("api", `${request}: ${error}`),
  };
}
