/** The oracle: what the market holds for a range, whatever was sent of it. */
import { z } from "zod";
import { endOf, type Interval, INTERVALS, openOf } from "./candles.ts";
import type { Listing, Market } from "./market.ts";

const time = z.coerce.number().int().nonnegative();
const Range = z.strictObject({ symbol: z.string(), from: time, to: time });
const CandleRange = Range.extend({ interval: z.enum(INTERVALS).default("1m") });
const BookQuery = z.strictObject({ symbol: z.string(), lastUpdateId: z.coerce.number().int().positive() });

/** Rows built at a time: an answer of a whole day is streamed. */
const ROWS_A_CHUNK = 1000;

/**
 * The JSON text, in chunks, of `trades`, `candles` or `depth`; undefined for another name. Times are ms, half-open;
 * what has not happened yet is left out, open candles too. Throws a ZodError or a RangeError where a query is wrong.
 */
export function truthOf(name: string, query: URLSearchParams, market: Market, nowMs: number) {
  const read = <T extends { symbol: string }>(shape: z.ZodType<T>) => {
    const asked = shape.parse(Object.fromEntries(query));
    return { ...asked, listing: listed(market, asked.symbol) };
  };
  if (name === "trades") return trades(read(Range), nowMs);
  if (name === "candles") return candles(read(CandleRange), nowMs);
  if (name === "depth") return depth(read(BookQuery));
  return undefined;
}

type Asked<T> = T & { readonly listing: Listing };

function* trades({ listing: { tape, wire }, from, to }: Asked<z.infer<typeof Range>>, nowMs: number) {
  const end = tape.lastIdBefore(Math.min(to, nowMs + 1)) + 1;
  yield "[";
  for (let id = tape.lastIdBefore(from) + 1, comma = ""; id < end; id += ROWS_A_CHUNK, comma = ",") {
    yield comma + tape.trades(id, Math.min(end, id + ROWS_A_CHUNK)).map(wire.aggTradeRow).join();
  }
  yield "]";
}

function* candles({ listing, interval, from, to }: Asked<z.infer<typeof CandleRange>>, nowMs: number) {
  const spans = spansOf(listing, interval, from, Math.min(to, nowMs + 1));
  let rows: string[] = ["["], comma = "";
  for (const [openMs, endMs] of spans) {
    const candle = endMs <= nowMs ? listing.candles.candle(openMs, endMs, endMs) : undefined;
    if (!candle) continue;
    rows.push(comma + listing.wire.klineRow(candle));
    comma = ",";
    if (rows.length < ROWS_A_CHUNK) continue;
    yield rows.join("");
    rows = [];
  }
  yield rows.join("") + "]";
}

/** The spans of an instrument's life that open within [from, to). */
function* spansOf({ instrument }: Listing, interval: Interval, from: number, to: number) {
  let openMs = openOf(interval, Math.max(from, instrument.listedMs));
  for (; openMs < Math.min(to, instrument.delistedMs); openMs = endOf(interval, openMs)) {
    if (openMs >= from) yield [openMs, endOf(interval, openMs)];
  }
}

/** The whole book after the move that an update id belongs to. */
function* depth({ listing: { books, wire }, lastUpdateId }: Asked<z.infer<typeof BookQuery>>) {
  yield wire.depth(books.book(books.moveOf(lastUpdateId)), Infinity);
}

function listed(market: Market, symbol: string): Listing {
  const listing = market.get(symbol);
  if (listing) return listing;
  throw new RangeError(`Cannot tell of "${symbol}": the sandbox lists ${[...market.keys()].join(", ")}`);
}
