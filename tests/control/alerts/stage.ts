/** Alerts over real incidents, files and sockets, on a clock that is turned by hand. */
import { join } from "@std/path";
import { type AlertFact, type Alerts, createAlerts } from "../../../actors/control/alerts/mod.ts";
import { type Incidents, openIncidents } from "../../../actors/control/incidents/mod.ts";
import type { Witnessed } from "../../../actors/control/incidents/signals.ts";
import { createSystem, type System } from "../../../actors/kernel/mod.ts";
import { TestClock } from "../../../actors/kernel/test_clock.ts";
import { type Config, parseConfig } from "../../../schemas/config.ts";
import type { Snapshot } from "../../../schemas/snapshot.ts";

export const SECOND = 1_000;
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const BITCOIN = "binance/trades/BTC-USDT";
export const KRAKEN = "kraken/trades/BTC-USD";

type FactOf<T extends Witnessed["type"]> = Omit<Extract<Witnessed, { type: T }>, "type" | "at">;
export type Board = Pick<Snapshot, "verdict" | "disk" | "series">;

export const ALL_WELL = {
  verdict: { state: "ok", sentence: "Recording 1 series from 1 exchange." },
  disk: { state: "ok", freeBytes: 1e12 },
  series: [{ key: BITCOIN, state: "recording" }],
} as Board;

export interface Stage {
  clock: TestClock;
  alerts: Alerts;
  incidents: Incidents;
  facts: AlertFact[];
  failures: string[];
  /** Lets time pass; requests have all the time that they need. */
  pass(ms: number): Promise<void>;
  /** Each happens now. */
  happens<T extends Witnessed["type"]>(type: T, fact: FactOf<T>): void;
  drops(...keys: string[]): void;
  connects(...keys: string[]): void;
  /** As it is from now on. */
  configure(alerts: Record<string, unknown>): void;
  board: Board;
  alive(): Promise<unknown>;
}

export interface StageOptions {
  alerts: Record<string, unknown>;
  clock?: TestClock;
  /** `killed`: what it leaves is what a kill leaves. */
  end?: "stopped" | "killed";
}

export function configOf(alerts: Record<string, unknown>): Config {
  const job = { exchange: "binance", pairs: ["BTC/USDT"], channels: ["trades"] };
  const parsed = parseConfig({ stream_jobs: [job], alerts });
  if (!parsed.ok) throw new Error(parsed.errors.map(({ message }) => message).join("\n"));
  return parsed.config;
}

export async function inFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "tapedeck-alerts-" });
  try {
    await Deno.mkdir(join(folder, ".tapedeck"));
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

export async function onStage(
  folder: string,
  { alerts: settings, clock = new TestClock(Date.UTC(2026, 10, 28, 14)), end = "stopped" }: StageOptions,
  body: (stage: Stage) => Promise<void>,
): Promise<void> {
  const system = createSystem({ clock, random: () => 0.99 });
  const incidents = openIncidents(join(folder, ".tapedeck/incidents.sqlite"), clock);
  const net = countedFetch();
  let config = configOf(settings);
  const [facts, failures]: [AlertFact[], string[]] = [[], []];
  const alerts = createAlerts(system, {
    config: () => config,
    dataFolder: folder,
    incidents,
    fetch: net.fetch,
    snapshot: () => stage.board,
    alive: () => stage.alive(),
    tell: (fact) => void facts.push(fact),
    failed: (error) => void failures.push(error.message),
  });
  const happens: Stage["happens"] = (type, fact) =>
    incidents.witness({ type, ...fact, at: clock.now() } as unknown as Witnessed);
  const stage: Stage = {
    clock,
    alerts,
    incidents,
    facts,
    failures,
    async pass(ms) {
      for (let left = ms; left >= 0; left -= SECOND) {
        await clock.advance(left === ms ? 0 : SECOND);
        await net.idle(clock);
      }
    },
    happens,
    drops: (...keys) =>
      keys.forEach((key) => happens("stream-dropped", { key, error: "reset", retryAt: clock.now() })),
    connects: (...keys) => keys.forEach((key) => happens("stream-connected", { key })),
    configure(next) {
      config = configOf(next);
      alerts.configured();
    },
    board: ALL_WELL,
    alive: () => Promise.resolve(),
  };
  try {
    await body(stage);
  } finally {
    await endOf(end, { system, alerts, incidents, clock });
  }
}

interface Ending {
  system: System;
  alerts: Alerts;
  incidents: Incidents;
  clock: TestClock;
}

/** Of a killed program nothing more is written; its files are closed when the process ends. */
async function endOf(end: "stopped" | "killed", { system, alerts, incidents, clock }: Ending): Promise<void> {
  const ended = end === "killed" ? system.stop(0) : alerts.stop();
  await Promise.all([ended, clock.advance(2_000)]);
  if (end === "killed") return;
  incidents.close();
  await Promise.all([system.stop(0), clock.advance(2_000)]);
}

/** Real requests; `idle` resolves when none is under way and what it led to has happened. */
function countedFetch() {
  let underWay = 0;
  const counted: typeof fetch = async (input, init) => {
    underWay++;
    try {
      const response = await fetch(input, init);
      const { status, statusText, headers } = response;
      const body = await response.arrayBuffer();
      return new Response(body.byteLength === 0 ? null : body, { status, statusText, headers });
    } finally {
      underWay--;
    }
  };
  return {
    fetch: counted,
    async idle(clock: TestClock) {
      while (underWay > 0) {
        await new Promise((done) => setTimeout(done, 1));
        if (underWay === 0) await clock.advance(0);
      }
    },
  };
}
