/** Requests to a served fixture deck, as short as they can be said. */
import type { Served } from "../support.ts";

export const TOKEN = "correct horse/battery";

export interface Asked {
  status: number;
  headers: Headers;
  text: string;
}

/** One request; redirects are not followed. */
export async function ask(
  { origin }: Pick<Served, "origin">,
  path: string,
  init: RequestInit = {},
): Promise<Asked> {
  const answer = await fetch(origin + path, { redirect: "manual", ...init });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

/** A form as a browser without scripts sends it. */
export function form(fields: Record<string, string>, headers: Record<string, string> = {}): RequestInit {
  return { method: "POST", body: new URLSearchParams(fields), headers: { accept: "text/html", ...headers } };
}

/** A login as a script sends it. */
export function json(body: unknown, headers: Record<string, string> = {}): RequestInit {
  return {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json", ...headers },
  };
}

/** The session's cookie out of a login's answer, as a browser sends it. */
export function sessionIn({ headers }: Asked): string {
  const cookie = headers.getSetCookie().find((each) => each.startsWith("tapedeck_session="));
  if (cookie === undefined) throw new Error("the answer begins no session");
  return cookie.split(";")[0];
}
