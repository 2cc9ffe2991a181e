/** The book of a series as it was at a moment: from the last snapshot before it, played on. */
import type { Stretch } from "../../schemas/evidence.ts";
import type { BookFrame, Level } from "../../schemas/market.ts";
import { type Book, createBook } from "./book_replay.ts";
import type { Columns } from "./columns.ts";
import type { Reader } from "./reader/reader.ts";
import { toRows } from "./rows.ts";

/** Between two derived snapshots of a live book, µs; they lie on whole multiples, so at 00:00 UTC too. */
export const DERIVED_EVERY_US = 600_000_000;
/** How far back a snapshot is looked for: 255 such spans are 42.5 hours. */
const MOST_SPANS = 255;

export type BookAt =
  | {
    found: true;
    /** The last frame until the moment: since its `ts` the book has stood as it is. */
    newest: BookFrame;
    /** Bids first, each side best first. */
    levels: Level[];
    /** Why it may have changed since without a record of it; null where the ledger says that it has not. */
    doubt: string | null;
  }
  /** `reason` is a clause: the archive has no frame of it in the … before. */
  | { found: false; reason: string };

export interface BookQuery {
  /** Of an order book: `binance/orderbook/BTC-USDT`. */
  key: string;
  /** Exchange time, µs; frames of that very µs count. */
  atUs: number;
  /** Levels a side; all by default. */
  depth?: number;
}

/**
 * Reads ten minutes at most where a book was recorded change by change; more where its samples are rarer, or where it
 * did not move. Throws what the reader throws.
 *
 * @example
 * ```ts
 * const book = await bookAt(openReader(disk), { key: "binance/orderbook/BTC-USDT", atUs, depth: 10 });
 * if (!book.found) throw new Error(`Cannot tell the book at that moment: ${book.reason}`);
 * ```
 */
export async function bookAt(
  reader: Pick<Reader, "batches" | "stretches">,
  { key, atUs, depth = Infinity }: BookQuery,
): Promise<BookAt> {
  for (const fromUs of replayStarts(atUs)) {
    const book = newestOf(await replaySessions(reader.batches({ key, fromUs, toUs: atUs + 1 })));
    if (!book) continue;
    const { standing, newest } = book;
    if (standing.valid) return answerOf(reader.stretches(key, newest!.ts, atUs), book, depth);
    if (standing.cause !== "begun-late") return { found: false, reason: standing.reason };
  }
  const hours = MOST_SPANS * DERIVED_EVERY_US / 3_600_000_000;
  return { found: false, reason: `the archive has no snapshot of it in the ${hours} hours before` };
}

/** Where to begin, the latest first, each µs: a live book has a derived snapshot at the first of them. */
export function* replayStarts(atUs: number): Generator<number> {
  const boundary = Math.floor(atUs / DERIVED_EVERY_US) * DERIVED_EVERY_US;
  for (let spans = 0; spans <= MOST_SPANS; spans = 2 * spans + 1) yield boundary - spans * DERIVED_EVERY_US;
}

/** A book for each session: those of two recorders, where one took over the other's, lie side by side. */
async function replaySessions(batches: AsyncIterable<Columns>): Promise<Book[]> {
  const books = new Map<number, Book>();
  for await (const columns of batches) {
    for (const frame of toRows(columns).rows as BookFrame[]) {
      const book = books.get(frame.session) ?? createBook();
      books.set(frame.session, book);
      book.apply(frame);
    }
  }
  return [...books.values()];
}

/** The one that heard of the exchange last; of equals a valid one, then the later session. */
function newestOf(books: Book[]): Book | undefined {
  return books.sort((a, b) =>
    b.newest!.ts - a.newest!.ts || Number(b.standing.valid) - Number(a.standing.valid) ||
    b.newest!.session - a.newest!.session
  )[0];
}

/** The book, unless a hole lies between its newest frame and the moment. */
function answerOf(stretches: Stretch[], book: Book, depth: number): BookAt {
  const hole = stretches.find(({ state }) => state === "gap" || state === "unavailable");
  if (hole) return { found: false, reason: `there is a hole (${hole.cause ?? hole.state}) in its record` };
  const isCovered = stretches.every(({ state }) => state === "recorded" || state === "complete");
  const doubt = isCovered ? null : "nothing on record says that it was received without interruption since";
  return { found: true, newest: book.newest!, levels: book.top(depth), doubt };
}
