// @ts-check
/**
 * What leaves this disk once every remote has it: the rules of the config, and a purge at once.
 * @import { Copies, Remote } from "./use_storage.js"
 * @import { StoragePage } from "./page.js"
 */
import { html } from "htm/preact";
import { ask } from "../../lib/api.js";
import { counted } from "../../lib/format.js";
import { Button } from "../button.js";
import { ConfirmButton } from "../confirm_button.js";
import { Mark } from "../mark.js";
import { Ago, Utc } from "../time.js";
import { say } from "../toast.js";
import { PurgePreview } from "./purge_plan.js";

/** @param {{ copies: Copies, page: StoragePage }} props */
export function Purge({ copies, page }) {
  const rules = copies.remotes.filter(hasRule);
  return html`
    <section class="card store-card" aria-labelledby="purge-title">
      <header class="section-line">
        <h2 id="purge-title">Purge</h2>
        ${rules.length > 0 && html`<${PurgeButton} copies=${copies} page=${page} />`}
      </header>
      ${rules.length === 0
        ? html`<${NoRules} hasRemotes=${copies.remotes.length > 0} page=${page} />`
        : html`<ul>${rules.map((rule) => html`<li key=${rule.remote}>${ruleWords(rule)}</li>`)}</ul>`}
      <${LastPurge} copies=${copies} page=${page} />
    </section>
  `;
}

/** @param {Remote} remote */
function hasRule({ purge_after_days = null, purge_when_low = false }) {
  return purge_after_days !== null || purge_when_low;
}

/** @param {Remote} rule */
function ruleWords({ remote, purge_after_days: days = null, purge_when_low = false }) {
  const aged = days !== null && `${counted(days, "day")} after a day (of candles: a year) is over`;
  const low = purge_when_low && "when space is low, the oldest first";
  return html`Files leave this disk ${
    [aged, low].filter(Boolean).join(", and ")
  }; <code>${remote}</code> keeps them.`;
}

/** @param {{ copies: Copies, page: StoragePage }} props */
function PurgeButton({ copies, page }) {
  if (copies.purging) return html`<${Button} busy>Purging…<//>`;
  async function purge() {
    const answer = await ask.post("/api/storage/purge");
    if (answer.ok) say("The purge has begun.");
    else say(answer.message, { tone: "bad" });
    page.reload();
  }
  const text = html`
    <${PurgePreview} page=${page} />
    <p class="calm">
      Each file is looked at on every remote first, and stays where one does not hold it. What went can be brought back
      as long as a remote has it.
    </p>
  `;
  return html`
    <${ConfirmButton} question="Remove here what the remotes hold?" text=${text} confirm="Purge now"
      off=${page.off}
      onConfirm=${purge}>Purge now…<//>
  `;
}

/** @param {{ hasRemotes: boolean, page: StoragePage }} props */
function NoRules({ hasRemotes, page: { address } }) {
  const link = html`<a href="/config" onClick=${address.follow}>in the config</a>`;
  return html`
    <p>Nothing is ever removed from this disk.</p>
    <p class="calm">
      ${hasRemotes
        ? html`To keep old files on a remote alone, set <code>purge_after_days</code>
          ${" or "}<code>purge_when_low</code> of it ${link}.`
        : html`Files can leave it only once a remote has them, and there is none ${link}.`}
    </p>
  `;
}

/** @param {{ copies: Copies, page: StoragePage }} props */
function LastPurge(
  { copies: { remotes, purging = false, last_purge: last = null }, page: { live: { now } } },
) {
  const faults = remotes.flatMap(({ remote, last_purge_error: error }) => error ? [{ remote, error }] : []);
  return html`
    ${purging &&
      html`<p class="standing-state"><${Mark} tone="busy" />Purging: every remote is looked at.</p>`}
    ${last !== null && html`
      <p class="calm">
        Last purge <${Ago} at=${last * 1000} now=${now} /> <${Utc} at=${last * 1000} now=${now} />.
      </p>
    `}
    ${faults.map(({ remote, error }) =>
      html`<p class="fault" key=${remote}>The last purge did not finish for <code>${remote}</code>: ${error}</p>`
    )}
  `;
}
