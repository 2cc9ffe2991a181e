/** The REST half of a venue, for one market whose existence is known. */
import type { Clock } from "../../kernel/mod.ts";
import { createCandleHistory, type FetchCandles } from "./candle_history.ts";
import type { Session } from "./session.ts";
import { createTradeHistory, type FetchTrades } from "./trade_history.ts";
import type { ExchangeRow } from "./traits.ts";

export interface History {
  fetchTrades: FetchTrades;
  fetchCandles: FetchCandles;
}

export function createHistory(session: Session, row: ExchangeRow, clock: Clock): History {
  return {
    fetchTrades: createTradeHistory(session, row, clock),
    fetchCandles: createCandleHistory(session, row, clock),
  };
}
