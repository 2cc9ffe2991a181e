/** `/api/jobs`: what the config says is to be recorded; jobs made, changed and deleted one by one. */
import * as wire from "../schemas/wire.ts";
import { answerJson } from "./answer.ts";
import { answerRefused, CHANGE_REFUSED, expectedVersion, versionHeader } from "./config_change.ts";
import type { JobChange } from "./deck.ts";
import { answerError } from "./answer.ts";
import { type Call, route } from "./route.ts";

const kind = wire.JobKind.meta({ description: "Candles and trades that are fetched, or live streams" });
const id = wire.JobEntry.shape.id.meta({ description: "As the list gives it", examples: ["9f86d081"] });
const UNKNOWN_JOB = {
  description: "No job has this id; it may have been changed meanwhile",
  schema: wire.ApiError,
};
const STREAM_JOB = { exchange: "binance", pairs: ["BTC/USDT"], channels: ["trades"] };
const ENTRY = {
  id: "9f86d081",
  job: { ...STREAM_JOB, time_step: 60, depth: 20, connections: 1, raw: false },
};

export const jobRoutes = [
  route({
    method: "GET",
    path: "/api/jobs",
    summary: "All jobs of the config",
    access: "reader",
    answers: {
      200: {
        description: "The jobs, defaults filled in",
        schema: wire.Jobs,
        example: {
          histo_jobs: [{ exchange: "binance", pairs: ["BTC/USDT"], span: 3600 }],
          stream_jobs: [STREAM_JOB],
        },
      },
    },
    handle: ({ deck }) => answerJson(deck.jobs()),
  }),
  route({
    method: "GET",
    path: "/api/jobs/{kind}",
    summary: "The jobs of one kind, each with its id",
    description:
      "A job's id is made of what it says: it is another one as soon as the job is changed, so that nobody " +
      "changes what he has not seen.",
    access: "reader",
    params: { kind },
    answers: { 200: { description: "The jobs", schema: wire.JobEntries, example: [ENTRY] } },
    handle: ({ deck, params }) =>
      answerJson(deck.jobEntries(kindOf(params)), 200, versionHeader(deck.config().version)),
  }),
  route({
    method: "POST",
    path: "/api/jobs/{kind}",
    summary: "Adds a job: it begins at once, and the others go on",
    description: "The job is written into the config's file.",
    access: "writer",
    params: { kind },
    body: wire.JobBody,
    bodyExample: STREAM_JOB,
    ifMatch: true,
    answers: {
      201: { description: "Saved and begun", schema: wire.JobEntry, example: ENTRY },
      ...CHANGE_REFUSED,
    },
    async handle({ deck, params, body, request }) {
      return answerChange(params, 201, await deck.createJob(kindOf(params), body, expectedVersion(request)));
    },
  }),
  route({
    method: "PUT",
    path: "/api/jobs/{kind}/{id}",
    summary: "Replaces a job: only what it changes stops or starts",
    access: "writer",
    params: { kind, id },
    body: wire.JobBody,
    bodyExample: STREAM_JOB,
    ifMatch: true,
    answers: {
      200: { description: "Saved and in force; the id is a new one", schema: wire.JobEntry, example: ENTRY },
      404: UNKNOWN_JOB,
      ...CHANGE_REFUSED,
    },
    async handle({ deck, params, body, request }) {
      const change = await deck.changeJob(kindOf(params), params.id, body, expectedVersion(request));
      return answerChange(params, 200, change);
    },
  }),
  route({
    method: "DELETE",
    path: "/api/jobs/{kind}/{id}",
    summary: "Deletes a job; what it has recorded is kept",
    access: "writer",
    params: { kind, id },
    ifMatch: true,
    answers: {
      200: { description: "Deleted", schema: wire.JobDeleted, example: { status: "deleted" } },
      404: UNKNOWN_JOB,
      ...CHANGE_REFUSED,
    },
    async handle({ deck, params, request }) {
      const change = await deck.deleteJob(kindOf(params), params.id, expectedVersion(request));
      if (change.type !== "saved") return answerChange(params, 200, change);
      return answerJson({ status: "deleted" }, 200, versionHeader(change.version));
    },
  }),
];

const kindOf = (params: Call["params"]) => wire.JobKind.parse(params.kind);

function answerChange(params: Call["params"], status: number, change: JobChange): Response {
  switch (change.type) {
    case "saved":
      return answerJson(change.entry, status, versionHeader(change.version));
    case "unknown":
      return answerError(404, `No ${params.kind} job ${params.id}`);
    default:
      return answerRefused(change);
  }
}
