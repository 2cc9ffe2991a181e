// @ts-check
/**
 * Whether what lies here is whole: the damage that was found, where it was put aside, and how to look for more.
 * @import { IncidentRecord } from "../../../schemas/incidents.ts"
 * @import { StoragePage } from "./page.js"
 */
import { html } from "htm/preact";
import { ask } from "../../lib/api.js";
import { counted } from "../../lib/format.js";
import { useAnswer } from "../../lib/use_answer.js";
import { CopyButton } from "../copy.js";
import { Mark } from "../mark.js";
import { Ago, Utc } from "../time.js";

/** As many as the server gives at once. */
const LOOKED_AT = 1_000;

/** @param {{ page: StoragePage }} props */
export function Proof({ page }) {
  const { dataFolder } = page.snapshot;
  const command = `tapedeck verify --deep --data ${shellWord(dataFolder)}`;
  return html`
    <section class="card store-card" aria-labelledby="proof-title">
      <h2 id="proof-title">Whole and proven</h2>
      <${Damage} page=${page} />
      <p class="calm">
        What cannot be read is never deleted: it lies in <code>${dataFolder}/.tapedeck/quarantine</code>, each with a
        file beside it that says why.
      </p>
      <p>To compare every file with what is on record, every row and hash, also while it records:</p>
      <div class="command">
        <pre tabindex="0" role="region" aria-label="Command to verify"><code>${command}</code></pre>
        <${CopyButton} text=${command} of="the command" />
      </div>
      <p class="calm">
        It prints a certificate, and ends with 1 where something contradicts. Without <code>--deep</code> it takes
        seconds, and looks at names, sizes and footers.
      </p>
    </section>
  `;
}

/** @param {string} word */
function shellWord(word) {
  return /^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** @param {{ page: StoragePage }} props */
function Damage({ page: { address, live: { now } } }) {
  const asked = useAnswer(() => ask.get(`/api/incidents?limit=${LOOKED_AT}`), []);
  if (asked.value === null) {
    const words = asked.state === "loading" ? "Looking for damage…" : `Damage is not known. ${asked.message}`;
    return html`<p class="standing-state"><${Mark} tone="off" />${words}</p>`;
  }
  const all = /** @type {IncidentRecord[]} */ (asked.value);
  const found = all.filter(({ kind }) => kind === "damage");
  const link = html`<a href="/incidents?kind=damage" onClick=${address.follow}>See what it was</a>`;
  if (found.length === 0) {
    const among = all.length < LOOKED_AT
      ? "No damage is on record."
      : `No damage in the last ${LOOKED_AT} incidents.`;
    return html`<p class="standing-state"><${Mark} tone="good" />${among}</p>`;
  }
  const at = found[0].opened_at * 1000;
  return html`
    <p class="standing-state">
      <${Mark} tone=${found.some(({ closed_at }) => closed_at === null) ? "bad" : "warn"} />
      <span>
        Damage was found ${counted(found.length, "time")}, last <${Ago} at=${at} now=${now} />
        ${" "}<${Utc} at=${at} now=${now} />. ${link}
      </span>
    </p>
  `;
}
