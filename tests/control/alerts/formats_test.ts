import assert from "node:assert/strict";
import { type Receiver, requestFor } from "../../../actors/control/alerts/formats.ts";
import { noticeOf, type Sendable } from "../../../actors/control/alerts/notice.ts";
import { recordOfIncident } from "../../../actors/control/incidents/mod.ts";
import { alertFormatOf, AlertMessage } from "../../../schemas/alerts.ts";
import { incident, OPENED_AT } from "./samples.ts";

const at = OPENED_AT + 60_000;
const OPENED = noticeOf("opened", { incident: recordOfIncident(incident()), severity: "warning", at });
const WORDS =
  "[tapedeck] Warning: binance has not been reachable since 14:03 UTC. It is tried again by itself.";

function sent(notice: Sendable, to: Partial<Receiver>) {
  const { headers, body, ...rest } = requestFor(
    notice,
    { url: "https://host.example/x", format: "json", chatId: null, ...to },
    (text) => text,
  );
  return {
    ...rest,
    headers,
    body: headers["Content-Type"] === "application/json" ? JSON.parse(body!) : body,
  };
}

function saying(sentence: string): Sendable {
  return { ...OPENED, incident: { ...OPENED.incident, sentence, advice: null } };
}

Deno.test("a receiver is known by its host, unless the config names its format", () => {
  const known: Array<[string, string]> = [
    ["https://hooks.slack.com/services/T0/B0/x", "slack"],
    ["https://discord.com/api/webhooks/1/x", "discord"],
    ["https://canary.discord.com/api/webhooks/1/x", "discord"],
    ["https://discordapp.com/api/webhooks/1/x/slack", "slack"],
    ["https://api.telegram.org/bot1:x/sendMessage", "telegram"],
    ["https://ntfy.sh/mytopic", "ntfy"],
    ["https://notdiscord.com/x", "json"],
    ["https://discord.com.evil.example/x", "json"],
  ];
  for (const [address, format] of known) assert.equal(alertFormatOf(address, "auto"), format, address);
  assert.equal(alertFormatOf("https://own.example/topic", "ntfy"), "ntfy");
});

Deno.test("the generic form is JSON with a text, a key and the whole incident", () => {
  const { method, url, body } = sent(OPENED, { format: "json" });
  assert.deepEqual([method, url], ["POST", "https://host.example/x"]);
  assert.deepEqual(AlertMessage.parse(body), {
    source: "tapedeck",
    type: "opened",
    key: `incident_7/opened/${at}`,
    at: at / 1_000,
    severity: "warning",
    title: "Warning",
    text: WORDS,
    incident: recordOfIncident(incident()),
  });
});

// https://docs.slack.dev/messaging/formatting-message-text/#escaping
Deno.test("Slack gets a text, its three characters escaped", () => {
  assert.deepEqual(sent(OPENED, { format: "slack" }).body, { text: WORDS });
  assert.equal(
    sent(saying("<!channel> & more"), { format: "slack" }).body.text,
    "[tapedeck] Warning: &lt;!channel&gt; &amp; more",
  );
});

// https://discord.com/developers/docs/resources/webhook#execute-webhook
Deno.test("Discord gets a content of at most 2,000 characters that mentions nobody and shows names as they are", () => {
  const { body } = sent(saying("@everyone my_data_folder *is* full"), { format: "discord" });
  assert.deepEqual(body.allowed_mentions, { parse: [] });
  assert.equal(body.content, "[tapedeck] Warning: @everyone my\\_data\\_folder \\*is\\* full");
  assert.ok(sent(saying("_".repeat(5_000)), { format: "discord" }).body.content.length <= 2_000);
});

// https://core.telegram.org/bots/api#sendmessage
Deno.test("Telegram gets chat and text, under the method's address, the chat from the config or the address", () => {
  const text = { text: WORDS, link_preview_options: { is_disabled: true } };
  const bot = "https://api.telegram.org/bot123:x-y";
  const to = (url: string, chatId: Receiver["chatId"]) => {
    const { url: asked, body } = sent(OPENED, { url, chatId, format: "telegram" });
    return [asked, body];
  };
  assert.deepEqual(to(bot, -100123), [`${bot}/sendMessage`, { chat_id: -100123, ...text }]);
  assert.deepEqual(to(`${bot}/sendMessage`, "@tape"), [`${bot}/sendMessage`, { chat_id: "@tape", ...text }]);
  assert.deepEqual(to(`${bot}/sendMessage?chat_id=5`, null), [`${bot}/sendMessage`, {
    chat_id: "5",
    ...text,
  }]);
});

// https://docs.ntfy.sh/publish/: title, priority and tags in headers, at most 4,096 bytes of text
Deno.test("ntfy gets the text as it is, with title, priority and a tag", () => {
  const to = { url: "https://ntfy.sh/mytopic", format: "ntfy" } as const;
  assert.deepEqual(sent(OPENED, to), {
    method: "POST",
    url: "https://ntfy.sh/mytopic",
    headers: { Title: "tapedeck: Warning", Priority: "4", Tags: "warning" },
    body: "binance has not been reachable since 14:03 UTC. It is tried again by itself.",
  });
  const priority = (notice: Sendable) => sent(notice, to).headers.Priority;
  assert.equal(priority({ ...OPENED, severity: "error" }), "5");
  assert.equal(priority({ ...OPENED, severity: "error", type: "closed" }), "3");
  assert.equal(priority({ type: "test", key: "t", at }), "3");
  const body = sent(saying("空".repeat(3_000)), to).body;
  assert.ok(new TextEncoder().encode(body).length <= 4_096);
});

Deno.test("each kind of notice has its own title, and what is over needs no advice", () => {
  const types = ["opened", "worsened", "repeated", "closed", "passed"] as const;
  const texts = types.map((type) =>
    sent({ ...OPENED, type, severity: "error" }, { format: "slack" }).body.text
  );
  assert.deepEqual(texts.map((text) => /^\[tapedeck\] (.*?):/.exec(text)![1]), [
    "Error",
    "Now an error",
    "Still so",
    "Over",
    "Error, over by now",
  ]);
  assert.deepEqual(texts.map((text) => text.endsWith("by itself.")), [true, true, true, false, false]);
});
