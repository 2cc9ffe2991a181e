/** What is said to those who may not. */
import { answerError } from "../answer.ts";

const FOREIGN = "A page of another origin cannot command tapedeck; " +
  "if that page is yours, add its origin to settings.ui_allow_origins";

export const INVALID_TOKEN = "Invalid or missing token";
/** The same on the login page. */
export const WRONG_TOKEN = "That token is not the right one";

const READ_ONLY = "tapedeck is read-only here, so nothing can be started, stopped or changed; " +
  "to allow it, set settings.ui_readonly to false in the config file";

export function answerForeign(): Response {
  return answerError(403, FOREIGN);
}

export function answerReadOnly(): Response {
  return answerError(403, READ_ONLY);
}

export function answerUnauthorized(): Response {
  return answerError(401, INVALID_TOKEN);
}

export function tooManyWrong(waitSeconds: number): string {
  return `Too many wrong tokens came from your address; try again in ${inSeconds(waitSeconds)}`;
}

export function answerLocked(waitSeconds: number): Response {
  return answerError(429, tooManyWrong(waitSeconds), { "retry-after": String(waitSeconds) });
}

/** @param limit Requests a minute. */
export function answerTooFast(waitSeconds: number, limit: number): Response {
  const detail = `More than ${limit.toLocaleString("en")} requests a minute came from your address ` +
    `(settings.ui_rate_limit); try again in ${inSeconds(waitSeconds)}`;
  return answerError(429, detail, { "retry-after": String(waitSeconds) });
}

function inSeconds(count: number): string {
  return count === 1 ? "a second" : `${count} seconds`;
}
