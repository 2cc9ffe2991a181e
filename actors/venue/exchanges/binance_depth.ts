/**
 * Books as Binance sends them: the frames of `depth@100ms` and the answers of `depth`. An update says which ids it
 * spans, so that it can be shown to be the next one (developers.binance.com, "How to manage a local order book").
 */
import type { Level } from "../../../schemas/market.ts";
import { type SentBook, VenueFault } from "../contract.ts";
import type { CcxtMarket } from "./ccxt_types.ts";
import { faultOfBook, faultOfChanges } from "./checks.ts";
import { at, double } from "./fields.ts";

/** One update, and its place in the sequence. */
export interface BookDiff {
  /** The id that the update before it ended with; of the first after a snapshot, at most the snapshot's. */
  after: number;
  /** The id that it ends with. */
  last: number;
  book: SentBook;
}

export interface DepthSnapshot {
  /** It holds all updates up to this id. */
  lastId: number;
  /** Local time of receipt, µs. */
  tsRecv: number;
  levels: Level[];
}

/** Levels a side of a snapshot. 5,000 would be five times as dear, on spot only. */
export const SNAPSHOT_LEVELS = 1_000;

/** Which of a market's kind an update is for: spot and contracts may share a name, and only contracts send `pu`. */
export const nameOfDiff = (raw: unknown) => nameOf(String(at(raw, "s")), at(raw, "pu") !== undefined);

export const nameOfMarket = ({ id, type }: CcxtMarket) => nameOf(id, type !== "spot");

const nameOf = (id: string, isContract: boolean) => isContract ? `${id} contract` : id;

/** ccxt's name of the request for a market's snapshot. */
export function depthEndpoint({ type, linear }: CcxtMarket): string {
  if (type === "spot") return "publicGetDepth";
  return linear ? "fapiPublicGetDepth" : "dapiPublicGetDepth";
}

/** Unchecked: see {@linkcode faultOfDiff}. `tsRecv`: µs. Contracts name the update before (`pu`), as ids are skipped. */
export function diffOf(raw: unknown, tsRecv: number): BookDiff {
  const [first, last, before] = ["U", "u", "pu"].map((name) => double(at(raw, name)));
  const levels = levelsOf("bid", at(raw, "b")).concat(levelsOf("ask", at(raw, "a")));
  return {
    after: Number.isNaN(before) ? first - 1 : before,
    last,
    book: { ts: double(at(raw, "E")) * 1_000, tsRecv, seq: last, isSnapshot: false, levels },
  };
}

/** Why the update is not to be believed; null where it is. */
export function faultOfDiff({ after, last, book }: BookDiff): string | null {
  const isSpan = Number.isSafeInteger(after) && Number.isSafeInteger(last) && last > after;
  return isSpan
    ? faultOfChanges(book.ts, book.levels, book.tsRecv)
    : `its ids, from ${after} to ${last}, are no span`;
}

/** Throws {@linkcode VenueFault} `garbage` where the answer is no book. */
export function snapshotOf(answer: unknown, symbol: string, tsRecv: number): DepthSnapshot {
  const lastId = double(at(answer, "lastUpdateId"));
  const levels = levelsOf("bid", at(answer, "bids")).concat(levelsOf("ask", at(answer, "asks")));
  const fault = Number.isSafeInteger(lastId)
    ? faultOfBook(tsRecv, levels, tsRecv)
    : `lastUpdateId is ${lastId}`;
  if (fault) throw new VenueFault("garbage", `Cannot take the snapshot of ${symbol}: ${fault}`);
  return { lastId, tsRecv, levels };
}

/** What is not written as levels are becomes one that is refused. */
function levelsOf(side: Level["side"], pairs: unknown): Level[] {
  const list: unknown[] = Array.isArray(pairs) ? pairs : [pairs];
  return list.map((pair) => {
    const [price, amount] = Array.isArray(pair) ? pair : [];
    return { side, price: double(price), amount: double(amount) };
  });
}
