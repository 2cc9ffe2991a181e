/** The made-up deck's jobs at work: runs that went well and ill, a backfill under way, exchanges to choose from. */
import type { Deck } from "../../api/deck.ts";
import type { BackfillRecord, RunRecord } from "../../schemas/wire.ts";
import type { ExchangeOffer } from "../../schemas/wire_app.ts";

const EXCHANGES: ExchangeOffer[] = [
  offer({ id: "binance", name: "Binance", notes: ["Live trades: every one, and a missing one is seen."] }),
  offer({ id: "oldcoin", name: "Old Coin", live_trades: false, books: false, raw_books: false }),
  offer({ id: "plain", name: "Plain", live_trades: false, raw_books: false, past_trades: "none" }),
];
const SYMBOLS = ["BTC/USDT", "BTC/USDT:USDT", "ETH/USDT", "LUNA/USDT"];

function offer(parts: Partial<ExchangeOffer> & Pick<ExchangeOffer, "id" | "name">): ExchangeOffer {
  return {
    ...{ live_trades: true, books: true, raw_books: true, spans: [60, 3600, 86_400] },
    ...{ past_trades: "proven", notes: [] },
    ...parts,
  };
}

/** A deck's parts. `startMs`: the deck's beginning. */
export function jobsDeck(startMs: number): Partial<Deck> {
  const now = startMs / 1000;
  const runs = Array.from({ length: 120 }, (_, n) => runAt(now - 5 - n * 60, n));
  let backfill = backfillAt(now);
  return {
    runs: ({ limit, kind, status, exchange, before = Infinity }) =>
      runs.filter((run) =>
        run.started_at < before && [run.kind, undefined].includes(kind) &&
        [run.status, undefined].includes(status) && [run.exchange, undefined].includes(exchange)
      ).slice(0, limit),
    backfills: () => [backfill],
    backfill: (id) => id === backfill.id ? backfill : null,
    stopBackfill() {
      backfill = { ...backfill, status: "cancelling" };
      return Promise.resolve(true);
    },
    exchanges: () => EXCHANGES,
    symbols(_exchange, { search = "", limit }) {
      const found = SYMBOLS.filter((symbol) => symbol.includes(search.toUpperCase()));
      const symbols = {
        ...{ symbols: found.slice(0, limit), not_trading: found.filter((symbol) => symbol === "LUNA/USDT") },
        ...{ total: found.length, source: "exchange" as const, as_of: now },
      };
      return Promise.resolve({ type: "symbols", symbols });
    },
    previewBackfill: () =>
      Promise.resolve({
        series: [{
          ...{
            key: "binance/ohlc/BTC-USDT/1m",
            exchange: "binance",
            pair: "BTC/USDT",
            type: "ohlc",
            span: "1m",
          },
          ...{
            windows: 3_636,
            rows: 3_635_512,
            rows_are: "at-most",
            seconds: 330,
            missing_us: 218_130_720e6,
          },
        }],
      }),
  };
}

function runAt(started_at: number, n: number): RunRecord {
  const status = n === 7 ? "cancelled" : n % 20 === 3 ? "error" : "done";
  return {
    ...{
      id: `collect_${1_000 - n}`,
      kind: "collect",
      exchange: "binance",
      pairs: ["BTC/USDT"],
      type: "ohlc",
    },
    ...{ span: "1m", status, started_at, finished_at: started_at + 0.4, duration_seconds: 0.4 },
    ...{ rows: status === "done" ? 1 : 0, requests: 1 },
    error: status === "error" ? "the exchange did not answer within 10 s" : null,
  };
}

function backfillAt(now: number): BackfillRecord {
  const progress = { done: 0, total: 0, failed: 0, rows: 0, rows_per_second: null, eta_seconds: null };
  return {
    ...{
      id: "kraken_all_1",
      exchange: "kraken",
      pairs: null,
      start: "2020-01-01 00:00:00",
      status: "running",
    },
    progress: {
      "BTC/USD": {
        done: 412,
        total: 1_460,
        failed: 2,
        rows: 411_200,
        rows_per_second: 3_480,
        eta_seconds: 118,
      },
      "ETH/USD": progress,
    },
    log: ["2024-03-05T00:00:00.000Z kraken BTC/USD: started"],
    ...{ started_at: now - 46, finished_at: null, error: null },
  };
}
