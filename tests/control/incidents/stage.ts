/** Incidents on a clock that is turned by hand, in a real file. */
import { openIncidents, recordOfIncident } from "../../../actors/control/incidents/mod.ts";
import type { Incident, IncidentChange, Incidents } from "../../../actors/control/incidents/mod.ts";
import type { Witnessed } from "../../../actors/control/incidents/signals.ts";
import { TestClock } from "../../../actors/kernel/test_clock.ts";
import type { GapCause } from "../../../schemas/evidence.ts";
import { IncidentRecord } from "../../../schemas/incidents.ts";

/** A Saturday, 14:00 UTC. */
export const NOW = Date.UTC(2026, 10, 28, 14);
export const SECOND = 1_000;
export const MINUTE = 60_000;

export const TRADES = "binance/trades/BTC-USDT";
export const ETHER = "binance/trades/ETH-USDT";
export const BOOK = "binance/orderbook/BTC-USDT";
export const KRAKEN = "kraken/trades/BTC-USD";

type FactOf<T extends Witnessed["type"]> = Omit<Extract<Witnessed, { type: T }>, "type" | "at">;

export interface Stage {
  clock: TestClock;
  incidents: Incidents;
  /** What subscribers were told, in order: `opened incident_1`. */
  told: string[];
  failures: string[];
  /** Each happens now. */
  happens<T extends Witnessed["type"]>(type: T, fact: FactOf<T>): void;
  connected(...keys: string[]): void;
  dropped(...keys: string[]): void;
  /** Of these many ms up to now. */
  hole(key: string, ms: number, rest?: { cause?: GapCause; reason?: string }): { from: number; to: number };
  healed(key: string, hole: { from: number; to: number }): void;
  /** Newest first; each must fit the API's shape. */
  list(query?: Partial<Parameters<Incidents["list"]>[0]>): Incident[];
}

interface StageOptions {
  clock?: TestClock;
  /** How the program ends. */
  end?: "stopped" | "killed";
  retentionDays?: number;
}

export async function onStage(
  path: string,
  body: (stage: Stage) => void | Promise<void>,
  { clock = new TestClock(NOW), end = "stopped", retentionDays = 90 }: StageOptions = {},
): Promise<void> {
  const failures: string[] = [];
  const incidents = openIncidents(path, clock, {
    retentionDays: () => retentionDays,
    failed: (error) => void failures.push(error.message),
  });
  try {
    await body(stageOf(incidents, clock, failures));
  } finally {
    // A killed program's file stays open until the test is over: nothing more is written to it.
    if (end === "stopped") incidents.close();
  }
}

function stageOf(incidents: Incidents, clock: TestClock, failures: string[]): Stage {
  const told: string[] = [];
  incidents.subscribe(({ type, incident }: IncidentChange) => void told.push(`${type} ${incident.id}`));
  const happens: Stage["happens"] = (type, fact) =>
    incidents.witness({ ...fact, type, at: clock.now() } as unknown as Witnessed);
  const toUs = () => clock.now() * 1_000;
  return {
    clock,
    incidents,
    told,
    failures,
    happens,
    connected: (...keys) =>
      keys.forEach((key) => {
        happens("stream-connecting", { key });
        happens("stream-connected", { key });
      }),
    dropped: (...keys) =>
      keys.forEach((key) => happens("stream-dropped", { key, error: "reset by peer", retryAt: clock.now() })),
    hole(key, ms, { cause = "outage", reason = "reset by peer" } = {}) {
      const hole = { from: toUs() - ms * 1_000, to: toUs() };
      happens("gap-opened", { key, ...hole, cause, reason });
      return hole;
    },
    healed: (key, hole) => happens("gap-healed", { key, ...hole, rows: 3 }),
    list: (query) =>
      incidents.list({ limit: 100, ...query }).map((incident) => {
        IncidentRecord.parse(recordOfIncident(incident));
        return incident;
      }),
  };
}

export async function inFolder(act: (path: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "tapedeck-incidents-" });
  try {
    await act(`${folder}/incidents.sqlite`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** One program, from an empty folder on. */
export const inOneLife = (body: (stage: Stage) => void | Promise<void>, options?: StageOptions) =>
  inFolder((path) => onStage(path, body, options));
