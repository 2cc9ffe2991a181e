/** Backfills asked for over the recorder's API. */
import type { BackfillRecord } from "../../schemas/wire.ts";

const POLL_MS = 100;

/** What a `start` looks like in a config and in a request. */
export const startOf = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace("T", " ");

export async function startBackfill(
  url: string,
  request: { start: string; pairs?: string[]; parallel?: boolean },
): Promise<string> {
  const answer = await fetch(`${url}/api/backfill`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(request),
  });
  const text = await answer.text();
  if (answer.status !== 202) throw new Error(`Cannot start a backfill: ${answer.status} ${text}`);
  return JSON.parse(text).id;
}

export function askBackfill(url: string, id: string): Promise<BackfillRecord> {
  return askJson(`${url}/api/backfill/${encodeURIComponent(id)}`);
}

/** The answer to the request to cancel. */
export function cancelBackfill(url: string, id: string): Promise<{ status: string }> {
  return askJson(`${url}/api/backfill/${encodeURIComponent(id)}`, { method: "DELETE" });
}

export async function askJson<T>(address: string, init?: RequestInit): Promise<T> {
  const answer = await fetch(address, init);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`Cannot ask ${address}: ${answer.status} ${text}`);
  return JSON.parse(text);
}

/** Polls until the backfill is as wished; rejects with what it is after `timeoutMs`. */
export async function untilBackfill(
  url: string,
  id: string,
  isWished: (record: BackfillRecord) => boolean,
  timeoutMs: number,
): Promise<BackfillRecord> {
  const endsAt = Date.now() + timeoutMs;
  for (;;) {
    const record = await askBackfill(url, id);
    if (isWished(record)) return record;
    if (Date.now() > endsAt) {
      throw new Error(`Not as wished after ${timeoutMs} ms: ${JSON.stringify(record, null, 1)}`);
    }
    await new Promise((done) => setTimeout(done, POLL_MS));
  }
}

export const isOver = ({ status }: BackfillRecord) => status !== "running" && status !== "cancelling";

export const windowsDone = ({ progress }: BackfillRecord): number =>
  Object.values(progress).reduce((sum, { done }) => sum + done, 0);
