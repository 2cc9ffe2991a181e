/** Tells what goes wrong to the receiver that the config names: in order, and until it has taken each. */
import {
  type AlertFormat,
  alertFormatOf,
  type AlertsState,
  type AlertTest,
} from "../../../schemas/alerts.ts";
import type { Config } from "../../../schemas/config.ts";
import { secretsIn } from "../../../schemas/secrets.ts";
import type { Behavior, Cancel, Outcome, Reply } from "../../kernel/mod.ts";
import type { IncidentChange, Incidents } from "../incidents/mod.ts";
import { createRedactor } from "../redact.ts";
import { createAnnouncer } from "./announcer.ts";
import type { AlertFact } from "./facts.ts";
import { type Receiver, requestFor } from "./formats.ts";
import type { Sendable } from "./notice.ts";
import { type Delivery, post } from "./post.ts";
import type { AlertQueue } from "./queue.ts";
import { createRetries } from "./retries.ts";
import { titleOf } from "./words.ts";

export interface SenderEnv {
  /** As it is now; a change is told with `configured`. */
  config(): Config;
  incidents: Pick<Incidents, "list" | "subscribe">;
  queue: AlertQueue;
  fetch: typeof fetch;
  tell(fact: AlertFact): void;
}

export type SenderState = Omit<AlertsState, "heartbeat">;

export type SenderMessage =
  | { type: "incident-changed"; change: IncidentChange }
  | { type: "configured" }
  | { type: "try" }
  | { type: "look" }
  | { type: "delivered"; notice: Sendable; outcome: Outcome<Delivery> }
  /** Sends a test past the queue. */
  | { type: "test"; reply: Reply<AlertTest> }
  | { type: "tested"; reply: Reply<AlertTest>; outcome: Outcome<Delivery> }
  | { type: "state"; reply: Reply<SenderState> };

const RECEIVERS: Record<AlertFormat, string> = {
  json: "the webhook",
  slack: "Slack",
  discord: "Discord",
  telegram: "Telegram",
  ntfy: "ntfy",
};
const LOOK_MS = 30_000;
const NOBODY =
  "Cannot send an alert: nobody is named who is to be told; write an address to alerts.webhook_url in the config";

export function sender({ config, incidents, queue, fetch, tell }: SenderEnv): Behavior<SenderMessage> {
  return (ctx) => {
    const now = () => ctx.clock.now();
    const rules = () => config().alerts;
    const announcer = createAnnouncer({ rules, incidents, queue, now });
    const redact = createRedactor(() => secretsIn(config()));
    const retries = createRetries(ctx.random);
    let receiver = receiverIn(rules());
    let isSending = false;
    let waiting: Cancel | null = null;
    let lastError: string | null = null;
    let lastSentAt: number | null = null;

    const send = (notice: Sendable, to: Receiver, signal: AbortSignal) =>
      post(requestFor(notice, to, redact), { fetch, clock: ctx.clock }, signal);

    function sendNext(): void {
      if (isSending || waiting || !receiver) return;
      const notice = announcer.next();
      if (!notice) return;
      isSending = true;
      const to = receiver;
      ctx.run((signal) => send(notice, to, signal), (outcome) => ({ type: "delivered", notice, outcome }));
    }

    function tryNow(): void {
      waiting?.();
      waiting = null;
      sendNext();
    }

    function delivered(notice: Sendable, outcome: Outcome<Delivery>): void {
      isSending = false;
      const delivery = deliveryOf(outcome);
      if (delivery.type === "taken") taken(notice);
      else failed(delivery);
      waiting = ctx.after(retries.after(delivery), { type: "try" });
    }

    function taken(notice: Sendable): void {
      queue.remove(notice.key);
      tell({ type: "alert-sent", title: titleOf(notice), tries: retries.failures + 1, at: now() });
      [lastError, lastSentAt] = [null, now()];
    }

    function failed({ type, why }: Exclude<Delivery, { type: "taken" }>): void {
      const error = errorOf(why);
      if (error !== lastError) {
        tell({ type: "alert-failed", what: "alert", error, isRefused: type === "refused", at: now() });
      }
      lastError = error;
    }

    const errorOf = (why: string) =>
      redact(`Cannot send an alert to ${receiver ? RECEIVERS[receiver.format] : "its receiver"}: ${why}`);

    function configured(): void {
      const before = receiver;
      receiver = receiverIn(rules());
      if (!receiver) return queue.clear();
      if (JSON.stringify(before) === JSON.stringify(receiver)) return;
      if (!before) announcer.compare();
      retries.reset();
      lastError = null;
      tryNow();
    }

    function test(reply: Reply<AlertTest>): void {
      const to = receiver;
      if (!to) return reply.ok({ ok: false, error: `${NOBODY}.` });
      const notice = { type: "test", key: `test/${now()}`, at: now() } as const;
      ctx.run((signal) => send(notice, to, signal), (outcome) => ({ type: "tested", reply, outcome }));
    }

    function tested(reply: Reply<AlertTest>, outcome: Outcome<Delivery>): void {
      const delivery = deliveryOf(outcome);
      if (delivery.type !== "taken") return reply.ok({ ok: false, error: `${errorOf(delivery.why)}.` });
      reply.ok({ ok: true, error: null });
      // What waited for the receiver to come back waits no longer.
      if (retries.failures > 0) tryNow();
    }

    const state = (): SenderState => ({
      configured: receiver !== null,
      format: receiver?.format ?? null,
      queued: queue.length,
      last_sent_at: lastSentAt === null ? null : lastSentAt / 1_000,
      last_error: lastError,
    });

    ctx.defer(incidents.subscribe((change) => void ctx.self.tell({ type: "incident-changed", change })));
    ctx.every(LOOK_MS, { type: "look" });
    if (receiver) announcer.compare();
    else queue.clear();
    sendNext();
    return (message) => {
      switch (message.type) {
        case "incident-changed":
          if (receiver) announcer.take(message.change);
          return sendNext();
        case "configured":
          return configured();
        case "try":
          return tryNow();
        case "look":
          queue.catchUp();
          if (receiver) announcer.repeat();
          return sendNext();
        case "delivered":
          return delivered(message.notice, message.outcome);
        case "test":
          return test(message.reply);
        case "tested":
          return tested(message.reply, message.outcome);
        case "state":
          return message.reply.ok(state());
        default:
          message satisfies never;
      }
    };
  };
}

function receiverIn({ webhook_url, format, chat_id }: Config["alerts"]): Receiver | null {
  if (webhook_url === null) return null;
  return { url: webhook_url, format: alertFormatOf(webhook_url, format), chatId: chat_id };
}

/** A rejection is a defect, or the end of the program. */
function deliveryOf(outcome: Outcome<Delivery>): Delivery {
  return outcome.ok ? outcome.value : { type: "failed", why: String(outcome.error) };
}
