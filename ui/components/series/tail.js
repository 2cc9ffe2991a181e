// @ts-check
/// <reference lib="dom" />
/**
 * The last rows of a series, and those that come after them: pages of `/api/read`, each behind the one before. The
 * newest page has no end to go on from while it is not full, so it is asked for again and what is known left out.
 * @import { Answer } from "../../lib/api.js"
 * @import { Named } from "./snippets.js"
 */
import { readPath } from "./snippets.js";

/** As `/api/read` gives them, times in µs. @typedef {Record<string, string | number | boolean | null>} Row */
/** @typedef {{ rows: Row[], next: string | null }} Page */

const PAGE_ROWS = 1_000;
/** No more at once: who is behind so far sees the newest with the next look. */
const MOST_PAGES = 20;
/** So far back from the newest row it is looked for the first ones, until there are enough. */
const LOOKS_BACK_US = [1e6, 60e6, 3_600e6, 86_400e6, 30 * 86_400e6, 3_650 * 86_400e6];

/**
 * @typedef {object} Tail
 * @property {() => Promise<string>} look Takes in what is new; gives why that was not possible, empty where it was.
 * @property {() => Row[]} rows The newest, oldest first.
 */

/**
 * @param {Named} series
 * @param {{ wanted: number, lastUs: () => number | null, get: (path: string) => Promise<Answer<Page>> }} parts
 *   `wanted`: as many rows are kept, of books as many whole messages. `lastUs`: of the newest row; null: none yet.
 * @returns {Tail}
 */
export function openTail(series, { wanted, lastUs, get }) {
  /** @type {Row[]} */
  let kept = [];
  /** @type {Row[]} */
  let known = [];
  /** Where the newest page begins; null: nothing was found yet. @type {Record<string, string> | null} */
  let place = null;

  /** @returns {Promise<string>} */
  async function read() {
    for (let page = 0; page < MOST_PAGES; page++) {
      const answer = await get(readPath(series, { ...place, time: "us", limit: String(PAGE_ROWS) }));
      if (!answer.ok) return answer.message;
      const { rows, next } = answer.value;
      kept = newest([...kept, ...without(rows, known)], wanted);
      known = next === null ? rows : [];
      if (next === null) return "";
      place = { cursor: next };
    }
    return "";
  }

  /** @param {number} fromLastUs @returns {Promise<string>} */
  async function lookBack(fromLastUs) {
    for (const backUs of LOOKS_BACK_US) {
      [kept, known, place] = [[], [], { from: String(Math.floor(fromLastUs - backUs)) }];
      const fault = await read();
      if (fault) {
        place = null;
        return fault;
      }
      if (messagesOf(kept).length >= wanted) return "";
    }
    return "";
  }

  return {
    async look() {
      const last = lastUs();
      if (place !== null) return await read();
      return last === null ? "" : await lookBack(last);
    },
    rows: () => kept,
  };
}

/** Rows that are not among the known ones; of rows that are alike, those beyond as many. @param {Row[]} rows @param {Row[]} known */
export function without(rows, known) {
  /** @type {Map<string, number>} */
  const left = new Map();
  for (const row of known) {
    const text = JSON.stringify(row);
    left.set(text, (left.get(text) ?? 0) + 1);
  }
  return rows.filter((row) => {
    const text = JSON.stringify(row);
    const count = left.get(text) ?? 0;
    left.set(text, count - 1);
    return count <= 0;
  });
}

/** The last so many messages, whole. @param {Row[]} rows @param {number} wanted */
function newest(rows, wanted) {
  return messagesOf(rows).slice(-wanted).flat();
}

/** Rows that came together: of a book all levels of a frame, else each row by itself. @param {Row[]} rows */
export function messagesOf(rows) {
  /** @type {Row[][]} */
  const messages = [];
  for (const row of rows) {
    const before = messages[messages.length - 1]?.[0];
    const isSame = before !== undefined && "frame" in row && before.session === row.session &&
      before.frame === row.frame;
    if (isSame) messages[messages.length - 1].push(row);
    else messages.push([row]);
  }
  return messages;
}
