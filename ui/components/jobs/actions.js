// @ts-check
/**
 * What one can do about jobs. Each says what came of it, with a way back where there is one, and gives whether it
 * was done.
 * @import { StreamJob } from "../../../schemas/config.ts"
 * @import { HistoEntry, JobKind } from "./job_words.js"
 */
import { ask } from "../../lib/api.js";
import { count } from "../../lib/format.js";
import { say } from "../toast.js";
import { subjectOf } from "./job_words.js";

/**
 * @param {Promise<import("../../lib/api.js").Answer<any>>} asked
 * @param {string} done What to say when it was done.
 * @param {() => unknown} [undo]
 */
async function tell(asked, done, undo) {
  const answer = await asked;
  if (answer.ok) say(done, undo && { undo });
  else say(answer.message, { tone: "bad" });
  return answer.ok;
}

/** @param {StreamJob} job @param {string[]} pairs */
function streamNames({ exchange }, pairs) {
  return pairs.length === 1 ? `${exchange} ${pairs[0]}` : `${count(pairs.length)} pairs of ${exchange}`;
}

/**
 * Stops the streams of some pairs of a job, until they are resumed or the program is started anew.
 * @param {StreamJob} job
 * @param {string[]} pairs
 */
export function pauseStreams(job, pairs) {
  return tell(
    eachPair("/api/streams/stop", job, pairs),
    `Paused ${streamNames(job, pairs)}. What comes meanwhile is not recorded.`,
    () => resumeStreams(job, pairs),
  );
}

/** @param {StreamJob} job @param {string[]} pairs */
export function resumeStreams(job, pairs) {
  return tell(
    eachPair("/api/streams/start", job, pairs),
    `Resumed ${streamNames(job, pairs)}. What can be fetched of the time between is fetched.`,
  );
}

/**
 * One after the other; the first that fails ends it.
 * @param {string} path
 * @param {StreamJob} job
 * @param {string[]} pairs
 */
async function eachPair(path, { exchange, channels }, pairs) {
  let answer = await ask.post(path, { exchange, pair: pairs[0], channels });
  for (const pair of pairs.slice(1)) {
    if (!answer.ok) break;
    answer = await ask.post(path, { exchange, pair, channels });
  }
  return answer;
}

/**
 * Asks for what is new of the histories of an exchange, or of one pair of it.
 * @param {string} exchange
 * @param {string} [pair]
 */
export function collectNow(exchange, pair) {
  const what = pair === undefined ? `all histories of ${exchange}` : `the histories of ${exchange} ${pair}`;
  return tell(ask.post("/api/collect", { exchange, pair }), `Collecting ${what} now.`);
}

/**
 * Pauses or resumes a job of histories, in the config.
 * @param {HistoEntry} entry
 * @param {boolean} paused
 * @param {() => void} reload
 */
export async function setPaused({ id, job }, paused, reload) {
  /** @type {import("../../lib/api.js").Answer<HistoEntry>} */
  const answer = await ask.put(`/api/jobs/histo/${encodeURIComponent(id)}`, { ...job, paused });
  const what = `${job.exchange} ${subjectOf(job)}`;
  const done = paused
    ? `Paused ${what}: nothing of it is asked for until it is resumed.`
    : `Resumed ${what}. What is missing of the time between is fetched.`;
  const undo = paused && answer.ok ? () => setPaused(answer.value, false, reload) : undefined;
  await tell(Promise.resolve(answer), done, undo);
  reload();
}

/** @param {"start" | "stop"} wanted */
export function setSchedule(wanted) {
  const done = wanted === "start"
    ? "The schedule runs again."
    : "The schedule is halted: no history is collected.";
  const undo = wanted === "stop" ? () => setSchedule("start") : undefined;
  return tell(ask.post(`/api/scheduler/${wanted}`), done, undo);
}

/**
 * @param {JobKind} kind
 * @param {{ id: string, job: any }} entry
 * @param {() => void} reload
 */
export async function deleteJob(kind, { id, job }, reload) {
  async function undo() {
    await tell(ask.post(`/api/jobs/${kind}`, job), "The job is back.");
    reload();
  }
  const isDone = await tell(
    ask.del(`/api/jobs/${kind}/${encodeURIComponent(id)}`),
    `Deleted the job for ${job.exchange} ${subjectOf(job)}. What it has recorded is kept.`,
    undo,
  );
  reload();
  return isDone;
}

/** @param {string} id */
export function cancelBackfill(id) {
  return tell(
    ask.del(`/api/backfill/${encodeURIComponent(id)}`),
    "The backfill is being cancelled. What was fetched is kept.",
  );
}
