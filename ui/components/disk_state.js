// @ts-check
/**
 * How the disk is, and until when it lasts: in the same words on every page.
 * @import { Snapshot } from "../../schemas/snapshot.ts"
 * @import { StorageUsage } from "../../schemas/wire_archive.ts"
 * @import { Tone } from "../lib/series.js"
 */
import { html } from "htm/preact";
import { count, megabytes, utc } from "../lib/format.js";
import { Mark } from "./mark.js";

const DAY_MS = 86_400_000;
/** Of days until full: from here on it is a worry. */
const FEW_DAYS = 14;
/** Beyond that a date would pretend to know. */
const FAR_DAYS = 3 * 365;

/** @type {Record<Snapshot["disk"]["state"], { words: string, tone: Tone }>} */
const STATES = {
  ok: { words: "There is room.", tone: "good" },
  low: { words: "Space is low: history waits until some is freed. What is live is recorded.", tone: "warn" },
  full: { words: "The disk is full: nothing is recorded until space is freed.", tone: "bad" },
  unwritable: { words: "The disk cannot be written, so nothing is recorded.", tone: "bad" },
  gone: { words: "The data folder is not there, so nothing is recorded.", tone: "bad" },
};

/**
 * @param {{ disk: Snapshot["disk"], usage: StorageUsage | null, now: number }} props `usage`: null until it is
 *   known.
 */
export function DiskState({ disk: { state, freeBytes }, usage, now }) {
  const { words, tone } = STATES[state];
  return html`
    <p class="standing-state"><${Mark} tone=${tone} />${words}</p>
    <p class="figure">${freeBytes === null ? "Free space is not known" : `${megabytes(freeBytes)} free`}</p>
    <p class="standing-line">${usage && outlook(usage, now)}</p>
  `;
}

/** @param {StorageUsage} usage @param {number} now ms */
function outlook({ bytes_per_day: perDay, days_until_full: days }, now) {
  if (perDay === null) return "When it will be full is known after a day of recording.";
  if (days === null) return perDay === 0 ? "Nothing was added last week." : "It is not filling up.";
  const pace = `at ${megabytes(perDay)} a day.`;
  if (days > FAR_DAYS) return `Room for years, ${pace}`;
  const words = html`Full in ${daysWords(days)}, on <span class="whole-day">${
    utc(now + days * DAY_MS).slice(0, 10)
  }</span>, ${pace}`;
  return days < FEW_DAYS ? html`<strong class="tone-warn">${words}</strong>` : words;
}

/** @param {number} days */
function daysWords(days) {
  if (days < 1) return "less than a day";
  return days < 2 ? "about a day" : `about ${count(Math.floor(days))} days`;
}
