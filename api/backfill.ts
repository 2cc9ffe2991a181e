/** `/api/backfill`: history that is asked for now, and how far it has come. */
import { BackfillRequest } from "../schemas/wire.ts";
import { answerError, answerJson } from "./answer.ts";
import { readBody } from "./body.ts";
import type { Deck } from "./deck.ts";

const NOTHING_MATCHES =
  "No configured histo job matches this exchange/pair. Add one on the Config page first.";

/** `POST`: 202 with the run's id. */
export async function startBackfill(deck: Deck, request: Request): Promise<Response> {
  const body = await readBody(request, BackfillRequest);
  if (!body.ok) return body.answer;
  const id = await deck.startBackfill(body.value);
  return id === null ? answerError(400, NOTHING_MATCHES) : answerJson({ id }, 202);
}

/** `GET`: all that are under way and the last 50 that ended, by id. */
export function listBackfills(deck: Deck): Response {
  return answerJson(Object.fromEntries(deck.backfills().map((record) => [record.id, record])));
}

export function showBackfill(deck: Deck, id: string): Response {
  const record = deck.backfill(id);
  return record === null ? notFound(id) : answerJson(record);
}

/** `DELETE`: what is in flight is kept. */
export async function stopBackfill(deck: Deck, id: string): Promise<Response> {
  if (deck.backfill(id) === null) return notFound(id);
  return answerJson({ status: await deck.stopBackfill(id) ? "cancelling" : "not_running" });
}

const notFound = (id: string) => answerError(404, `No backfill ${id}`);
