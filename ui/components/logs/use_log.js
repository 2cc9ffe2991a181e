// @ts-check
/**
 * The end of the log as the filter has it, followed while it is looked at and not paused.
 * @import { LogEntries } from "../../../schemas/wire_app.ts"
 * @import { Answer } from "../../lib/api.js"
 * @import { Line } from "./log_lines.js"
 */
import { useEffect, useState } from "preact/hooks";
import { ask, withQuery } from "../../lib/api.js";
import { whileSeen } from "../../lib/use_answer.js";
import { linesOf, withNews } from "./log_lines.js";

const EVERY_MS = 1_000;

/** @typedef {{ level: string, actor: string, text: string }} Wanted Empty: all. */
/**
 * @typedef {object} Followed
 * @property {Line[] | null} lines Null until the first answer.
 * @property {boolean} hasOlder Whether older ones that fit are left out.
 * @property {string} fault Why it cannot be read now; empty: it can.
 * @property {string} cursor Where the log ended.
 * @property {string} of What was asked for.
 */

/**
 * @param {Wanted} wanted
 * @param {number} most So many lines are held.
 * @param {boolean} paused
 * @returns {Followed & { isSearching: boolean, reload: () => void }} Searching: the lines are still those of before.
 */
export function useLog(wanted, most, paused) {
  const [log, setLog] = useState(
    /** @type {Followed} */ ({ lines: null, hasOlder: false, fault: "", cursor: "", of: "" }),
  );
  const [turn, setTurn] = useState(0);
  const query = JSON.stringify([wanted, most]);
  const reload = () => setTurn((turn) => turn + 1);

  useEffect(() => {
    let isCurrent = true;
    read({ ...wanted, tail: most }).then((answer) => {
      if (!isCurrent) return;
      setLog((before) => answer.ok ? begun(answer.value, query) : lost(before, answer.message, query));
    });
    return () => void (isCurrent = false);
  }, [query, turn]);

  useEffect(() => {
    if (paused || log.lines === null || log.of !== query) return;
    let isCurrent = true;
    let isAsking = false;
    async function follow() {
      if (isAsking) return;
      isAsking = true;
      const answer = await read({ ...wanted, tail: most, after: log.cursor });
      isAsking = false;
      if (isCurrent) setLog((before) => next(before, answer, most));
    }
    const end = whileSeen(follow, EVERY_MS);
    return () => {
      isCurrent = false;
      end();
    };
  }, [query, paused, log.cursor, log.of, log.lines === null]);
  return { ...log, isSearching: log.of !== query, reload };
}

/** @param {Record<string, string | number>} query @returns {Promise<Answer<LogEntries>>} */
function read(query) {
  return ask.get(withQuery("/api/logs/entries", query));
}

/** @param {LogEntries} answer @param {string} of @returns {Followed} */
function begun({ entries, cursor, more }, of) {
  return { lines: linesOf(entries, 0), hasOlder: more, fault: "", cursor, of };
}

/** What is no answer to the question is not shown as one. @param {Followed} before @param {string} fault @param {string} of */
function lost(before, fault, of) {
  return before.of === of ? { ...before, fault } : { ...before, lines: null, fault, of };
}

/**
 * @param {Followed} before
 * @param {Answer<LogEntries>} answer
 * @param {number} most
 */
function next(before, answer, most) {
  if (!answer.ok) return before.fault === answer.message ? before : { ...before, fault: answer.message };
  const { cursor, more } = answer.value;
  if (cursor === before.cursor && before.fault === "") return before;
  const held = before.lines ?? [];
  const lines = withNews(held, answer.value, most);
  const hasOlder = before.hasOlder || more || lines[0]?.n !== held[0]?.n;
  return { lines, hasOlder: hasOlder && lines.length > 0, fault: "", cursor, of: before.of };
}
