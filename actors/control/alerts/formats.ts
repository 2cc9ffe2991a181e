/** A notice as the request that its receiver understands. Pure. */
import type { AlertFormat, AlertMessage } from "../../../schemas/alerts.ts";
import type { Severity } from "../../../schemas/incidents.ts";
import type { Sendable } from "./notice.ts";
import type { HttpRequest } from "./post.ts";
import { severityIn, textOf, titleOf } from "./words.ts";

export interface Receiver {
  /** May have a name and a password in it. */
  url: string;
  format: AlertFormat;
  /** Telegram's; null: it is in the address. */
  chatId: string | number | null;
}

/** Characters: below what each service takes, but for what escaping adds. ntfy takes 4,096 bytes. */
const MAX_TEXT = 1_300;
/** https://discord.com/developers/docs/resources/webhook#execute-webhook */
const MAX_DISCORD = 2_000;

/** @param redact Takes secrets out of a text: nothing of ours that is sent has any. */
export function requestFor(
  notice: Sendable,
  { url, format, chatId }: Receiver,
  redact: (text: string) => string,
): HttpRequest {
  const title = titleOf(notice);
  const text = cut(redact(textOf(notice)), MAX_TEXT);
  const whole = `[tapedeck] ${title}: ${text}`;
  switch (format) {
    case "json":
      return asJson(url, messageOf(notice, { title, text: whole, redact }));
    case "slack":
      return asJson(url, { text: escapeSlack(whole) });
    case "discord":
      return asJson(url, {
        content: cut(escapeMarkdown(whole), MAX_DISCORD),
        allowed_mentions: { parse: [] },
      });
    case "telegram":
      return asJson(methodOfBot(url), {
        chat_id: chatId ?? new URL(url).searchParams.get("chat_id"),
        text: whole,
        link_preview_options: { is_disabled: true },
      });
    case "ntfy": {
      const severity = severityIn(notice);
      return {
        method: "POST",
        url,
        headers: {
          Title: `tapedeck: ${title}`,
          Priority: priorityOf(notice, severity),
          Tags: TAGS[severity],
        },
        body: text,
      };
    }
    default:
      throw format satisfies never;
  }
}

/** Of ntfy, https://docs.ntfy.sh/publish/#message-priority: 3 is the usual one, 5 the most urgent. */
function priorityOf({ type }: Sendable, severity: Severity): string {
  const isOver = type === "closed" || type === "passed";
  return isOver || severity === "info" ? "3" : severity === "warning" ? "4" : "5";
}

const TAGS: Record<Severity, string> = {
  info: "information_source",
  warning: "warning",
  error: "rotating_light",
};

interface MessageParts {
  title: string;
  text: string;
  redact(text: string): string;
}

function messageOf(notice: Sendable, { title, text, redact }: MessageParts): AlertMessage {
  const { type, key, at } = notice;
  const incident = type === "test" || type === "summed" ? null : {
    ...notice.incident,
    sentence: redact(notice.incident.sentence),
    advice: notice.incident.advice && redact(notice.incident.advice),
    reason: notice.incident.reason && redact(notice.incident.reason),
  };
  return {
    source: "tapedeck",
    type,
    key,
    at: at / 1_000,
    severity: severityIn(notice),
    title,
    text,
    incident,
  };
}

function asJson(url: string, body: unknown): HttpRequest {
  return {
    method: "POST",
    url,
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
}

/** https://core.telegram.org/bots/api#making-requests: what the bot is to do stands behind its token. */
function methodOfBot(address: string): string {
  const url = new URL(address);
  url.search = "";
  if (!url.pathname.endsWith("/sendMessage")) url.pathname = `${url.pathname.replace(/\/$/, "")}/sendMessage`;
  return url.href;
}

/** https://docs.slack.dev/messaging/formatting-message-text/#escaping */
function escapeSlack(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function escapeMarkdown(text: string): string {
  return text.replace(/[\\*_~`|>]/g, "\\$&");
}

function cut(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 1)}…`;
}
