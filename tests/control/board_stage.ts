/** A board on a test clock, with short ways to tell it facts. */
import { type Board, createBoard } from "../../actors/control/board.ts";
import { TestClock } from "../../actors/kernel/test_clock.ts";
import type { Fact, SeriesSummary } from "../../schemas/facts.ts";
import type { SeriesView } from "../../schemas/snapshot.ts";

export const START = Date.UTC(2024, 0, 1, 12);
export const TRADES = "binance/trades/BTC-USDT";
export const BOOK = "binance/orderbook/BTC-USDT";
export const CANDLES = "binance/ohlc/BTC-USDT/1m";

type Told<F> = F extends Fact ? Omit<F, "at"> : never;

export interface BoardStage {
  board: Board;
  clock: TestClock;
  /** Folds facts that happen now. */
  tell(...facts: Array<Told<Fact>>): void;
  rows(key: string, rows: number): void;
  view(key: string): SeriesView;
}

/** A board on which `keys` are configured and starting. */
export function boardStage(keys: string[] = [TRADES, BOOK, CANDLES]): BoardStage {
  const clock = new TestClock(START);
  const board = createBoard({ clock, version: "1.2.3", dataFolder: "/data", configPath: "/tapedeck.yaml" });
  board.configure(keys.map((key) => ({ key, state: "starting" })));
  const tell: BoardStage["tell"] = (...facts) => {
    for (const fact of facts) board.fold({ ...fact, at: clock.now() } as Fact);
  };
  return {
    board,
    clock,
    tell,
    rows(key, rows) {
      const us = clock.now() * 1000;
      tell({ type: "rows-recorded", key, rows, firstUs: us, lastUs: us });
    },
    view(key) {
      const found = board.snapshot().series.find((view) => view.key === key);
      if (!found) throw new Error(`Cannot find "${key}" on the board`);
      return found;
    },
  };
}

export function summary(key: string, changes: Partial<SeriesSummary> = {}): SeriesSummary {
  const empty = {
    key,
    rows: 0,
    bytes: 0,
    files: 0,
    firstUs: null,
    lastUs: null,
    gapCount: 0,
    gaps: [],
    complete: 0,
    days: [],
  };
  return { ...empty, ...changes };
}
