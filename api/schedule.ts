/** The schedule of histories: to run or not, and something to be collected now. */
import * as wire from "../schemas/wire.ts";
import { answerError, answerJson } from "./answer.ts";
import { route } from "./route.ts";

const NONE = "No matching histo job";
const PAUSED = "The matching histo job is paused: resume it first";

export const scheduleRoutes = [
  route({
    method: "GET",
    path: "/api/scheduler",
    summary: "Whether the schedule runs, and when each history is next",
    access: "reader",
    answers: {
      200: {
        description: "A job per history; `next_run` is null while the schedule is stopped or the job paused",
        schema: wire.Scheduler,
        example: {
          running: true,
          jobs: [{ id: "binance_BTC_USDT_3600", name: "binance BTC/USDT 3600s", next_run: 1709600400 }],
        },
      },
    },
    handle: ({ deck }) => answerJson(deck.scheduler()),
  }),
  route({
    method: "POST",
    path: "/api/scheduler/start",
    summary: "Lets the schedule run; may be repeated",
    access: "writer",
    answers: { 202: { description: "It runs", schema: wire.SchedulerState, example: { running: true } } },
    async handle({ deck }) {
      await deck.setScheduler("start");
      return answerJson({ running: true }, 202);
    },
  }),
  route({
    method: "POST",
    path: "/api/scheduler/stop",
    summary: "Halts the schedule until it is started, or the program is; may be repeated",
    access: "writer",
    answers: {
      200: { description: "It is halted", schema: wire.SchedulerState, example: { running: false } },
    },
    async handle({ deck }) {
      await deck.setScheduler("stop");
      return answerJson({ running: false });
    },
  }),
  route({
    method: "POST",
    path: "/api/collect",
    summary: "Collects histories now: all that are not paused, or those that the body names",
    access: "writer",
    body: wire.CollectRequest,
    bodyExample: { exchange: "binance", pair: "BTC/USDT" },
    answers: {
      202: { description: "It begins", schema: wire.Started, example: { status: "started" } },
      404: {
        description: "Something was named, and no histo job has it, or none that is not paused",
        schema: wire.ApiError,
        example: { detail: NONE },
      },
    },
    async handle({ deck, body: { exchange, pair } }) {
      const count = await deck.collect({ exchange: exchange ?? null, pair: pair ?? null });
      const isNamed = (exchange ?? pair ?? null) !== null;
      if (count > 0 || !isNamed) return answerJson({ status: "started" }, 202);
      return answerError(404, deck.meansPaused({ exchange, pairs: pair ? [pair] : null }) ? PAUSED : NONE);
    },
  }),
];
