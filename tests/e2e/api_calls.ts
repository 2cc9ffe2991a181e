/** Short ways to ask a running program over its API, and what its exchange says it was asked. */
import assert from "node:assert/strict";
import type { SentConnection, SentStream } from "../../sandbox/ledger.ts";
import type { StreamRequest, StreamRow } from "../../schemas/wire.ts";

export interface Answered<T> {
  status: number;
  body: T;
  etag: string | null;
}

/** `method` and path in one: `POST /api/collect`. */
export async function ask<T = unknown>(url: string, what: string, body?: unknown): Promise<Answered<T>> {
  const [method, path] = what.split(" ");
  const answer = await fetch(url + path, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  });
  const text = await answer.text();
  return { status: answer.status, body: JSON.parse(text) as T, etag: answer.headers.get("etag") };
}

/** The same where anything but success is a failure of the test. */
export async function told<T = unknown>(url: string, what: string, body?: unknown): Promise<T> {
  const answer = await ask<T>(url, what, body);
  assert.ok(answer.status < 300, `${what}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

export function streamOf(pair: string, channels: string[], exchange = "sandbox"): StreamRequest {
  return { exchange, pair, channels };
}

export async function statusOf(url: string, key: string): Promise<StreamRow["status"] | undefined> {
  const rows = await told<StreamRow[]>(url, "GET /api/streams");
  return rows.find((row) => row.key === key)?.status;
}

/** Polls until it holds. */
export async function eventually(
  what: string,
  holds: () => Promise<boolean>,
  timeoutMs = 30_000,
): Promise<void> {
  const endsAt = Date.now() + timeoutMs;
  while (!await holds()) {
    if (Date.now() > endsAt) throw new Error(`Not so after ${timeoutMs} ms: ${what}`);
    await new Promise((done) => setTimeout(done, 100));
  }
}

/** Every subscription that the sandbox was asked for with this name, like `btcusdt@aggTrade`. */
export async function subscriptionsOf(endpoint: string, stream: string): Promise<SentStream[]> {
  const { connections } = await told<{ connections: SentConnection[] }>(endpoint, "GET /_sandbox/sent");
  return connections.flatMap(({ streams }) => streams).filter((each) => each.stream === stream);
}
