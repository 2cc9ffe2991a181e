/** What the API asks of the recorder, over the board, the catalog and the config. */
import type { Deck } from "../api/deck.ts";
import type { Board } from "../actors/control/board.ts";
import type { Log } from "./temp_log.ts";
import { inventoryView, jobsView, metricsView, schedulerView, streamsView } from "../actors/control/views.ts";
import type { Config } from "../schemas/config.ts";
import { maskSecrets } from "../schemas/secrets.ts";

export interface ConfigInForce {
  config: Config;
  /** The file alone, without the environment's overrides. */
  file: Config;
  overrides: Record<string, string>;
}

export function createDeck(parts: {
  board: Board;
  log: Log;
  inForce(): ConfigInForce;
}): Deck {
  const { board, log, inForce } = parts;
  return {
    snapshot: board.snapshot,
    subscribe: board.subscribe,
    config: () => maskSecrets(inForce().file),
    configOverrides: () => inForce().overrides,
    inventory: () => inventoryView(board.snapshot()),
    jobs: () => jobsView(inForce().config),
    streams: () => streamsView(inForce().config, board.snapshot()),
    scheduler: () => schedulerView(inForce().config, board.snapshot(), true),
    metrics: () => metricsView(board.snapshot()),
    logs: log.tail,
    requestFailed: (request, error) => log.error("api", `${request}: ${error}`),
  };
}
