/** A deck with a made-up board, to see and test the page with: every state that a series can be in is there. */
import type { AccessRules, Deck } from "../../api/deck.ts";
import { SECRET_MASK } from "../../schemas/secrets.ts";
import type { Snapshot } from "../../schemas/snapshot.ts";
import { fixtureConfig } from "./fixture_config.ts";
import { busySnapshot, nextSecond } from "./fixture_board.ts";
import { fixtureLookups } from "./fixture_lookups.ts";
import { fixtureSeries } from "./fixture_series.ts";
import { fixtureUsage } from "./fixture_usage.ts";

export interface FixtureDeck extends Deck {
  /** Replaces the board and tells who listens. */
  publish(change: (snapshot: Snapshot) => Snapshot): void;
  /** A second passes: rows come in. */
  tick(now: number): void;
  listeners(): number;
  failures: string[];
  /** What `noted` was told. */
  notes: string[];
}

export function createFixtureDeck(
  startMs: number,
  { first = busySnapshot(startMs), ...access }: { first?: Snapshot } & Partial<AccessRules> = {},
): FixtureDeck {
  let snapshot = first;
  const listeners = new Set<() => void>();
  const failures: string[] = [];
  const notes: string[] = [];
  const rules: AccessRules = {
    ...{ token: null, isReadOnly: false, allowedOrigins: [], rateLimit: null, isBehindProxy: false },
    ...access,
  };
  const { series, chart } = fixtureSeries(startMs);
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
    access: () => rules,
    ...fixtureConfig(),
    ...fixtureLookups(startMs),
    configOverrides: () => ({ TAPEDECK_UI_PORT: "8080", TAPEDECK_UI_AUTH_TOKEN: SECRET_MASK }),
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
    prometheus: () => Promise.resolve({ body: "tapedeck_up 1\n", type: "text/plain" }),
    incidents: () => [],
    alerts: () =>
      Promise.resolve({
        configured: false,
        format: null,
        queued: 0,
        last_sent_at: null,
        last_error: null,
        heartbeat: { configured: false, last_at: null, last_error: null },
      }),
    testAlert: () => Promise.resolve({ ok: false, error: "no webhook is configured" }),
    startStream: ({ exchange, pair }) =>
      Promise.resolve(exchange === "binance" && pair === "BTC/USDT" ? "binance_BTC_USDT_trades" : null),
    stopStream: ({ exchange, pair, channels }) =>
      Promise.resolve({
        key: [exchange, pair.replaceAll("/", "_"), ...channels].join("_"),
        wasRunning: pair === "BTC/USDT",
      }),
    meansPaused: () => false,
    collect: () => Promise.resolve(0),
    setScheduler: () => Promise.resolve(),
    startBackfill: () => Promise.resolve(null),
    stopBackfill: () => Promise.resolve(false),
    backfills: () => [],
    backfill: () => null,
    runs: () => [],
    storage: () => ({ remotes: [], sync_interval: 3600, rclone_available: false, last_sync: null }),
    sync: () => Promise.resolve(false),
    purge: () => Promise.resolve(false),
    planPurge: () => Promise.resolve({ files: 0, bytes: 0, series: [] }),
    restore: () => Promise.resolve({ type: "nothing" }),
    logs: ({ tail }) => Array.from({ length: 300 }, (_, n) => `line ${n}`).slice(-tail),
    series,
    chart,
    usage: () => Promise.resolve(fixtureUsage(startMs)),
    read: () => Promise.resolve({ type: "unknown-series", reason: "this deck has no files" }),
    noted: (level, words) => void notes.push(`${level}: ${words}`),
    requestFailed: (request, error) => failures.push(`${request}: ${(error as Error).message}`),
    publish,
    tick: (now) => publish((before) => nextSecond(before, now)),
    listeners: () => listeners.size,
    failures,
    notes,
  };
}
