// @ts-check
/// <reference lib="dom" />
/**
 * Fetches what a series lacks, from a day on, and follows it to its end.
 * @import { BackfillRecord } from "../../../schemas/wire.ts"
 * @import { Answer } from "../../lib/api.js"
 */
import { useEffect, useRef, useState } from "preact/hooks";
import { ask } from "../../lib/api.js";
import { counted } from "../../lib/format.js";
import { say } from "../toast.js";

const LOOK_MS = 1_000;

/**
 * @typedef {{ type: "idle" } | { type: "running", id: string, done: number, total: number, rows: number }} FetchState
 * @typedef {{ state: FetchState, start: (fromUs: number) => Promise<void> }} Fetch
 */

/**
 * @param {{ exchange: string, pair: string }} series
 * @param {() => void} onEnd
 * @returns {Fetch}
 */
export function useFetch({ exchange, pair }, onEnd) {
  const [state, setState] = useState(/** @type {FetchState} */ ({ type: "idle" }));
  const end = useRef(onEnd);
  end.current = onEnd;
  const id = state.type === "running" ? state.id : null;

  useEffect(() => {
    if (id === null) return;
    let isShown = true;
    const look = async () => {
      const answer =
        /** @type {Answer<BackfillRecord>} */ (await ask.get(`/api/backfill/${encodeURIComponent(id)}`));
      if (!isShown || (!answer.ok && answer.status === 0)) return;
      if (answer.ok && isUnderWay(answer.value)) {
        return setState({ type: "running", id, ...sums(answer.value) });
      }
      tell(answer);
      setState({ type: "idle" });
      end.current();
    };
    const timer = setInterval(look, LOOK_MS);
    return () => {
      isShown = false;
      clearInterval(timer);
    };
  }, [id]);

  /** @param {number} fromUs */
  async function start(fromUs) {
    const day = new Date(fromUs / 1000).toISOString().slice(0, 10);
    const answer = /** @type {Answer<{ id: string }>} */ (
      await ask.post("/api/backfill", { exchange, pairs: [pair], start: day })
    );
    if (!answer.ok) return say(answer.message, { tone: "bad" });
    setState({ type: "running", id: answer.value.id, done: 0, total: 0, rows: 0 });
  }

  return { state, start };
}

/** @param {BackfillRecord} record */
function isUnderWay({ status }) {
  return status === "running" || status === "cancelling";
}

/** Over all that it fetches. @param {BackfillRecord} record */
export function sums({ progress }) {
  const parts = Object.values(progress);
  const sum = (/** @type {"done" | "total" | "rows"} */ name) =>
    parts.reduce((sum, part) => sum + part[name], 0);
  return { done: sum("done"), total: sum("total"), rows: sum("rows") };
}

/** What came of it. @param {Answer<BackfillRecord>} answer */
function tell(answer) {
  if (!answer.ok) return say(answer.message, { tone: "bad" });
  const { status, error } = answer.value;
  if (error) return say(`The fetch ended with an error: ${error}`, { tone: "bad" });
  const { rows } = sums(answer.value);
  const got = rows === 0 ? "Nothing new was to be had." : `${counted(rows, "row")} came.`;
  say(status === "cancelled" ? `The fetch was cancelled. ${got}` : `Fetched. ${got}`);
}
