/** The made-up deck's exchanges, previews of backfills and log. */
import type { Deck } from "../../api/deck.ts";
import { symbolsOf } from "../../actors/control/lookups/symbols.ts";

type LookupDeck = Pick<Deck, "exchanges" | "symbols" | "previewBackfill" | "logEntries">;

const SYMBOLS = ["BTC/USDT", "ETH/USDT", "WBTC/USDT", "BTC/USDT:USDT", "LUNA/USDT"];
const LINES = 300;

/** `startMs`: since when the made-up exchange's markets are known, and its log's first line. */
export function fixtureLookups(startMs: number): LookupDeck {
  const markets = SYMBOLS.map((symbol) => ({ symbol, id: symbol, active: symbol !== "LUNA/USDT" }));
  const entries = Array.from({ length: LINES }, (_, n) => ({
    time: new Date(startMs + n * 1_000).toISOString(),
    level: n % 50 === 49 ? "error" as const : n % 10 === 9 ? "warning" as const : "info" as const,
    actor: n % 2 === 0 ? "binance/trades/BTC-USDT" : "tapedeck",
    words: `line ${n}`,
  }));
  return {
    exchanges: () => [
      {
        ...{ id: "binance", name: "Binance", live_trades: true, books: true, raw_books: true },
        ...{ spans: [60, 3600, 86_400], past_trades: "proven", notes: ["Candles: Back to the first day."] },
      },
      {
        ...{ id: "kraken", name: "Kraken", live_trades: true, books: true, raw_books: false },
        ...{ spans: [60, 3600], past_trades: "unproven", notes: [] },
      },
    ],
    symbols: (exchange, query) =>
      Promise.resolve(
        exchange === "binance"
          ? { type: "symbols", symbols: symbolsOf({ markets, from: "disk", at: startMs }, query) }
          : exchange === "kraken"
          ? {
            type: "unreachable",
            reason: "Cannot ask the markets on kraken: no answer within 10 s; try again",
          }
          : { type: "unknown", reason: "there is no such exchange; did you mean binance?" },
      ),
    previewBackfill: ({ exchange = null }) =>
      Promise.resolve(
        exchange === null || exchange === "binance"
          ? {
            series: [{
              ...{ key: "binance/ohlc/BTC-USDT/1m", exchange: "binance", pair: "BTC/USDT", type: "ohlc" },
              ...{ span: "1m", windows: 37, rows: 36_600, rows_are: "at-most", seconds: 4.2 },
              missing_us: 36_600 * 60e6,
            }],
          }
          : null,
      ),
    logEntries: ({ tail, after = "0-0", level, text = "" }) => {
      const worst = level === "error" ? ["error"] : level === "warning" ? ["warning", "error"] : null;
      const fitting = entries.slice(Number(after.split("-")[1])).filter((entry) =>
        (worst?.includes(entry.level) ?? true) && entry.words.includes(text)
      );
      return Promise.resolve({
        entries: tail === 0 ? [] : fitting.slice(-tail),
        ...{ cursor: `0-${LINES}`, more: fitting.length > tail },
      });
    },
  };
}
