/** Asks one question, and looks at the answer. */
import type { OpenApi, Shapes } from "./api_document.ts";
import type { Question } from "./api_questions.ts";

/** None of them may ever be shown. */
export const SECRETS = {
  token: "fz-token-5b8d1c",
  hook: "fz-hook-77e0a4",
  password: "fz-password-e19f",
  apiKey: "fz-api-key-20cc",
  secret: "fz-secret-9a41",
};

const TIMEOUT_MS = 5_000;
/** Some questions end the session that they are asked with, and a login may have to wait for wrong tokens to be forgotten. */
const SESSIONS = 900;

export interface FuzzClient {
  api: OpenApi;
  /** As the program began with it, secrets masked. */
  config: Record<string, unknown>;
  ask(question: Question, shapes: Shapes): Promise<void>;
  /** Cancels backfills and puts the config back that the program began with; false: that is not taken now. */
  restore(): Promise<boolean>;
  expectNoSecret(where: string, text: string): void;
  readonly statuses: Record<string, number>;
  readonly slowestMs: number;
}

/** @param runs How many questions there will be. */
export async function createFuzzClient(url: string, runs: number): Promise<FuzzClient> {
  const bearer = { authorization: `Bearer ${SECRETS.token}` };
  const got = async (path: string) => await (await fetch(url + path, { headers: bearer })).json();
  const api: OpenApi = await got("/openapi.json");
  const config = await got("/api/config");
  const statuses: Record<string, number> = {};
  const sessions: string[] = [];
  let live: string[] = [];
  let slowestMs = 0;

  async function login(): Promise<void> {
    for (;;) {
      const answer = await fetch(`${url}/api/login`, {
        method: "POST",
        body: JSON.stringify({ token: SECRETS.token }),
      });
      await answer.body?.cancel();
      const cookie = answer.headers.get("set-cookie")?.split(";")[0];
      if (cookie) return void sessions.push(cookie);
      await new Promise((done) => setTimeout(done, 500));
    }
  }

  async function session(): Promise<string> {
    if (sessions.length === 0) await login();
    return sessions[0];
  }

  async function credentialsOf({ credentials }: Question): Promise<Record<string, string>> {
    switch (credentials) {
      case "session":
        return { cookie: await session() };
      case "bearer":
        return bearer;
      case "wrong":
        return { authorization: "Bearer wrong" };
      case "query":
      case "none":
        return {};
      default:
        throw credentials satisfies never;
    }
  }

  async function ask(question: Question, shapes: Shapes): Promise<void> {
    const credentials = await credentialsOf(question);
    const begun = performance.now();
    try {
      const response = await fetch(url + targetOf(question, live), {
        method: question.method,
        headers: { ...question.headers, ...credentials },
        body: question.body,
        redirect: "manual",
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const text = await textOf(response);
      slowestMs = Math.max(slowestMs, performance.now() - begun);
      if (response.status === 401 && credentials.cookie) sessions.shift(); // it was logged out
      look(question, response, text, shapes);
    } catch (error) {
      const shown = JSON.stringify({ ...question, body: String(question.body).slice(0, 500) });
      throw new Error(`${(error as Error).message}; asked ${shown}`, { cause: error });
    }
  }

  function look({ method, target }: Question, response: Response, text: string, shapes: Shapes): void {
    const { status, headers } = response;
    statuses[status] = (statuses[status] ?? 0) + 1;
    expectNoSecret("the answer", text);
    const shown = [...headers].filter(([name]) => name !== "set-cookie");
    expectNoSecret("its headers", JSON.stringify(shown));
    const path = new URL(url + target).pathname; // as it went over the wire
    const isBusy = status === 503 && path === "/api/read";
    if (status >= 500 && !isBusy) throw new Error(`${status}: ${text.slice(0, 500)}`);
    const isJson = headers.get("content-type") === "application/json";
    const json = isJson && text !== "" ? JSON.parse(text) : undefined;
    const asked = shapes.operationAt(method, path);
    // A path's parameter may be none that there is: a 404 of any route.
    const isAnswer = asked && (status in asked.operation.responses || status !== 404);
    if (isAnswer) shapes.check(asked.name, asked.operation, status, json);
    else if (path.startsWith("/api") && ![204, 401, 403, 404, 405, 429].includes(status)) {
      throw new Error(`${method} ${path} is written down nowhere, and is answered by ${status}`);
    }
    live = [...idsIn(json), ...live].slice(0, 50);
  }

  /** Gives the status. */
  async function send(method: string, path: string, body?: string): Promise<number> {
    const answer = await fetch(url + path, { method, headers: { cookie: await session() }, body });
    await answer.body?.cancel();
    if (answer.status === 401) sessions.shift();
    return answer.status;
  }

  for (let n = 0; n < Math.min(SESSIONS, 2 + runs / 20); n++) await login();
  return {
    api,
    config,
    ask,
    async restore() {
      for (const id of live.filter((each) => each.startsWith("all_") || each.startsWith("sandbox_"))) {
        await send("DELETE", `/api/backfill/${encodeURIComponent(id)}`);
      }
      return await send("PUT", "/api/config", JSON.stringify(config)) === 200;
    },
    expectNoSecret,
    statuses,
    get slowestMs() {
      return slowestMs;
    },
  };
}

function expectNoSecret(where: string, text: string): void {
  const shown = Object.values(SECRETS).find((secret) => text.includes(secret));
  if (shown !== undefined) {
    const at = text.indexOf(shown);
    throw new Error(`${shown} is in ${where}: …${text.slice(Math.max(0, at - 200), at + 100)}…`);
  }
}

/** The question's address, with an id that is known in place of `{live}`; of exchanges the one that is on loopback. */
function targetOf({ target, credentials }: Question, live: string[]): string {
  const id = target.startsWith("/api/exchanges/")
    ? "sandbox"
    : live[target.length % Math.max(1, live.length)] ?? "none";
  const at = target.replaceAll("{live}", encodeURIComponent(id));
  if (credentials !== "query") return at;
  return `${at}${at.includes("?") ? "&" : "?"}token=${SECRETS.token}`;
}

/** Ids that can be asked for, wherever in an answer they are. */
function idsIn(json: unknown): string[] {
  if (typeof json !== "object" || json === null) return [];
  const own = "id" in json && typeof json.id === "string" && json.id !== "" ? [json.id] : [];
  return [...own, ...Object.values(json).slice(0, 20).flatMap(idsIn)].slice(0, 20);
}

/** An event stream does not end by itself: its beginning will do. */
async function textOf(response: Response): Promise<string> {
  if (response.headers.get("content-type") !== "text/event-stream" || !response.body) {
    return await response.text();
  }
  const reader = response.body.getReader();
  const { value } = await reader.read();
  await reader.cancel();
  return new TextDecoder().decode(value);
}
