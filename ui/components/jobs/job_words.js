// @ts-check
/**
 * What a job says, in words.
 * @import { HistoJob, StreamJob } from "../../../schemas/config.ts"
 * @import { RunRecord } from "../../../schemas/wire.ts"
 * @import { Tone } from "../../lib/series.js"
 */
import { counted, duration } from "../../lib/format.js";
import { spanOf } from "../../lib/histories.js";

/** @typedef {"stream" | "histo"} JobKind */
/** @typedef {{ id: string, job: StreamJob }} StreamEntry */
/** @typedef {{ id: string, job: HistoJob }} HistoEntry */

const CHANNEL_WORDS = { trades: "trades", book: "order book" };

/** `trades and order book`, `candles 1h` @param {StreamJob | HistoJob} job */
export function subjectOf(job) {
  if ("channels" in job) return job.channels.map((channel) => CHANNEL_WORDS[channel]).join(" and ");
  return job.data_type === "ohlc" ? `candles ${spanOf(job.span)}` : "trades";
}

/** What is recorded of a stream, beyond its channels. @param {StreamJob} job */
export function streamWords({ channels, raw, time_step, depth, connections }) {
  const spare = connections === 2 ? ["a second connection is asked for, which has no effect yet"] : [];
  if (!channels.includes("book")) return spare.join("; ");
  const book = raw
    ? "each change of the book"
    : `the book each ${duration(time_step * 1000)}, ${counted(depth, "level")} a side`;
  return [book, ...spare].join("; ");
}

/** When a history is collected, and from where on. @param {HistoJob} job @param {string} timezone */
export function historyWords(job, timezone) {
  return [scheduleWords(job, timezone), job.start ? `from ${job.start} on` : ""].filter(Boolean).join("; ");
}

/** @param {HistoJob} job @param {string} timezone */
function scheduleWords({ every, cron, span, data_type }, timezone) {
  if (every) return `collected each ${duration(every * 1000)}`;
  if (cron) return `collected by ${cron} (${timezone})`;
  return data_type === "ohlc"
    ? "collected at each candle's close"
    : `collected each ${duration(span * 1000)}`;
}

/** @type {Record<RunRecord["status"], { word: string, tone: Tone }>} */
export const RUN_STATES = {
  done: { word: "Done", tone: "good" },
  error: { word: "Failed", tone: "bad" },
  cancelled: { word: "Cancelled", tone: "off" },
  running: { word: "Running", tone: "busy" },
  cancelling: { word: "Cancelling", tone: "busy" },
};

/** What a run was about. @param {RunRecord} run */
export function runSubject({ kind, exchange, pairs, type, span }) {
  const what = type === null ? "" : type === "ohlc" ? ` candles ${span}` : " trades";
  const of = pairs === null ? "all pairs" : pairs.join(", ");
  const where = exchange ?? "all exchanges";
  return kind === "backfill" ? `${where}: ${of}` : `${where} ${of}${what}`;
}

/** `1 row in 0.4 s` @param {Pick<RunRecord, "rows" | "duration_seconds" | "error">} run */
export function runWords({ rows, duration_seconds, error }) {
  const time = duration_seconds === null ? "so far" : `in ${shortTime(duration_seconds)}`;
  return `${counted(rows, "row")} ${time}${error === null ? "" : `: ${error}`}`;
}

/** Seconds; short ones keep a decimal. @param {number} seconds */
export function shortTime(seconds) {
  if (seconds < 0.1) return "under 0.1 s";
  return seconds < 10 ? `${seconds.toFixed(1)} s` : duration(seconds * 1000);
}
