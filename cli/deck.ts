/** What the API asks of the recorder, over the board, the log and the config. */
import type { Board } from "../actors/control/board.ts";
import type { Log } from "../actors/control/log.ts";
import { inventoryView, jobsView, metricsView, schedulerView, streamsView } from "../actors/control/views.ts";
import type { Deck } from "../api/deck.ts";
import { maskSecrets } from "../schemas/secrets.ts";
import type { ConfigInForce } from "./settings.ts";

export interface DeckParts {
  board: Board;
  log: Log;
  inForce(): ConfigInForce;
}

export function createDeck({ board, log, inForce }: DeckParts): Deck {
  return {
    snapshot: board.snapshot,
    subscribe: board.subscribe,
    token: () => inForce().config.settings.ui_auth_token,
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
