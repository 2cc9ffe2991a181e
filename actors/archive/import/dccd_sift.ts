/** What of a dccd file's rows is an exchange's own word, and may go in. */
import { parseSeriesKey } from "../../../schemas/series.ts";
import type { BookFrame, Candle, Level, Rows, Trade } from "../../../schemas/market.ts";
import type { DccdFile } from "./dccd_layout.ts";
import type { DccdReading, DccdRow, LevelRow } from "./dccd_rows.ts";
import { foreignSession } from "./sessions.ts";
import { refuseRow, sentOf, type Takings } from "./takings.ts";
import type { VenueRules } from "./venue_rules.ts";

export interface SiftOptions {
  rules: VenueRules;
  /** Local time, µs. */
  nowUs: number;
  /** When the file was last written, ms: a candle that closed later was not closed in it. */
  modifiedAt: number;
  keepFilled: boolean;
  /** Close of the candle before the file's first; NaN where there is none. */
  closeBefore: number;
}

export interface Sifter {
  /** Counts what is left out, in place; the rows have to come in order, whole times at once. */
  sift(rows: DccdRow[], takings: Takings): Rows;
  /** Close of the last candle seen; NaN elsewhere. */
  lastClose(): number;
}

export function createSifter({ key }: DccdFile, options: SiftOptions): Sifter {
  const { type, exchange, span } = parseSeriesKey(key);
  switch (type) {
    case "ohlc":
      return candleSifter(span!, options);
    case "trades":
      return {
        sift: (rows, takings) => siftTrades(rows as Trade[], exchange, takings, options),
        lastClose: () => NaN,
      };
    case "orderbook":
      return bookSifter(key, options);
    default:
      throw type satisfies never;
  }
}

/** All that passes, in pieces. */
export async function* sifted(reading: DccdReading, sifter: Sifter, takings: Takings): AsyncGenerator<Rows> {
  for await (const rows of reading.rows()) {
    takings.rows += rows.length;
    const passed = sifter.sift(rows, takings);
    if (passed.rows.length > 0) yield passed;
  }
}

/** dccd fills holes with the close before, flat and without volume. */
function candleSifter(
  span: string,
  { rules, nowUs, modifiedAt, keepFilled, closeBefore }: SiftOptions,
): Sifter {
  let before = closeBefore;

  function isFilled({ open, high, low, close, volume }: Candle): boolean {
    return volume === 0 && open === close && high === close && low === close && close === before;
  }

  function faultOf(candle: Candle): string | null {
    const fault = rules.faultOfCandle(candle, nowUs);
    if (fault) return fault;
    const { opensUs, closesUs } = rules.candleAround(span, candle.ts);
    const isWholeDays = /[dwo]$/.test(span);
    if (opensUs !== candle.ts && !isWholeDays) return `no candle of ${span} opens at ${timeOf(candle.ts)}`;
    const closedUs = candle.ts + (closesUs - opensUs);
    return closedUs <= modifiedAt * 1000 ? null : `the candle of ${timeOf(candle.ts)} was not closed yet`;
  }

  function passes(candle: Candle, takings: Takings): boolean {
    const fault = faultOf(candle);
    if (fault) {
      refuseRow(takings, fault);
      return false;
    }
    const filled = isFilled(candle);
    before = candle.close;
    if (filled) takings[keepFilled ? "filledKept" : "filled"]++;
    return !filled || keepFilled;
  }

  return {
    sift(rows, takings) {
      const last = (rows as Candle[]).filter(({ ts }, i) => ts !== rows[i + 1]?.ts);
      takings.duplicates += rows.length - last.length;
      return { type: "ohlc", rows: last.filter((candle) => passes(candle, takings)) };
    },
    lastClose: () => before,
  };
}

const timeOf = (us: number) => new Date(us / 1000).toISOString();

/** Of equal rows one stays: dccd joined overlapping answers without looking. */
function siftTrades(rows: Trade[], exchange: string, takings: Takings, { rules, nowUs }: SiftOptions): Rows {
  let seen = new Set<string>();
  let ts = NaN;
  const isNew = (trade: Trade) => {
    if (trade.ts !== ts) [seen, ts] = [new Set(), trade.ts];
    const identity = trade.id ?? sentOf(trade);
    if (!seen.has(identity)) return seen.add(identity).size > 0;
    takings.duplicates++;
    return false;
  };
  const isSound = (trade: Trade) => {
    const fault = rules.faultOfTrade(trade, nowUs, trade.id === null ? "opaque" : rules.tradeIds(exchange));
    if (fault) refuseRow(takings, fault);
    return fault === null;
  };
  return { type: "trades", rows: rows.filter((trade) => isSound(trade) && isNew(trade)) };
}

/** Rows of one time are taken for a snapshot where they have both sides. */
function bookSifter(key: string, { rules, nowUs }: SiftOptions): Sifter {
  let session = NaN;
  let frame = 0;

  function frameOf(rows: LevelRow[]): BookFrame {
    const { ts } = rows[0];
    if (Number.isNaN(session)) session = foreignSession(key, "dccd", ts);
    const levels = [...sideOf(rows, "bid"), ...sideOf(rows, "ask")];
    return { ts, tsRecv: ts, session, frame: frame++, seq: null, isSnapshot: true, derived: false, levels };
  }

  function faultOf({ ts, levels }: BookFrame): string | null {
    const sides = new Set(levels.map(({ side }) => side));
    if (sides.size < 2) return `its book of ${timeOf(ts)} has no ${sides.has("bid") ? "ask" : "bid"}`;
    return rules.faultOfBook(ts, levels, nowUs);
  }

  return {
    sift(rows, takings) {
      const books = [...Map.groupBy(rows as LevelRow[], ({ ts }) => ts).values()].map(frameOf);
      const passed = books.filter((book) => {
        const fault = faultOf(book);
        if (!fault) return true;
        takings.refused += book.levels.length - 1;
        refuseRow(takings, fault);
        return false;
      });
      return { type: "orderbook", rows: passed };
    },
    lastClose: () => NaN,
  };
}

function sideOf(rows: LevelRow[], side: Level["side"]): Level[] {
  const sign = side === "bid" ? -1 : 1;
  return rows.filter((row) => row.side === side)
    .sort((a, b) => sign * (a.price - b.price))
    .map(({ side, price, amount }) => ({ side, price, amount }));
}
