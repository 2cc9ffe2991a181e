// @ts-check
/**
 * What the check of a text says, in short. Pure.
 * @import { ConfigTextVerdict } from "../../../schemas/wire_app.ts"
 */
import { count, counted } from "../../lib/format.js";

/** @typedef {ConfigTextVerdict["errors"][number]} ConfigError */

/** How many were counted, by what is done. @type {Record<string, (n: number) => string>} */
const COUNTS = {
  starts: (n) => `starts ${count(n)} series`,
  stops: (n) => `stops ${count(n)} series`,
  connects: (n) => `connects ${counted(n, "exchange")} anew`,
  changes: (n) => `makes ${counted(n, "change")}`,
};

/**
 * `starts 2 series, stops 1 series, makes 3 changes`; empty where nothing changes.
 * @param {string[]} changes Sentences that begin with what is done.
 */
export function changesInShort(changes) {
  const verbs = changes.map((change) => change.split(" ")[0]);
  const parts = Object.entries(COUNTS).map(([verb, words]) => {
    const n = verbs.filter((each) => each === verb).length;
    return n === 0 ? "" : words(n);
  });
  // Of very many the last line says only how many more there are.
  return [...parts.filter(Boolean), ...(verbs.includes("and") ? ["and more"] : [])].join(", ");
}

/** Whether a former secret would be gone: the text has only its mask, so the change cannot be undone. @param {string[]} changes */
export function touchesSecret(changes) {
  return changes.some((change) => /: (a|another|the) secret( is (set|removed))?$/.test(change));
}

/**
 * What is wrong in each line.
 * @param {ConfigError[]} errors
 * @returns {Map<number, ConfigError[]>}
 */
export function errorsByLine(errors) {
  return Map.groupBy(errors.filter(({ line }) => line !== null), ({ line }) => Number(line));
}

/** @param {ConfigError[]} errors */
export function errorsInShort(errors) {
  const line = errors.find(({ line }) => line !== null)?.line;
  const place = line ? `, the first in line ${line}` : "";
  return `${counted(errors.length, "thing")} to correct${place}`;
}
