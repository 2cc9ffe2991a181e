/**
 * The order book, as much a pure function of time as the tape: its best prices are those of the last trade's
 * step, the levels behind them lie on a fixed grid, and a level's amount is a hash of its price that changes
 * every so often. It moves ten times a second, and each move takes a fixed number of update ids: so an update id
 * is a time, and the book of any update id can be asked for.
 */
import { DAY_MS, type Instrument } from "./instruments.ts";
import { hash } from "./random.ts";
import type { Tape } from "./tape.ts";

/** [price in ticks, amount in lots], best first. */
export type Level = readonly [price: number, lots: number];

export interface Book {
  /** The update id up to which it holds. */
  readonly lastUpdateId: number;
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
}

/** What changed in one move: levels to set, and to delete where the amount is 0. */
export interface BookUpdate {
  readonly timeMs: number;
  readonly firstUpdateId: number;
  readonly lastUpdateId: number;
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
}

export const MOVE_MS = 100;
export const IDS_PER_MOVE = 10;
/** Levels on each side; a REST answer with a limit of 500 or more is the whole book. */
export const LEVELS = 500;
/** A level keeps its amount for 16 moves at least, and for up to 2048. */
const SHORTEST_KEEP = 16;
const SALT_KEEP = 11, SALT_LOTS = 12;

export interface Books {
  /** The number of the last move until a moment, counted from the listing; halts and the delisting have none. */
  moveAt(timeMs: number): number;
  /** The move that an update id belongs to. */
  moveOf(updateId: number): number;
  /** The book after a move. Empty before the first trade and after a delisting. */
  book(move: number): Book;
  /** What a move changed. */
  update(move: number): BookUpdate;
}

export function openBooks(tape: Tape): Books {
  const { instrument, seed } = tape;
  const perDay = movesBefore(instrument, DAY_MS);

  function moveAt(timeMs: number): number {
    const ofLife = Math.min(timeMs, instrument.delistedMs - 1) - instrument.listedMs;
    const day = Math.floor(ofLife / DAY_MS);
    return ofLife < 0 ? 0 : day * perDay + movesBefore(instrument, ofLife - day * DAY_MS);
  }

  function timeOf(move: number): number {
    const day = Math.floor(move / perDay), ofDay = (move - day * perDay) * MOVE_MS;
    const { halt } = instrument;
    const pause = halt && ofDay > halt.fromMs ? halt.toMs - halt.fromMs : 0;
    return instrument.listedMs + day * DAY_MS + ofDay + pause;
  }

  function book(move: number): Book {
    const quotes = tape.quotesAt(timeOf(move)), lastUpdateId = move * IDS_PER_MOVE;
    if (!quotes || timeOf(move + 1) >= instrument.delistedMs) return { lastUpdateId, bids: [], asks: [] };
    return { lastUpdateId, bids: side(quotes.bid, -1, move), asks: side(quotes.ask, 1, move) };
  }

  /** The best price, then the prices of the grid behind it. */
  function side(best: number, direction: 1 | -1, move: number): Level[] {
    const { levelGap } = instrument, levels: Level[] = [[best, lotsAt(best, move)]];
    const nearest = direction === 1 ? Math.floor(best / levelGap) : Math.ceil(best / levelGap);
    for (let i = 1; i < LEVELS; i++) {
      const price = (nearest + direction * i) * levelGap;
      if (price <= 0) break;
      levels.push([price, lotsAt(price, move)]);
    }
    return levels;
  }

  function lotsAt(price: number, move: number): number {
    const h = hash(seed, price, SALT_KEEP), keep = SHORTEST_KEEP << (h & 7);
    const turn = Math.floor((move + (h >>> 3) % keep) / keep);
    return 1 + hash(seed, price, turn, SALT_LOTS) % (instrument.lotsPerTrade * 20);
  }

  function update(move: number): BookUpdate {
    const before = book(move - 1), after = book(move);
    return {
      timeMs: timeOf(move),
      firstUpdateId: before.lastUpdateId + 1,
      lastUpdateId: after.lastUpdateId,
      bids: changes(before.bids, after.bids),
      asks: changes(before.asks, after.asks),
    };
  }

  return { moveAt, moveOf: (updateId) => Math.ceil(updateId / IDS_PER_MOVE), book, update };
}

/** Moves in the first `ofDayMs` of a day. */
function movesBefore({ halt }: Instrument, ofDayMs: number): number {
  const halted = halt ? Math.min(Math.max(0, ofDayMs - halt.fromMs), halt.toMs - halt.fromMs) : 0;
  return Math.floor((ofDayMs - halted) / MOVE_MS);
}

function changes(before: readonly Level[], after: readonly Level[]): Level[] {
  const old = new Map(before), kept = new Set(after.map(([price]) => price));
  const gone = before.filter(([price]) => !kept.has(price)).map(([price]): Level => [price, 0]);
  return [...after.filter(([price, lots]) => old.get(price) !== lots), ...gone];
}
