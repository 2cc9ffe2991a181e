/** The middle between best bid and best ask, frame by frame, of a book that is played on from its snapshots. */
import type { Level } from "../../../../schemas/market.ts";
import { createBook } from "../../book_replay.ts";
import { type Columns, emptyColumns, numbers, type Slice } from "../../columns.ts";
import { bookFrameIn, frameEnd } from "../../rows.ts";

/**
 * Gives for whole frames, in the order of (session, frame), the times and prices of those after which the book is known
 * and has both sides: as trades of no amount, which is how bars are made of them.
 */
export function midsOf(): (frames: Columns) => Columns {
  const sessions = new Map<number, LazyBook>();
  return (columns) => {
    const [ts, session] = [numbers(columns, "ts"), numbers(columns, "session")];
    const mids: Array<[ts: number, price: number]> = [];
    for (let from = 0, to = 0; from < columns.length; from = to) {
      to = frameEnd(columns, from);
      const book = sessions.get(session[from]) ?? lazyBook();
      sessions.set(session[from], book);
      const price = book.apply({ columns, from, to });
      if (price !== null) mids.push([ts[from], price]);
    }
    return asTrades(mids);
  };
}

function asTrades(mids: Array<[ts: number, price: number]>): Columns {
  const columns = emptyColumns("trades", mids.length);
  const [ts, price] = [numbers(columns, "ts"), numbers(columns, "price")];
  mids.forEach(([us, mid], row) => [ts[row], price[row]] = [us, mid]);
  return columns;
}

interface LazyBook {
  /** The price in the middle after the frame; null: it is not known. */
  apply(frame: Slice): number | null;
}

/** A book of snapshots alone is never built: each says by itself what is best. */
function lazyBook(): LazyBook {
  const book = createBook();
  let waiting: Slice | null = null;
  const play = ({ columns, from, to }: Slice) => book.apply(bookFrameIn(columns, from, to));
  return {
    apply(frame) {
      if (isSentWhole(frame)) return bestMid(waiting = frame);
      if (waiting) play(waiting);
      waiting = null;
      play(frame);
      return midOf(book.best());
    },
  };
}

function isSentWhole({ columns, from }: Slice): boolean {
  return numbers(columns, "is_snapshot")[from] === 1 && numbers(columns, "derived")[from] === 0;
}

const midOf = ({ bid, ask }: { bid: Level | null; ask: Level | null }) =>
  bid && ask ? (bid.price + ask.price) / 2 : null;

function bestMid({ columns, from, to }: Slice): number | null {
  const [side, price, amount] = ["side", "price", "amount"].map((name) => numbers(columns, name));
  let [bid, ask] = [-Infinity, Infinity];
  for (let row = from; row < to; row++) {
    if (amount[row] === 0) continue;
    if (side[row] === 0) bid = Math.max(bid, price[row]);
    else if (side[row] === 1) ask = Math.min(ask, price[row]);
  }
  return bid > -Infinity && ask < Infinity ? (bid + ask) / 2 : null;
}
