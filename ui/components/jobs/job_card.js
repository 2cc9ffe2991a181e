// @ts-check
/**
 * A job as a card: what it is about, what can be done, and a line a pair.
 * @import { Address } from "../../lib/address.js"
 * @import { JobKind } from "./job_words.js"
 */
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { count } from "../../lib/format.js";
import { Button } from "../button.js";
import { deleteJob } from "./actions.js";
import { subjectOf } from "./job_words.js";

/** A job may have hundreds of pairs. */
const PAIRS_SHOWN = 8;

/**
 * @typedef {object} JobsPage What every part of the page may need.
 * @property {import("../../lib/live.js").Live} live
 * @property {Address} address
 * @property {import("../../../schemas/snapshot.ts").Snapshot} snapshot
 * @property {string | null} off Why nothing may be changed; null: it may.
 * @property {string} timezone Of cron patterns.
 * @property {() => void} reload Asks for the jobs anew.
 */

/**
 * @param {{
 *   kind: JobKind, entry: { id: string, job: any }, words: string, page: JobsPage, actions?: unknown,
 *   lines: Array<{ pair: string, line: unknown }>,
 * }} props
 */
export function JobCard({ kind, entry, words, page, actions, lines }) {
  const { job } = entry;
  const title = `job-${kind}-${entry.id}`;
  const about = html`<span class="visually-hidden"> ${job.exchange} ${subjectOf(job)}</span>`;
  const change = () => page.address.set({ change: `${kind}:${entry.id}` });
  return html`
    <article class="job" aria-labelledby=${title}>
      <header>
        <h3 id=${title}>${job.exchange} <span class="subject">${subjectOf(job)}</span></h3>
        ${words && html`<p class="job-words">${words}</p>`}
        <div class="job-actions">
          ${actions}
          <${Button} tone="quiet" off=${page.off} onClick=${change}>Change${about}<//>
          <${Button} tone="quiet" off=${page.off} onClick=${() => deleteJob(kind, entry, page.reload)}>
            Delete${about}
          <//>
        </div>
      </header>
      <${Lines} lines=${lines} />
    </article>
  `;
}

/** @param {{ lines: Array<{ pair: string, line: unknown }> }} props */
function Lines({ lines }) {
  const [all, setAll] = useState(false);
  const shown = all ? lines : lines.slice(0, PAIRS_SHOWN);
  const hidden = lines.length - shown.length;
  return html`
    <ul class="job-pairs">${shown.map(({ pair, line }) =>
      html`<li key=${pair} class="job-pair">${line}</li>`
    )}</ul>
    ${hidden > 0 &&
      html`
        <${Button} tone="quiet" class="more-pairs" onClick=${() => setAll(true)}>
          Show ${count(hidden)} more pairs
        <//>
      `}
  `;
}
