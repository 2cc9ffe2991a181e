// @ts-check
/**
 * What a series lacks can be fetched only where a history's job collects it.
 * @import { Jobs } from "../../../schemas/wire.ts"
 * @import { SeriesPage } from "../../../schemas/wire_archive.ts"
 * @import { Answer } from "../../lib/api.js"
 */
import { ask, withQuery } from "../../lib/api.js";
import { isCollected } from "../../lib/histories.js";
import { useAnswer } from "../../lib/use_answer.js";

/** @returns {Promise<Answer<Jobs>>} */
const askJobs = () => ask.get("/api/jobs");

/**
 * Where the job can be made that is not there: the form, filled in. Null: there is one, or nobody knows.
 * @param {SeriesPage} series
 */
export function useWantedJob({ key, exchange, pair, type, span, gaps }) {
  const jobs = useAnswer(askJobs, [key]).value;
  const oldest = gaps.findLast(({ refillable }) => refillable);
  if (!oldest || jobs === null || isCollected(jobs.histo_jobs, key, pair)) return null;
  const start = new Date(oldest.from_us / 1000).toISOString().slice(0, 10);
  return withQuery("/jobs", { new: "histo", exchange, pair, type, span, start });
}
