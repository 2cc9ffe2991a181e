/** A deck with a made-up board, to see and test the page with: every state that a series can be in is there. */
import type { Deck } from "../../api/deck.ts";
import type { Snapshot } from "../../schemas/snapshot.ts";
import { busySnapshot, nextSecond } from "./fixture_board.ts";

export interface FixtureDeck extends Deck {
  /** Replaces the board and tells who listens. */
  publish(change: (snapshot: Snapshot) => Snapshot): void;
  /** A second passes: rows come in. */
  tick(now: number): void;
  listeners(): number;
  failures: string[];
}

export function createFixtureDeck(
  startMs: number,
  { first = busySnapshot(startMs), token = null }: { first?: Snapshot; token?: string | null } = {},
): FixtureDeck {
  let snapshot = first;
  const listeners = new Set<() => void>();
  const failures: string[] = [];
  const publish = (change: (snapshot: Snapshot) => Snapshot) => {
    snapshot = { ...change(snapshot), revision: snapshot.revision + 1 };
    for (const listener of listeners) listener();
  };
  return {
    snapshot: () => snapshot,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    token: () => token,
    config: () => ({ storage: { local_path: "./data" }, settings: { ui_auth_token: "********" } }),
    configOverrides: () => ({ TAPEDECK_UI_PORT: "8080" }),
    inventory: () => [{
      exchange: "binance",
      pair: "BTC/USDT",
      type: "ohlc",
      span: "1m",
      first: "2024-01-01",
      last: "2024-03-09",
      rows: 98_765,
      gaps: 1,
    }],
    jobs: () => ({
      histo_jobs: [{ exchange: "binance", pairs: ["BTC/USDT"], span: 60, format: "parquet", by_period: "Y" }],
      stream_jobs: [{ exchange: "binance", pairs: ["BTC/USDT"], channels: ["trades"], time_step: 60 }],
    }),
    streams: () => [{
      key: "binance_BTC_USDT_trades",
      exchange: "binance",
      pair: "BTC/USDT",
      channels: ["trades"],
      status: "running",
    }],
    scheduler: () => ({
      running: true,
      jobs: [{ id: "binance_BTC_USDT_60", name: "binance BTC/USDT 60s", next_run: startMs / 1000 + 42 }],
    }),
    metrics: () => ({
      "binance/BTC/USDT": {
        last_run_at: startMs / 1000,
        last_success_at: null,
        rows_collected: 7,
        errors_count: 1,
      },
    }),
    collect: () => Promise.resolve(0),
    setScheduler: () => Promise.resolve(),
    startBackfill: () => Promise.resolve(null),
    stopBackfill: () => Promise.resolve(false),
    backfills: () => [],
    backfill: () => null,
    logs: (tail) => Array.from({ length: 300 }, (_, n) => `line ${n}`).slice(-tail),
    read: () => Promise.resolve({ type: "unknown-series", reason: "this deck has no files" }),
    requestFailed: (request, error) => failures.push(`${request}: ${(error as Error).message}`),
    publish,
    tick: (now) => publish((before) => nextSecond(before, now)),
    listeners: () => listeners.size,
    failures,
  };
}
