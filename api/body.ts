/** Request bodies: JSON of at most 1 MiB, checked against a schema; or the answer that says what is wrong. */
import type { ZodType } from "zod";
import type { ApiError } from "../schemas/wire.ts";
import { answerError } from "./answer.ts";

export const MAX_BODY_BYTES = 1 << 20;

type Issues = Exclude<ApiError["detail"], string>;
type Body<T> = { ok: true; value: T } | { ok: false; answer: Response };

/** The body, which `{}` stands for where there is none. */
export async function readBody<T>(request: Request, schema: ZodType<T>): Promise<Body<T>> {
  const bytes = await readLimited(request);
  if (!bytes) {
    const limit = `A body may have ${MAX_BODY_BYTES.toLocaleString("en")} bytes at most`;
    return { ok: false, answer: answerError(413, limit) };
  }
  const json = parse(new TextDecoder().decode(bytes));
  if (!json.ok) return invalid([{ loc: ["body"], msg: `is not JSON: ${json.why}`, type: "json_invalid" }]);
  const parsed = schema.safeParse(json.value);
  if (parsed.success) return { ok: true, value: parsed.data };
  return invalid(parsed.error.issues.map(({ path, message, code }) => ({
    loc: ["body", ...path.map((step) => typeof step === "number" ? step : String(step))],
    msg: message,
    type: code ?? "value_error",
  })));
}

const invalid = (issues: Issues): { ok: false; answer: Response } => ({
  ok: false,
  answer: answerError(422, issues),
});

function parse(text: string): { ok: true; value: unknown } | { ok: false; why: string } {
  if (text.trim() === "") return { ok: true, value: {} };
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (error) {
    return { ok: false, why: (error as Error).message };
  }
}

/** null: there is more than may be. */
async function readLimited({ headers, body }: Request): Promise<Uint8Array | null> {
  if (Number(headers.get("content-length") ?? 0) > MAX_BODY_BYTES) return null;
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of body ?? []) {
    sizeBytes += chunk.length;
    if (sizeBytes > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(sizeBytes);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
