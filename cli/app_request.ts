/** One request to a tapedeck that runs, its answer checked; what went wrong is said with what to do. */
import type { ZodType } from "zod";
import { ApiError } from "../schemas/wire.ts";
import type { Environment } from "./environment.ts";

export interface AppAddress {
  url: string;
  token: string | null;
}

export interface AskHow<T> {
  method: "GET" | "POST" | "PUT" | "DELETE";
  path: string;
  schema: ZodType<T>;
  /** JSON; none where it is absent. */
  body?: unknown;
  /** For all of it: connection, head and body. */
  timeoutMs?: number;
}

const TIMEOUT_MS = 30_000;

/** The message is a sentence for the user; where the API refused, its own. */
export class AppError extends Error {
  constructor(
    message: string,
    /** Of the answer; null: there was none. */
    readonly status: number | null,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Rejects with {@linkcode AppError}. */
export async function askApp<T>(
  address: AppAddress,
  { fetch, clock }: Pick<Environment, "fetch" | "clock">,
  { method, path, schema, body, timeoutMs = TIMEOUT_MS }: AskHow<T>,
): Promise<T> {
  const late = new AbortController();
  const cancel = clock.after(timeoutMs, () => late.abort());
  try {
    const request = {
      method,
      redirect: "manual",
      signal: late.signal,
      ...sent(address.token, body),
    } as const;
    const answer = await fetch(address.url + path, request);
    return read({ address, path, schema }, answer, await answer.text());
  } catch (error) {
    if (error instanceof AppError) throw error;
    const why = late.signal.aborted ? `no answer in ${timeoutMs / 1000} s` : reasonOf(error as Error);
    throw new AppError(`Cannot reach tapedeck at ${address.url}: ${why}`, null, { cause: error });
  } finally {
    cancel();
  }
}

function sent(token: string | null, body: unknown): { headers: Record<string, string>; body?: string } {
  const headers: Record<string, string> = { accept: "application/json" };
  if (token !== null) headers.authorization = `Bearer ${token}`;
  if (body === undefined) return { headers };
  return { headers: { ...headers, "content-type": "application/json" }, body: JSON.stringify(body) };
}

interface Asked<T> {
  address: AppAddress;
  path: string;
  schema: ZodType<T>;
}

function read<T>({ address, path, schema }: Asked<T>, answer: Response, text: string): T {
  const { url } = address;
  const { status } = answer;
  if (status >= 300 && status < 400) {
    const to = answer.headers.get("location") ?? "another address";
    throw new AppError(
      `Cannot ask ${url}: it sends to ${to}; give --url the address that it sends to`,
      status,
    );
  }
  const json = parse(text);
  if (!answer.ok) throw new AppError(refusal(address, path, answer, json), status);
  const checked = schema.safeParse(json);
  if (checked.success) return checked.data;
  const what = `Cannot understand ${url}: what it answers to ${pathAlone(path)} is no answer of this version`;
  throw new AppError(`${what}; is it a tapedeck, and as new as this one?`, status);
}

const pathAlone = (path: string) => path.split("?")[0];

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refusal(
  { url, token }: AppAddress,
  path: string,
  { status, headers }: Response,
  json: unknown,
): string {
  const said = saidIn(json);
  switch (status) {
    case 401:
      return token === null
        ? `Cannot ask ${url}: it wants a token; give it with TAPEDECK_TOKEN or --token (settings.ui_auth_token there)`
        : `Cannot ask ${url}: it has another token; give the right one with TAPEDECK_TOKEN or --token`;
    case 429: {
      const seconds = Number(headers.get("retry-after")) || 60;
      return `Cannot ask ${url} now: there were too many requests; try again in ${seconds} s`;
    }
    case 404:
      if (said !== null && said !== "Not Found") return said;
      return `Cannot ask ${url}: it knows no ${pathAlone(path)}; it may be an older tapedeck, or none`;
    default:
      return said ?? `Cannot ask ${url}: it answers ${status} to ${pathAlone(path)}`;
  }
}

/** What the API says is wrong; null: these are not its words. */
function saidIn(json: unknown): string | null {
  const parsed = ApiError.safeParse(json);
  if (!parsed.success) return null;
  const { detail } = parsed.data;
  return typeof detail === "string"
    ? detail
    : detail.map(({ loc, msg }) => `${loc.slice(1).join(".")} ${msg}`.trim()).join("\n");
}

/** Of fetch's errors the part that says something; never its headers. */
function reasonOf(error: Error): string {
  const words = [error.message, (error.cause as Error | undefined)?.message ?? ""].join(" ");
  if (/refused/i.test(words)) return "nothing listens there; is it running, and is the address right?";
  if (/dns|resolve|lookup/i.test(words)) return "there is no such host; check the address";
  if (/certificate|tls|ssl/i.test(words)) return `its certificate is not accepted: ${error.message}`;
  if (/ByteString|header/i.test(words)) return "the token has characters that no header can carry";
  return error.message;
}
