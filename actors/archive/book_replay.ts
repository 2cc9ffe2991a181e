/**
 * An order book as its frames make it: a snapshot clears it, an update sets levels, amount 0 deletes one. It is
 * believed only while every frame since a snapshot of its session is there; what was sent decides, and a frame that
 * tapedeck derived is needed only where the replay begins in the middle.
 */
import type { BookFrame, Level } from "../../schemas/market.ts";

/** Whether the book is the exchange's, and if not, why. */
export type Standing =
  | { valid: true }
  | {
    valid: false;
    /** `begun-late`: frames before the first one applied may make it valid; no others would. */
    cause: "begun-late" | "no-snapshot" | "frame-missing";
    reason: string;
  };

export interface Book {
  /** Takes the next frame in the order of (session, frame). */
  apply(frame: BookFrame): void;
  readonly standing: Standing;
  /** The newest frame applied; null before the first. */
  readonly newest: BookFrame | null;
  /** Derived frames that said something else than the frames before them had made. The derived one counts then. */
  readonly contradictions: number;
  best(): { bid: Level | null; ask: Level | null };
  /** Up to `count` levels a side, bids first, each side best first; nothing while the book is not valid. */
  top(count: number): Level[];
}

const VALID: Standing = { valid: true };

export function createBook(): Book {
  const [bids, asks] = [createLadder("bid"), createLadder("ask")];
  let standing: Standing = { valid: false, cause: "begun-late", reason: "there was no frame yet" };
  let newest: BookFrame | null = null;
  let contradictions = 0;

  function clear(levels: Level[]): void {
    bids.fill(levels);
    asks.fill(levels);
    standing = VALID;
  }

  function update(levels: Level[]): void {
    for (const level of levels) (level.side === "bid" ? bids : asks).set(level.price, level.amount);
  }

  function isAsDerived({ levels }: BookFrame): boolean {
    const own = top(Infinity);
    return own.length === levels.length && own.every((level, i) => isSame(level, levels[i]));
  }

  function bestOf(ladder: Ladder): Level | null {
    return standing.valid ? ladder.top(1)[0] ?? null : null;
  }

  function top(count: number): Level[] {
    return standing.valid ? [...bids.top(count), ...asks.top(count)] : [];
  }

  return {
    apply(frame) {
      standing = standingAt(frame, newest, standing);
      newest = frame;
      if (frame.derived && standing.valid) {
        if (isAsDerived(frame)) return;
        contradictions++;
      }
      if (frame.isSnapshot) clear(frame.levels);
      else if (standing.valid) update(frame.levels);
    },
    best: () => ({ bid: bestOf(bids), ask: bestOf(asks) }),
    top,
    get standing() {
      return standing;
    },
    get newest() {
      return newest;
    },
    get contradictions() {
      return contradictions;
    },
  };
}

/** Where the book stands when a frame comes, before it is applied. */
function standingAt({ session, frame }: BookFrame, before: BookFrame | null, standing: Standing): Standing {
  if (before?.session !== session) {
    const cause = frame === 0 ? "no-snapshot" : before ? "frame-missing" : "begun-late";
    const reason = frame === 0
      ? `session ${session} has had no snapshot yet`
      : `the first frame of session ${session} at hand is ${frame}, and there was no snapshot since`;
    return { valid: false, cause, reason };
  }
  if (frame === before.frame + 1) return standing;
  const reason =
    `frame ${frame} of session ${session} came after ${before.frame}: one between them is missing`;
  return { valid: false, cause: "frame-missing", reason };
}

/** One side. Prices are kept in order, the best last: what changes most often then moves least. */
interface Ladder {
  set(price: number, amount: number): void;
  /** Forgets what it had. */
  fill(levels: Level[]): void;
  top(count: number): Level[];
}

function createLadder(side: Level["side"]): Ladder {
  /** Such that the best price has the highest rank. */
  const sign = side === "bid" ? 1 : -1;
  let ranks: number[] = [];
  let amounts: number[] = [];

  function placeOf(rank: number): number {
    let [low, high] = [0, ranks.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ranks[middle] < rank) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  function set(price: number, amount: number): void {
    const rank = sign * price;
    const place = placeOf(rank);
    const isThere = ranks[place] === rank;
    if (amount !== 0 && isThere) amounts[place] = amount;
    else if (amount !== 0) insert(place, rank, amount);
    else if (isThere) remove(place);
  }

  function insert(place: number, rank: number, amount: number): void {
    ranks.splice(place, 0, rank);
    amounts.splice(place, 0, amount);
  }

  function remove(place: number): void {
    ranks.splice(place, 1);
    amounts.splice(place, 1);
  }

  return {
    set,
    fill(levels) {
      const last = new Map<number, number>();
      for (const { price, amount } of levels.filter((level) => level.side === side)) {
        last.set(sign * price, amount);
      }
      const kept = [...last].filter(([, amount]) => amount !== 0).sort(([a], [b]) => a - b);
      ranks = kept.map(([rank]) => rank);
      amounts = kept.map(([, amount]) => amount);
    },
    top(count) {
      const levels: Level[] = [];
      for (let i = ranks.length - 1; i >= 0 && levels.length < count; i--) {
        levels.push({ side, price: sign * ranks[i], amount: amounts[i] });
      }
      return levels;
    },
  };
}

const isSame = (a: Level, b: Level) => a.side === b.side && a.price === b.price && a.amount === b.amount;
