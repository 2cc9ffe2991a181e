// @ts-check
/**
 * Incidents from the server: all that are open, and of those that are over the newest, older ones when asked for.
 * @import { IncidentRecord } from "../../../schemas/incidents.ts"
 * @import { Answer } from "../../lib/api.js"
 */
import { useEffect, useState } from "preact/hooks";
import { ask, withQuery } from "../../lib/api.js";
import { useAnswer } from "../../lib/use_answer.js";
import { say } from "../toast.js";

const EVERY_MS = 10_000;
const OPEN_AT_MOST = 1_000;
export const PAGE = 200;

/** @param {string} wrong Changes when other things are wrong than before. */
export function useOpenIncidents(wrong) {
  return useAnswer(() => askIncidents({ open: "true", limit: OPEN_AT_MOST }), [wrong], { everyMs: EVERY_MS });
}

/** @param {string} wrong */
export function usePastIncidents(wrong) {
  const newest = useAnswer(() => askIncidents({ open: "false", limit: PAGE }), [wrong], {
    everyMs: EVERY_MS,
  });
  const [past, setPast] = useState(/** @type {IncidentRecord[]} */ ([]));
  const [isAll, setAll] = useState(false);
  useEffect(() => {
    const { value } = newest;
    if (value === null) return;
    setPast((before) => withNewest(before, value));
    if (value.length < PAGE) setAll(true);
  }, [newest.value]);

  async function showOlder() {
    const answer = await askIncidents({ open: "false", limit: PAGE, before: past.at(-1)?.opened_at });
    if (!answer.ok) return say(answer.message, { tone: "bad" });
    setPast((before) => [...before, ...answer.value]);
    setAll(answer.value.length < PAGE);
  }
  return { asked: newest, past, isAll, showOlder };
}

/** @param {Record<string, string | number | undefined>} query @returns {Promise<Answer<IncidentRecord[]>>} */
function askIncidents(query) {
  return ask.get(withQuery("/api/incidents", query));
}

/**
 * The newest, and behind them those that were shown already and are older.
 * @param {IncidentRecord[]} before
 * @param {IncidentRecord[]} newest Newest first.
 */
export function withNewest(before, newest) {
  const oldest = newest.length < PAGE ? -Infinity : newest[newest.length - 1].opened_at;
  return [...newest, ...before.filter(({ opened_at }) => opened_at < oldest)];
}
