/** Alerts: what a receiver can be, what it is sent as JSON, and the answers of `/api/alerts`. */
import { z } from "zod";
import { IncidentRecord, SEVERITIES } from "./incidents.ts";

export const ALERT_FORMATS = ["json", "slack", "discord", "telegram", "ntfy"] as const;
export type AlertFormat = (typeof ALERT_FORMATS)[number];

/** Services that are known by their host; whoever hosts one of his own names the format. */
const BY_HOST: Array<[RegExp, AlertFormat]> = [
  [/^hooks\.slack(-gov)?\.com$/, "slack"],
  [/^([a-z]+\.)?discord(app)?\.com$/, "discord"],
  [/^api\.telegram\.org$/, "telegram"],
  [/^ntfy\.sh$/, "ntfy"],
];

/** What the receiver at this address understands. `format`: as the config has it. */
export function alertFormatOf(address: string, format: AlertFormat | "auto"): AlertFormat {
  if (format !== "auto") return format;
  const { hostname, pathname } = new URL(address);
  const found = BY_HOST.find(([host]) => host.test(hostname))?.[1] ?? "json";
  // https://discord.com/developers/docs/resources/webhook#execute-slackcompatible-webhook
  return found === "discord" && pathname.endsWith("/slack") ? "slack" : found;
}

/** Whether a message to the receiver lacks the chat that Telegram asks for. */
export function lacksChat(
  { webhook_url, format, chat_id }: {
    webhook_url: string | null;
    format: AlertFormat | "auto";
    chat_id: string | number | null;
  },
): boolean {
  if (webhook_url === null || !URL.canParse(webhook_url)) return false;
  if (alertFormatOf(webhook_url, format) !== "telegram" || chat_id !== null) return false;
  return !new URL(webhook_url).searchParams.get("chat_id");
}

/** Seconds since 1970, UTC; may have a fraction. */
const EpochSeconds = z.number();

export const ALERT_TYPES = [
  /** Something goes wrong, or went wrong at one moment. */
  "opened",
  /** It was told of, and is worse now. */
  "worsened",
  /** It was told of, and goes on. */
  "repeated",
  /** What was told of is over. */
  "closed",
  /** It was over before it could be told of. */
  "passed",
  /** So many waited that the oldest are only counted. */
  "summed",
  "test",
] as const;
export type AlertType = (typeof ALERT_TYPES)[number];

/** What a receiver of the format `json` is sent, as the body of a POST. */
export const AlertMessage = z.strictObject({
  source: z.literal("tapedeck"),
  type: z.enum(ALERT_TYPES),
  /** Of this alert: one that comes twice has the same. */
  key: z.string(),
  /** When it was to be told. */
  at: EpochSeconds,
  severity: z.enum(SEVERITIES),
  title: z.string(),
  /** Everything that a person needs to know. */
  text: z.string(),
  /** Null: it is about none. Its `id` is the same from `opened` to `closed`. */
  incident: IncidentRecord.nullable(),
});
export type AlertMessage = z.infer<typeof AlertMessage>;

/** `GET /api/alerts` */
export const AlertsState = z.strictObject({
  configured: z.boolean(),
  /** Null: not configured. */
  format: z.enum(ALERT_FORMATS).nullable(),
  /** Alerts that wait to be sent. */
  queued: z.int().nonnegative(),
  /** Null: none since the start. */
  last_sent_at: EpochSeconds.nullable(),
  /** Null once an alert was sent. */
  last_error: z.string().nullable(),
  heartbeat: z.strictObject({
    configured: z.boolean(),
    /** Null: none was sent since the start. */
    last_at: EpochSeconds.nullable(),
    /** Why the last one was not sent, or did not arrive; null: it did. */
    last_error: z.string().nullable(),
  }),
});
export type AlertsState = z.infer<typeof AlertsState>;

/** `POST /api/alerts/test` */
export const AlertTest = z.strictObject({
  ok: z.boolean(),
  /** What went wrong, in a sentence. */
  error: z.string().nullable(),
});
export type AlertTest = z.infer<typeof AlertTest>;
