/** Query parameters, read and refused as Binance does (its document "Error codes"). */
import { type Interval, isInterval } from "./candles.ts";
import type { Listing, Market } from "./market.ts";

/** An answer other than 200, in Binance's words. */
export class Refusal extends Error {
  constructor(readonly status: number, readonly code: number, message: string) {
    super(message);
  }
}

const refuse = (code: number, message: string): never => {
  throw new Refusal(400, code, message);
};

/** The listing that `symbol` names. */
export function symbolIn(query: URLSearchParams, market: Market): Listing {
  const symbol = query.get("symbol");
  if (!symbol) return refuse(-1102, missing("symbol"));
  if (!/^[A-Z0-9_.-]{1,20}$/.test(symbol)) return refuse(-1100, illegal("symbol", "^[A-Z0-9-_.]{1,20}$"));
  return market.get(symbol) ?? refuse(-1121, "Invalid symbol.");
}

export function intervalIn(query: URLSearchParams): Interval {
  const interval = query.get("interval");
  if (!interval) return refuse(-1102, missing("interval"));
  return isInterval(interval) ? interval : refuse(-1120, "Invalid interval.");
}

/** A whole number, or undefined where it was not sent. */
export function numberIn(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  return /^[0-9]{1,15}$/.test(text) ? Number(text) : refuse(-1100, illegal(name, "^[0-9]{1,20}$"));
}

/** `limit`, cut down to `most` as Binance does. */
export const limitIn = (query: URLSearchParams, usual: number, most: number): number =>
  Math.min(most, Math.max(1, numberIn(query, "limit") ?? usual));

/** Refuses a query that has more than these parameters: none is ignored in silence. */
export function onlyThese(query: URLSearchParams, names: readonly string[]): void {
  const sent = [...new Set(query.keys())], read = sent.filter((name) => names.includes(name));
  if (read.length === sent.length) return;
  const counts = `read '${read.length}' parameter(s) but was sent '${sent.length}'`;
  refuse(-1104, `Not all sent parameters were read; ${counts}.`);
}

export const refuseCombination = (): never => refuse(-1128, "Combination of optional parameters invalid.");

const missing = (name: string) => `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`;
const illegal = (name: string, range: string) =>
  `Illegal characters found in parameter '${name}'; legal range is '${range}'.`;
