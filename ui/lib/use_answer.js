// @ts-check
/// <reference lib="dom" />
/**
 * What the server said, in a component: loading, ready, or failed with the reason.
 * @import { Answer } from "./api.js"
 */
import { useCallback, useEffect, useState } from "preact/hooks";

/**
 * @template T
 * @typedef {object} Asked
 * @property {"loading" | "ready" | "failed"} state `loading` only until the first answer.
 * @property {T | null} value The newest there is: it stays while it is asked for anew, and when that fails.
 * @property {string | null} version The ETag that came with it.
 * @property {string} message Why it failed; empty otherwise.
 * @property {number} status Of the failure; 0: no answer came.
 * @property {boolean} busy Whether an answer is awaited.
 */

/** @type {Asked<any>} */
const NOTHING_YET = { state: "loading", value: null, version: null, message: "", status: 0, busy: true };

/**
 * Asks on the first showing, whenever one of `deps` changes, and every `everyMs` while the page is looked at.
 * An answer that comes after a newer question is dropped.
 * @template T
 * @param {() => Promise<Answer<T>>} load
 * @param {unknown[]} deps
 * @param {{ everyMs?: number }} [options]
 * @returns {Asked<T> & { reload: () => void }}
 */
export function useAnswer(load, deps, { everyMs } = {}) {
  const [asked, setAsked] = useState(/** @type {Asked<T>} */ (NOTHING_YET));
  const [turn, setTurn] = useState(0);
  const reload = useCallback(() => setTurn((turn) => turn + 1), []);

  useEffect(() => {
    let isCurrent = true;
    setAsked((before) => before.busy ? before : { ...before, busy: true });
    load().then((answer) => isCurrent && setAsked((before) => next(before, answer)));
    return () => void (isCurrent = false);
  }, [...deps, turn]);

  useEffect(() => everyMs === undefined ? undefined : whileSeen(reload, everyMs), [everyMs]);
  return { ...asked, reload };
}

/** @template T @param {Asked<T>} before @param {Answer<T>} answer @returns {Asked<T>} */
function next(before, answer) {
  if (answer.ok) {
    return { ...NOTHING_YET, state: "ready", value: answer.value, version: answer.version, busy: false };
  }
  return { ...before, state: "failed", message: answer.message, status: answer.status, busy: false };
}

/**
 * Calls again and again while the page is looked at, and at once when it is looked at again.
 * @param {() => void} call
 * @param {number} everyMs
 * @returns {() => void} Ends it.
 */
export function whileSeen(call, everyMs) {
  const callIfSeen = () => document.hidden || call();
  const timer = setInterval(callIfSeen, everyMs);
  document.addEventListener("visibilitychange", callIfSeen);
  return () => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", callIfSeen);
  };
}
