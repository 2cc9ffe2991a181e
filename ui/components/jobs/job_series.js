// @ts-check
/**
 * Which of the board's series and of the runs belong to a job.
 * @import { HistoJob, StreamJob } from "../../../schemas/config.ts"
 * @import { SeriesView } from "../../../schemas/snapshot.ts"
 * @import { RunRecord } from "../../../schemas/wire.ts"
 */
import { spanOf } from "../../lib/histories.js";

/** @typedef {Map<string, SeriesView>} SeriesByName */
/** @typedef {Map<string, RunRecord[]>} RunsByName */

/** @param {SeriesView} view */
const nameOf = ({ exchange, pair, type, span }) =>
  `${exchange} ${pair} ${type} ${type === "ohlc" ? span : ""}`;

/** The board's series by what a job knows of them. @param {SeriesView[]} series @returns {SeriesByName} */
export function byName(series) {
  return new Map(series.map((view) => [nameOf(view), view]));
}

/**
 * What a stream job records, a series a channel of each pair; null where the board has none yet.
 * @param {StreamJob} job
 * @param {SeriesByName} series
 */
export function streamedSeries(job, series) {
  return job.pairs.map((pair) => ({
    pair,
    channels: job.channels.map((channel) => {
      const type = channel === "book" ? "orderbook" : "trades";
      return { channel, view: series.get(`${job.exchange} ${pair} ${type} `) ?? null };
    }),
  }));
}

/** @param {HistoJob} job */
const historySpan = (job) => job.data_type === "ohlc" ? spanOf(job.span) : "";

/**
 * What a histo job collects, a series a pair.
 * @param {HistoJob} job
 * @param {SeriesByName} series
 */
export function collectedSeries(job, series) {
  return job.pairs.map((pair) => ({
    pair,
    view: series.get(`${job.exchange} ${pair} ${job.data_type} ${historySpan(job)}`) ?? null,
  }));
}

/**
 * Runs by what was collected, oldest first.
 * @param {RunRecord[]} runs Newest first.
 * @returns {RunsByName}
 */
export function runsByName(runs) {
  const found = new Map();
  for (const run of runs.toReversed()) {
    if (run.kind !== "collect") continue;
    const name = `${run.exchange} ${run.pairs?.[0]} ${run.type} ${run.span ?? ""}`;
    const list = found.get(name);
    if (list) list.push(run);
    else found.set(name, [run]);
  }
  return found;
}

/**
 * The last runs of a pair of a job, oldest first.
 * @param {HistoJob} job
 * @param {string} pair
 * @param {RunsByName} runs
 * @param {number} most
 */
export function runsOf(job, pair, runs, most) {
  return runs.get(`${job.exchange} ${pair} ${job.data_type} ${historySpan(job)}`)?.slice(-most) ?? [];
}

/**
 * A list of runs with newer ones put in: those that were under way have come on. Where the two do not meet, there
 * may be others between, and only the newer ones are given.
 * @param {RunRecord[]} before Newest first.
 * @param {RunRecord[]} newer Newest first.
 */
export function mergeRuns(before, newer) {
  const known = new Set(newer.map(({ id }) => id));
  if (!before.some(({ id }) => known.has(id))) return newer;
  return [...newer, ...before.filter(({ id }) => !known.has(id))].sort((a, b) => b.started_at - a.started_at);
}

/** Changes whenever a run has begun or ended. @param {SeriesView[]} series */
export function runsMark(series) {
  return series.map(({ key, state, lastRunAt }) =>
    state === "collecting" || lastRunAt ? `${key} ${state} ${lastRunAt}` : ""
  )
    .filter(Boolean).join("\n");
}
