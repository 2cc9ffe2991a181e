/** What the schedule can be told: to run or not, and to collect something now. */
import { CollectRequest } from "../schemas/wire.ts";
import { answerError, answerJson } from "./answer.ts";
import { readBody } from "./body.ts";
import type { Deck } from "./deck.ts";

/** `POST /api/scheduler/start` and `/stop`; both may be repeated. */
export async function setScheduler(deck: Deck, wanted: "start" | "stop"): Promise<Response> {
  await deck.setScheduler(wanted);
  return wanted === "start" ? answerJson({ running: true }, 202) : answerJson({ running: false });
}

/** `POST /api/collect`: all histo jobs, or those that the body names. */
export async function collect(deck: Deck, request: Request): Promise<Response> {
  const body = await readBody(request, CollectRequest);
  if (!body.ok) return body.answer;
  const { exchange, pair } = body.value;
  const count = await deck.collect({ exchange: exchange ?? null, pair: pair ?? null });
  const isNamed = (exchange ?? pair ?? null) !== null;
  if (isNamed && count === 0) return answerError(404, "No matching histo job");
  return answerJson({ status: "started" }, 202);
}
