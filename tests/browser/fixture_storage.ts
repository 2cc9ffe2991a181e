/** Copies in every state and incidents of every kind, for the made-up deck. */
import type { Deck } from "../../api/deck.ts";
import {
  INCIDENT_KINDS,
  type IncidentQuery,
  type IncidentRecord,
  SEVERITIES,
} from "../../schemas/incidents.ts";
import type { SeriesFile } from "../../schemas/wire_archive.ts";
import { fixtureSeries } from "./fixture_series.ts";
import { fixtureUsage } from "./fixture_usage.ts";

const DAY = 86_400;
const IN_STEP = {
  ...{ provider: "rclone", state: "idle", last_error: null, progress: null },
  ...{ purge_after_days: null, purge_when_low: false },
  ...{ purged_files: 0, purged_bytes: 0, last_purge_error: null },
};

const PLAN = {
  ...{ files: 62, bytes: 1_204_900_000 },
  series: [
    {
      ...{ series: "binance/trades/BTC-USDT", files: 61, bytes: 1_200_000_000 },
      ...{ first_day: "2024-01-01", last_day: "2024-03-01" },
    },
    {
      ...{ series: "kraken/ohlc/ETH-EUR/1m", files: 1, bytes: 4_900_000 },
      ...{ first_day: "2023-12-31", last_day: "2023-12-31" },
    },
  ],
};

export interface StorageDeck extends Pick<Deck, "storage" | "sync" | "planPurge" | "usage" | "series"> {
  /** One for each sync that was asked for. */
  syncs: number[];
}

/** A deck's parts: one remote in step, with a rule; one under way; one that fails. `startMs`: the deck's beginning. */
export function storageDeck(startMs: number): StorageDeck {
  const now = startMs / 1000;
  const { series } = fixtureSeries(startMs);
  const deck: StorageDeck = {
    syncs: [],
    storage: () => ({
      remotes: [inStep(now), underWay(now), failing(now)],
      ...{ sync_interval: 3600, rclone_available: true, last_sync: now - 2 * DAY },
      ...{ purging: false, last_purge: now - DAY, awaited_files: 2, restores: restoresAt(now) },
    }),
    sync: () => Promise.resolve(deck.syncs.push(startMs) > 0),
    planPurge: () => Promise.resolve(PLAN),
    usage: () => Promise.resolve(fixtureUsage(startMs)),
    async series(key) {
      const page = await series(key);
      if (page === null || page === "busy") return page;
      return {
        ...page,
        files: [moved("2024-03-05"), moved("2024-03-06"), moved("2024-05-01"), ...page.files],
      };
    },
  };
  return deck;
}

function moved(period: string): SeriesFile {
  const path = `binance/trades/BTC-USDT/${period}.parquet`;
  return {
    path,
    period,
    kind: "moved",
    rows: 90_000,
    bytes: 24_000_000,
    sha256: "5".repeat(64),
    remote: "s3:tape",
  };
}

function inStep(now: number) {
  return {
    ...IN_STEP,
    ...{ remote: "s3:bucket/tape", last_success: now - 420, next_sync: now + 3_180 },
    ...{ files: 480, bytes: 16_232e6, files_checked_by_hash: 480, files_checked_by_size: 0 },
    ...{ purge_after_days: 90, purge_when_low: true, purged_files: 312, purged_bytes: 7_488e6 },
  };
}

function underWay(now: number) {
  return {
    ...IN_STEP,
    ...{ remote: "b2:tape", state: "syncing", last_success: now - DAY, next_sync: null },
    ...{ files: 300, bytes: 9_000e6, files_checked_by_hash: 200, files_checked_by_size: 100 },
    progress: { files: 12, total_files: 180, bytes: 1_200e6, total_bytes: 7_232e6, bytes_per_second: 21e6 },
  };
}

function failing(now: number) {
  return {
    ...IN_STEP,
    ...{ remote: "nas:tape", state: "retrying", last_success: now - 2 * DAY, next_sync: now + 240 },
    ...{ files: 290, bytes: 8_800e6, files_checked_by_hash: 0, files_checked_by_size: 290 },
    last_error: "Cannot sync to nas:tape: the folder is not there; mount it",
    last_purge_error: "the folder is not there",
  };
}

function restoresAt(now: number) {
  const common = { why: "asked" as const, error: null, finished_at: null, bytes_per_second: null };
  return [
    {
      ...common,
      ...{ id: "3", series: "binance/trades/BTC-USDT", state: "running" as const, bytes_per_second: 12e6 },
      ...{ files: 1, total_files: 3, bytes: 24e6, total_bytes: 72e6, started_at: now - 3 },
    },
    {
      ...common,
      ...{
        id: "2",
        series: "kraken/trades/BTC-USD",
        state: "done" as const,
        why: "late" as const,
        finished_at: now - DAY,
      },
      ...{ files: 1, total_files: 1, bytes: 8e6, total_bytes: 8e6, started_at: now - DAY - 4 },
    },
    {
      ...common,
      ...{ id: "1", series: "okx/trades/DOGE-USDT", state: "failed" as const, finished_at: now - 3 * DAY },
      ...{ files: 0, total_files: 9, bytes: 0, total_bytes: 80e6, started_at: now - 3 * DAY - 9 },
      error: "Cannot restore okx/trades/DOGE-USDT: b2:tape does not answer; try again",
    },
  ];
}

/** So many incidents, an hour apart, the kinds one after another; the first three are open. */
export function incidentsDeck(startMs: number, many: number): Pick<Deck, "incidents"> {
  const all = Array.from({ length: many }, (_, n) => incidentAt(startMs / 1000, n));
  return { incidents: (query) => answered(all, query) };
}

function answered(
  all: IncidentRecord[],
  { open, before = Infinity, limit }: IncidentQuery,
): IncidentRecord[] {
  return all.filter(({ closed_at, opened_at }) =>
    opened_at < before && (open === undefined || open === (closed_at === null))
  ).slice(0, limit);
}

function incidentAt(now: number, n: number): IncidentRecord {
  const kind = INCIDENT_KINDS[n % INCIDENT_KINDS.length];
  const exchange = ["binance", "kraken", "okx"][n % 3];
  const series = [["binance/trades/BTC-USDT"], ["kraken/trades/BTC-USD"], []][n % 3];
  const openedAt = now - 60 - n * 3_600;
  return {
    ...{ id: `i${n}`, kind, exchange, series, severity: SEVERITIES[(n + 2) % 3] },
    ...{ series_count: n === 1 ? 240 : series.length, opened_at: openedAt },
    closed_at: n < 3 ? null : openedAt + 90 + n,
    sentence:
      `Number ${n}: something went wrong with ${exchange}, and this says what it was in a whole sentence.`,
    advice: n < 3 ? "It is tried again by itself. Look at the network of this machine." : null,
    reason: n % 2 === 0 ? `wss://stream.example closed the connection (${1000 + n})` : null,
    holes: { opened: n % 4, healed: Math.min(n % 4, n % 3), refillable: n % 4 > n % 3 ? 1 : 0 },
    failures: n % 5,
  };
}
