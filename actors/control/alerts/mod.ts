/** Alerts: tells people what goes wrong, and that it is over; and a heartbeat that says that tapedeck lives. */
import { join } from "@std/path";
import type { AlertsState, AlertTest } from "../../../schemas/alerts.ts";
import { HOUSE } from "../../archive/layout.ts";
import type { System } from "../../kernel/mod.ts";
import { heartbeat, type HeartbeatEnv, type HeartbeatMessage, type HeartbeatState } from "./heartbeat.ts";
import { type AlertQueue, openAlertQueue } from "./queue.ts";
import { sender, type SenderEnv, type SenderMessage, type SenderState } from "./sender.ts";

export { type AlertFact, alertLogLine } from "./facts.ts";

export interface AlertsOptions extends Omit<SenderEnv, "queue">, HeartbeatEnv {
  /** Absolute. */
  dataFolder: string;
  /** Told once when the queue cannot be written, until it can be again; alerts are sent all the same. */
  failed?(error: Error): void;
}

/** The alerts of a running recorder. */
export interface Alerts {
  /** The config is another one. */
  configured(): void;
  /** Sends one now, past what waits. */
  test(): Promise<AlertTest>;
  state(): Promise<AlertsState>;
  /** To be called as the first thing of a stop: a program that ends gives no heartbeat. What waits is sent later. */
  stop(): Promise<void>;
  /** Where an unreadable queue was put, and why; null: all was well. */
  readonly quarantined: AlertQueue["quarantined"];
}

/** Beyond the time that a request may take. */
const ASK_TIMEOUT_MS = 15_000;
const STOP_GRACE_MS = 1_000;
/** Incidents come in bursts. */
const CAPACITY = 65_536;

/** Starts them. Throws where the queue cannot be opened. */
export function createAlerts(system: System, options: AlertsOptions): Alerts {
  const queue = openAlertQueue(join(options.dataFolder, HOUSE, "alerts.sqlite"), options.failed);
  const sending = system.spawn<SenderMessage>("alerts", sender({ ...options, queue }), {
    capacity: CAPACITY,
  });
  const beating = system.spawn<HeartbeatMessage>("heartbeat", heartbeat(options));
  return {
    configured() {
      sending.tell({ type: "configured" });
      beating.tell({ type: "configured" });
    },
    test: () => sending.ask<AlertTest>((reply) => ({ type: "test", reply }), ASK_TIMEOUT_MS),
    async state() {
      const [alerts, beat] = await Promise.all([
        sending.ask<SenderState>((reply) => ({ type: "state", reply }), ASK_TIMEOUT_MS),
        beating.ask<HeartbeatState>((reply) => ({ type: "state", reply }), ASK_TIMEOUT_MS),
      ]);
      return { ...alerts, heartbeat: beat };
    },
    async stop() {
      await Promise.all([beating.stop(0), sending.stop(STOP_GRACE_MS)]);
      queue.close();
    },
    quarantined: queue.quarantined,
  };
}
