/** What goes on and what went wrong in the made-up deck: incidents, backfills, copies, the schedule. */
import type { Deck } from "../../api/deck.ts";
import type { IncidentRecord } from "../../schemas/incidents.ts";
import type { BackfillRecord } from "../../schemas/wire.ts";

const HOUR = 3_600;
const DAY = 24 * HOUR;

/** A deck's parts with trouble in them. `startMs`: the deck's beginning. */
export function troubledDeck(startMs: number): Partial<Deck> {
  const now = startMs / 1000;
  const incidents = incidentsAt(now);
  return {
    incidents: ({ open, limit }) =>
      incidents.filter(({ closed_at }) => open === undefined || open === (closed_at === null)).slice(
        0,
        limit,
      ),
    usage: () =>
      Promise.resolve({
        ...{ free_bytes: 212_400_000_000, total_bytes: 500_000_000_000, reserve_bytes: 1_000_000_000 },
        ...{ groups: [], journal_bytes: 41_000_000, days: [], bytes_per_day: 1.24e9, days_until_full: 171.3 },
      }),
    backfills: () => [backfillAt(now)],
    backfill: (id) => id === backfillAt(now).id ? backfillAt(now) : null,
    storage: () => ({
      remotes: [
        remote("s3:bucket/tape", { last_success: now - 420, next_sync: now + 3_180 }),
        remote("/mnt/nas/tape", {
          ...{ state: "retrying", last_success: now - 2 * DAY, next_sync: now + 240 },
          last_error: "the folder is not there: mount it",
        }),
      ],
      ...{ sync_interval: 3600, rclone_available: true, last_sync: now - 2 * DAY },
    }),
  };
}

function remote(name: string, state: Record<string, unknown>) {
  return { provider: "rclone", remote: name, state: "idle", last_error: null, progress: null, ...state };
}

function incident(
  id: string,
  changes: Partial<IncidentRecord> & Pick<IncidentRecord, "kind" | "opened_at" | "sentence">,
) {
  const { series = [] } = changes;
  return {
    id,
    ...{
      severity: "warning",
      exchange: series[0]?.split("/")[0] ?? null,
      series,
      series_count: series.length,
    },
    ...{ closed_at: null, advice: null, reason: null, failures: 0 },
    holes: { opened: 0, healed: 0, refillable: 0 },
    ...changes,
  } satisfies IncidentRecord as IncidentRecord;
}

/** Newest first. */
function incidentsAt(now: number): IncidentRecord[] {
  return [
    incident("9", {
      ...{ kind: "venue-outage", opened_at: now - 81, series: ["kraken/trades/BTC-USD"] },
      sentence:
        "The connection to kraken has been down for kraken BTC/USD trades since 14:03 UTC: 1 series has a gap.",
      advice:
        "It is tried again by itself. Look at the network of this machine, and whether the exchange tells of trouble.",
      reason: "wss://ws.kraken.com closed the connection (1006)",
      holes: { opened: 1, healed: 0, refillable: 1 },
    }),
    incident("8", {
      ...{ kind: "failed-run", opened_at: now - 700, series: ["binance/ohlc/BTC-USDT/1m"], failures: 2 },
      sentence:
        "Recent history of binance BTC/USDT candles 1m cannot be collected since 13:52 UTC (HTTP 503).",
      ...{
        advice: "It is tried again by itself. The error says what the exchange minds.",
        reason: "HTTP 503",
      },
    }),
    incident("7", {
      ...{ kind: "sync", opened_at: now - 2 * DAY, exchange: null, failures: 12 },
      sentence:
        "Nothing could be synced to /mnt/nas/tape since 2024-03-07 14:05 UTC (the folder is not there: mount it).",
      advice: "It is tried again by itself. Look whether the remote can be reached, and has room.",
    }),
    incident("6", {
      ...{ kind: "venue-outage", opened_at: now - 9 * HOUR, closed_at: now - 9 * HOUR + 95 },
      ...{
        exchange: "binance",
        series: ["binance/trades/BTC-USDT", "binance/trades/ETH-USDT"],
        series_count: 2,
      },
      sentence: "binance was not reachable from 05:03 to 05:05 UTC: 2 series have a gap; all were refilled.",
      holes: { opened: 2, healed: 2, refillable: 0 },
    }),
  ];
}

function backfillAt(now: number): BackfillRecord {
  const part = {
    done: 412,
    total: 1_460,
    failed: 0,
    rows: 412_000,
    rows_per_second: 8_900,
    eta_seconds: 118,
  };
  return {
    ...{
      id: "okx_SOLUSDT_1",
      exchange: "okx",
      pairs: ["SOL/USDT"],
      start: "2020-01-01 00:00:00",
      status: "running",
    },
    progress: { "SOL/USDT": part },
    log: ["okx SOL/USDT: started"],
    ...{ started_at: now - 46, finished_at: null, error: null },
  };
}
