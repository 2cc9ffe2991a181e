// @ts-check
/**
 * @import { Address } from "../../lib/address.js"
 * @import { Snapshot } from "../../../schemas/snapshot.ts"
 */
import { html } from "htm/preact";
import { ask } from "../../lib/api.js";
import { count, megabytes } from "../../lib/format.js";
import { useAnswer } from "../../lib/use_answer.js";
import { Mark } from "../mark.js";
import { Card } from "./card.js";

const EVERY_MS = 60_000;
/** Of days until full: from here on it is a worry. */
const FEW_DAYS = 14;

/** @type {Record<Snapshot["disk"]["state"], { words: string, tone: import("../../lib/series.js").Tone }>} */
const STATES = {
  ok: { words: "Has room", tone: "good" },
  low: { words: "Short of space: history waits", tone: "warn" },
  full: { words: "Full: nothing is recorded", tone: "bad" },
  unwritable: { words: "Cannot be written: nothing is recorded", tone: "bad" },
  gone: { words: "The data folder is gone", tone: "bad" },
};

/** As `GET /api/storage/usage` has it. @typedef {{ total_bytes: number | null, bytes_per_day: number | null, days_until_full: number | null }} Usage */

/** @param {{ snapshot: Snapshot, address: Address }} props */
export function DiskCard({ snapshot, address }) {
  const { state, freeBytes } = snapshot.disk;
  const usage = useAnswer(() => ask.get("/api/storage/usage"), [], { everyMs: EVERY_MS });
  const { words, tone } = STATES[state];
  const of = /** @type {Usage | null} */ (usage.value);
  return html`
    <${Card} title="Disk" link=${{ href: "/storage", words: "Storage" }} address=${address}>
      <p class="standing-state"><${Mark} tone=${tone} />${words}</p>
      <p class="figure">${freeBytes === null ? "Free space is not known" : `${megabytes(freeBytes)} free`}</p>
      <p class="standing-line">${of && outlook(of)}</p>
      <//>
  `;
}

/** @param {Usage} usage */
function outlook({ bytes_per_day, days_until_full }) {
  if (bytes_per_day === null) return "When it will be full is known after a day of recording.";
  if (days_until_full === null) {
    return bytes_per_day === 0 ? "Nothing was added last week." : "It is not filling up.";
  }
  const days = days_until_full < 1 ? "less than a day" : `about ${count(Math.floor(days_until_full))} days`;
  const words = `Full in ${days}, at ${megabytes(bytes_per_day)} a day.`;
  return days_until_full < FEW_DAYS ? html`<strong class="tone-warn">${words}</strong>` : words;
}
