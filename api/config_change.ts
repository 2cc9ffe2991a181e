/** What all changes of the config have in common: the version that they are based on, and being refused. */
import { ApiError } from "../schemas/wire.ts";
import { answerError } from "./answer.ts";
import type { ConfigChange } from "./deck.ts";

/** Statuses of a change that was not made. */
export const CHANGE_REFUSED = {
  412: {
    description: "The config is another one than the one that `If-Match` names; nothing was changed",
    schema: ApiError,
    example: { detail: "The config was changed meanwhile: get it anew, and make the change in that" },
  },
  422: {
    description: "It would be no valid config, a line for each thing that is wrong; nothing was changed",
    schema: ApiError,
    example: { detail: "stream_jobs[0].chanels is no known key: did you mean channels?" },
  },
};

export function answerRefused(change: Exclude<ConfigChange, { type: "saved" }>): Response {
  switch (change.type) {
    case "invalid":
      return answerError(422, change.error);
    case "conflict":
      return answerError(412, CHANGE_REFUSED[412].example.detail, versionHeader(change.version));
    default:
      throw change satisfies never;
  }
}

/** The version that `If-Match` asks for, with or without quotes; null: any. */
export function expectedVersion({ headers }: Request): string | null {
  const asked = headers.get("if-match")?.trim();
  if (asked === undefined || asked === "*") return null;
  return /^(?:W\/)?"(.*)"$/.exec(asked)?.[1] ?? asked;
}

export function versionHeader(version: string): { etag: string } {
  return { etag: `"${version}"` };
}
