/**
 * Request bodies: JSON of at most 1 MiB, checked against a schema; or the answer that says what is wrong. Whatever
 * type a body says it has, it is taken for JSON: `curl -d` says that it is a form.
 */
import type { ZodType } from "zod";
import type { Clock } from "../actors/kernel/clock.ts";
import { answerError } from "./answer.ts";
import { expectation, issuesOf } from "./issues.ts";

export const MAX_BODY_BYTES = 1 << 20;
/** What is too long is still taken, so that the client hears why; what is longer than this times the limit is cut. */
const PATIENCE = 16;
/** A client that sends no faster is not waited for. */
const BODY_TIMEOUT_MS = 30_000;

type Body<T> = { ok: true; value: T } | { ok: false; answer: Response };

/** The body, which `{}` stands for where there is none. */
export async function readBody<T>(request: Request, schema: ZodType<T>, clock: Clock): Promise<Body<T>> {
  const bytes = await readBytes(request, clock, MAX_BODY_BYTES);
  if (!bytes.ok) return bytes;
  const json = parse(new TextDecoder().decode(bytes.value));
  if (!json.ok) return wrong(answerError(422, [{ loc: ["body"], msg: json.why, type: "json_invalid" }]));
  const parsed = schema.safeParse(json.value, { error: expectation });
  if (parsed.success) return { ok: true, value: parsed.data };
  return wrong(answerError(422, issuesOf(parsed.error, "body", json.value)));
}

/** The bytes of a body: no more than so many, and no longer than 30 s. */
export async function readBytes(request: Request, clock: Clock, maxBytes: number): Promise<Body<Uint8Array>> {
  if (!request.body) return { ok: true, value: new Uint8Array() };
  const reader = request.body.getReader();
  let isLate = false;
  const cancel = clock.after(BODY_TIMEOUT_MS, () => {
    isLate = true;
    reader.cancel().catch(() => {});
  });
  try {
    const bytes = await readAll(reader, maxBytes);
    if (isLate) return wrong(answerError(408, "The body did not come within 30 s; send it again"));
    return bytes ? { ok: true, value: bytes } : wrong(tooLong(maxBytes));
  } catch {
    return wrong(answerError(400, "The body broke off; send it again"));
  } finally {
    cancel();
  }
}

function tooLong(maxBytes: number): Response {
  return answerError(413, `A body may have ${maxBytes.toLocaleString("en")} bytes at most`);
}

const wrong = (answer: Response): { ok: false; answer: Response } => ({ ok: false, answer });

/** null: there is more than may be. */
async function readAll(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  maxBytes: number,
): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    sizeBytes += next.value.length;
    if (sizeBytes <= maxBytes) chunks.push(next.value);
    if (sizeBytes > PATIENCE * maxBytes) break;
  }
  if (sizeBytes <= maxBytes) return joined(chunks, sizeBytes);
  reader.cancel().catch(() => {});
  return null;
}

function joined(chunks: Uint8Array[], sizeBytes: number): Uint8Array {
  const bytes = new Uint8Array(sizeBytes);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

function parse(text: string): { ok: true; value: unknown } | { ok: false; why: string } {
  if (text.trim() === "") return { ok: true, value: {} };
  try {
    return { ok: true, value: JSON.parse(text) ?? {} };
  } catch (error) {
    // Without the piece of the body that it would show: there may be a secret in it.
    const why = (error as Error).message.replace(/(, (\.\.\.)?".*)? is not valid JSON$/s, "");
    return { ok: false, why: `the body is not JSON: ${why}` };
  }
}
