// @ts-check
/**
 * The disk that the data folder is on: who takes how much of it, what is kept free, and until when that lasts.
 * @import { Snapshot } from "../../../schemas/snapshot.ts"
 * @import { StorageUsage } from "../../../schemas/wire_archive.ts"
 * @import { Tone } from "../../lib/series.js"
 */
import { html } from "htm/preact";
import { count, megabytes, percent } from "../../lib/format.js";
import { Mark } from "../mark.js";

const DAY_MS = 86_400_000;
/** Of days until full: from here on it is a worry. */
const FEW_DAYS = 14;
/** Beyond that a date would pretend to know. */
const FAR_DAYS = 3 * 365;
/** Percent: what is there at all can be seen. */
const THINNEST = 0.4;

/** @type {Record<Snapshot["disk"]["state"], { words: string, tone: Tone }>} */
const STATES = {
  ok: { words: "There is room.", tone: "good" },
  low: {
    words: "Space is low: past data is not fetched until some is freed. What is live is recorded.",
    tone: "warn",
  },
  full: { words: "The disk is full: nothing is recorded until space is freed.", tone: "bad" },
  unwritable: { words: "The disk cannot be written, so nothing is recorded.", tone: "bad" },
  gone: { words: "The data folder is not there, so nothing is recorded.", tone: "bad" },
};

/** @typedef {{ name: string, words: string, bytes: number, note?: string }} Part */

/** @param {{ usage: StorageUsage, snapshot: Snapshot }} props */
export function DiskCard({ usage, snapshot }) {
  const { words, tone } = STATES[snapshot.disk.state];
  const parts = partsOf(usage);
  return html`
    <section class="card store-card" aria-labelledby="disk-title">
      <h2 id="disk-title">Disk</h2>
      <p class="standing-state"><${Mark} tone=${tone} />${words}</p>
      <p class="figure">${outlook(usage, snapshot.now)}</p>
      ${usage.total_bytes !== null && html`<${DiskBar} parts=${parts} total=${usage.total_bytes} />`}
      <dl class="store-parts disk-parts">
        ${parts.map((part) => html`<${PartLine} key=${part.name} part=${part} total=${usage.total_bytes} />`)}
      </dl>
      <p class="calm">
        ${megabytes(
          usage.journal_bytes,
        )} of it are the journal: the rows of the last minutes, safe on disk, that
        become files. All of it is in <code>${snapshot.dataFolder}</code>.
      </p>
    </section>
  `;
}

/** What tapedeck holds. @param {Pick<StorageUsage, "groups" | "journal_bytes">} usage */
export function ownBytes({ groups, journal_bytes }) {
  return groups.reduce((sum, { bytes }) => sum + bytes, journal_bytes);
}

/** Side by side they are the disk. @param {StorageUsage} usage @returns {Part[]} */
function partsOf({ free_bytes: free, total_bytes: total, reserve_bytes, ...usage }) {
  const own = ownBytes(usage);
  const parts = [{ name: "own", words: "tapedeck's data", bytes: own }];
  if (free === null) return parts;
  const reserve = Math.min(reserve_bytes, free);
  return [
    ...parts,
    ...(total === null
      ? []
      : [{ name: "others", words: "everything else", bytes: Math.max(0, total - free - own) }]),
    { name: "free", words: "free to record into", bytes: free - reserve },
    { name: "reserve", words: "kept free", bytes: reserve, note: "storage.min_free_gb" },
  ];
}

/** @param {{ parts: Part[], total: number }} props */
function DiskBar({ parts, total }) {
  let at = 0;
  return html`
    <svg class="disk-bar" aria-hidden="true">
      ${parts.map(({ name, bytes }) => {
        const width = bytes === 0 ? 0 : Math.max(THINNEST, 100 * bytes / total);
        at += width;
        return html`<rect key=${name} class=${name} x="${at - width}%" width="${width}%" height="100%" />`;
      })}
    </svg>
  `;
}

/** @param {{ part: Part, total: number | null }} props */
function PartLine({ part: { name, words, bytes, note }, total }) {
  return html`
    <div>
      <dt><span class="swatch ${name}" aria-hidden="true"></span>${words}${note &&
        html`
          ${" "}<code>${note}</code>
        `}</dt>
      <dd>${megabytes(bytes)}${total !== null && html`
        ${" "}<small>${percent(bytes / total)}</small>
      `}</dd>
    </div>
  `;
}

/** @param {StorageUsage} usage @param {number} now ms */
function outlook({ free_bytes, bytes_per_day: perDay, days_until_full: days }, now) {
  const free = free_bytes === null ? "How much is free is not known" : `${megabytes(free_bytes)} free`;
  if (perDay === null) return `${free}. When it will be full is known after a day of recording.`;
  if (days === null) {
    return `${free}. ${perDay === 0 ? "Nothing was added last week." : "It is not filling up."}`;
  }
  const words = html`Full in ${daysWords(days)}${dayWords(days, now)}.`;
  return html`${free}. ${days < FEW_DAYS ? html`<strong class="tone-warn">${words}</strong>` : words}`;
}

/** @param {number} days */
function daysWords(days) {
  if (days < 1) return "less than a day";
  return days < 2 ? "about a day" : `about ${count(Math.floor(days))} days`;
}

/** @param {number} days @param {number} now ms */
function dayWords(days, now) {
  if (days > FAR_DAYS) return "";
  return html`, on <span class="whole-day">${
    new Date(now + days * DAY_MS).toISOString().slice(0, 10)
  }</span>`;
}
