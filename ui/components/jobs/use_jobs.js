// @ts-check
/**
 * What the page asks the server for.
 * @import { BackfillRecord, RunRecord, Scheduler } from "../../../schemas/wire.ts"
 * @import { Answer } from "../../lib/api.js"
 * @import { HistoEntry, StreamEntry } from "./job_words.js"
 */
import { useEffect, useMemo, useState } from "preact/hooks";
import { ask, withQuery } from "../../lib/api.js";
import { useAnswer } from "../../lib/use_answer.js";
import { isUnderWay } from "./backfills.js";
import { mergeRuns, runsByName } from "./job_series.js";

const ALL_RUNS = 1_000;
const NEW_RUNS = 100;

/** @typedef {{ histories: HistoEntry[], streams: StreamEntry[], timezone: string }} JobLists */

/** The jobs, anew when the board's series are others. @param {string} keys */
export function useJobs(keys) {
  return useAnswer(askJobs, [keys]);
}

/** @returns {Promise<Answer<JobLists>>} */
async function askJobs() {
  const [streams, histories, config] = await Promise.all([
    /** @type {Promise<Answer<StreamEntry[]>>} */ (ask.get("/api/jobs/stream")),
    /** @type {Promise<Answer<HistoEntry[]>>} */ (ask.get("/api/jobs/histo")),
    /** @type {Promise<Answer<{ settings: { timezone?: string } }>>} */ (ask.get("/api/config")),
  ]);
  if (!streams.ok) return streams;
  if (!histories.ok) return histories;
  const timezone = config.ok ? config.value.settings.timezone ?? "UTC" : "UTC";
  return {
    ok: true,
    version: histories.version,
    value: { streams: streams.value, histories: histories.value, timezone },
  };
}

/** @param {string} mark Changes when a run has begun or ended. */
export function useSchedule(mark) {
  return useAnswer(() => /** @type {Promise<Answer<Scheduler>>} */ (ask.get("/api/scheduler")), [mark]);
}

/** Backfills under way, newest first; looked at each second while there are any. @param {string} mark */
export function useBackfills(mark) {
  const [isRunning, setRunning] = useState(false);
  const asked = useAnswer(
    () => /** @type {Promise<Answer<Record<string, BackfillRecord>>>} */ (ask.get("/api/backfill")),
    [mark],
    { everyMs: isRunning ? 1_000 : 10_000 },
  );
  const underWay = Object.values(asked.value ?? {}).filter(isUnderWay);
  useEffect(() => setRunning(underWay.length > 0), [underWay.length > 0]);
  return { underWay: underWay.sort((a, b) => b.started_at - a.started_at), reload: asked.reload };
}

/**
 * The last runs of each history, for its bars: many at first, then what is new.
 * @param {string} mark Changes when a run has begun or ended.
 */
export function useRecentRuns(mark) {
  const [runs, setRuns] = useState(/** @type {RunRecord[]} */ ([]));
  const asked = useAnswer(() => askRecent(runs), [mark]);
  useEffect(() => {
    if (asked.value) setRuns(asked.value);
  }, [asked.value]);
  return useMemo(() => runsByName(runs), [runs]);
}

/** @param {RunRecord[]} before @returns {Promise<Answer<RunRecord[]>>} */
async function askRecent(before) {
  /** @param {number} limit @returns {Promise<Answer<RunRecord[]>>} */
  const newest = (limit) => ask.get(withQuery("/api/runs", { kind: "collect", limit }));
  const answer = await newest(before.length === 0 ? ALL_RUNS : NEW_RUNS);
  if (!answer.ok || before.length === 0) return answer;
  const merged = mergeRuns(before, answer.value);
  return merged.length < before.length
    ? await newest(ALL_RUNS)
    : { ...answer, value: merged.slice(0, ALL_RUNS) };
}
