/** What became of the rows of a source. */
import type { Trade } from "../../../schemas/market.ts";

export interface Takings {
  /** That the source has. */
  rows: number;
  /** That this archive has now and had not. */
  taken: number;
  /** That it had, or that its coverage shows to be all there. */
  known: number;
  /** More of the same in the source itself. */
  duplicates: number;
  /** Candles that were filled forward, and not sent by an exchange: left out. */
  filled: number;
  /** The same, taken because that was asked for. */
  filledKept: number;
  /** Of nameless trades: rows of times that this archive's own recorder covers. */
  covered: number;
  /** That cannot be true, and the first reason. */
  refused: number;
  refusal: string | null;
}

export const newTakings = (): Takings => ({
  rows: 0,
  taken: 0,
  known: 0,
  duplicates: 0,
  filled: 0,
  filledKept: 0,
  covered: 0,
  refused: 0,
  refusal: null,
});

export function refuseRow(takings: Takings, reason: string): void {
  takings.refused++;
  takings.refusal ??= reason;
}

const COUNTS = [
  "rows",
  "taken",
  "known",
  "duplicates",
  "filled",
  "filledKept",
  "covered",
  "refused",
] as const;

/** Adds some to another, in place. */
export function addTakings(sum: Takings, more: Takings): void {
  for (const name of COUNTS) {
    sum[name] += more[name];
  }
  sum.refusal ??= more.refusal;
}

/** Two trades without ids are one where all that was sent is equal. */
export const sentOf = ({ ts, price, amount, side }: Trade) => `${ts} ${price} ${amount} ${side}`;
