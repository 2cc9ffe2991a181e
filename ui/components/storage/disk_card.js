// @ts-check
/**
 * The disk that the data folder is on: who takes how much of it, what is kept free, and until when that lasts.
 * @import { Snapshot } from "../../../schemas/snapshot.ts"
 * @import { StorageUsage } from "../../../schemas/wire_archive.ts"
 */
import { html } from "htm/preact";
import { megabytes, percent } from "../../lib/format.js";
import { DiskState } from "../disk_state.js";

/** Percent: what is there at all can be seen. */
const THINNEST = 0.4;

/** @typedef {{ name: string, words: string, bytes: number, note?: string }} Part */

/** @param {{ usage: StorageUsage, snapshot: Snapshot }} props */
export function DiskCard({ usage, snapshot }) {
  const parts = partsOf(usage);
  return html`
    <section class="card store-card" aria-labelledby="disk-title">
      <h2 id="disk-title">Disk</h2>
      <${DiskState} disk=${{ ...snapshot.disk, freeBytes: usage.free_bytes }} usage=${usage} now=${snapshot
        .now} />
      ${usage.total_bytes !== null && html`<${DiskBar} parts=${parts} total=${usage.total_bytes} />`}
      <dl class="store-parts disk-parts">
        ${parts.map((part) => html`<${PartLine} key=${part.name} part=${part} total=${usage.total_bytes} />`)}
      </dl>
      <p class="calm">
        The data is in <code>${snapshot.dataFolder}</code>, ${megabytes(
          usage.journal_bytes,
        )} of it in the journal: the
        rows of the last minutes, safe on disk, that become files.
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
