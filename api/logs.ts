import { answerError, answerJson } from "./answer.ts";
import type { Deck } from "./deck.ts";
import type { Logs } from "../schemas/wire.ts";

const DEFAULT_TAIL = 200;
/** More would hold up all other answers while it is read. */
const MAX_TAIL = 10_000;

/** `GET /api/logs?tail=200`: the last lines of the log, at most 10,000. */
export async function answerLogs(deck: Deck, query: string | undefined): Promise<Response> {
  const tail = query === undefined ? DEFAULT_TAIL : Number(query);
  if (query?.trim() === "" || !Number.isSafeInteger(tail) || tail < 0) {
    const msg = `tail is ${JSON.stringify(query)}: expected a whole number of lines, 0 or more`;
    return answerError(422, [{ loc: ["query", "tail"], msg, type: "int_parsing" }]);
  }
  const lines = tail === 0 ? [] : await deck.logs(Math.min(tail, MAX_TAIL));
  return answerJson({ lines } satisfies Logs);
}
