// @ts-check
/// <reference lib="dom" />
/**
 * What is missing, why, how that is known, and what can be done about it.
 * @import { Signal } from "@preact/signals"
 * @import { SeriesPage } from "../../../schemas/wire_archive.ts"
 * @import { Address } from "../../lib/address.js"
 * @import { Session } from "../../lib/session.js"
 * @import { Fetch } from "./use_fetch.js"
 */
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { causeWords } from "../../lib/coverage.js";
import { count, counted, duration, utc } from "../../lib/format.js";
import { whyReadOnly } from "../../lib/session.js";
import { Button } from "../button.js";
import { useWantedJob } from "./use_wanted_job.js";

/** @typedef {SeriesPage["gaps"][number]} Gap */

const SHOWN = 6;

/** How it is known, by state. @type {Record<Gap["state"], string>} */
const KNOWN = {
  gap: "seen to be missing",
  unavailable: "the exchange has it no more",
  unknown: "nobody knows whether anything is missing",
};

/**
 * @param {{
 *   series: SeriesPage, fetching: Fetch, session: Signal<Session>, address: Address, onShow: (gap: Gap) => void,
 * }} props
 */
export function GapList({ series, fetching, session, address, onShow }) {
  const { gaps, gap_count: total } = series;
  const [shown, setShown] = useState(SHOWN);
  const jobForm = useWantedJob(series);
  const older = total - gaps.length;
  return html`
    <section class="card part" aria-labelledby="gaps-title">
      <header class="card-head">
        <h2 id="gaps-title">${total === 0 ? "Gaps" : counted(total, "gap")}</h2>
        <${Progress} fetching=${fetching} />
      </header>
      ${jobForm && html`
        <p class="calm">
          No history of it is collected, so nothing can be fetched.${" "}
          <a href=${jobForm} onClick=${address.follow}>Add a job for it</a>: it fetches what is missing.
        </p>
      `}
      ${gaps.length === 0
        ? html`<p class="calm">Nothing is known to be missing between the first row and the last.</p>`
        : html`
          <ul class="gap-list">
            ${gaps.slice(0, shown).map((gap) =>
              html`
                <${GapLine} key=${gap.from_us} gap=${gap} fetching=${fetching} session=${session}
                  hasJob=${jobForm === null} onShow=${onShow} />
              `
            )}
          </ul>
        `}
      ${gaps.length > shown && html`
        <${Button} tone="quiet" onClick=${() => setShown(shown + 50)}>Show more of ${count(gaps.length)}<//>
      `}
      ${older > 0 && gaps.length <= shown && html`<p class="calm">And ${count(older)} older ones.</p>`}
    </section>
  `;
}

/**
 * @param {{
 *   gap: Gap, fetching: Fetch, session: Signal<Session>, hasJob: boolean, onShow: (gap: Gap) => void,
 * }} props
 */
function GapLine({ gap, fetching, session, hasJob, onShow }) {
  const { from_us, to_us, state, cause, reason, refillable } = gap;
  const from = utc(from_us / 1000);
  const busy = fetching.state.type === "running" ? "Something is being fetched already." : null;
  return html`
    <li class="gap">
      <div>
        <p><strong>${duration((to_us - from_us) / 1000)}</strong> from ${from}</p>
        <p class="why">${cause ? `${causeWords(cause)}, ` : ""}${KNOWN[state]}${reason &&
          html`: ${reason}`}</p>
      </div>
      <p class="acts">
        <${Button} tone="quiet" onClick=${() => onShow(gap)}>
          Show<span class="visually-hidden"> the gap from ${from} in the chart</span>
        <//>
        ${refillable && hasJob && html`
          <${Button} off=${whyReadOnly(session) ?? busy} onClick=${() => fetching.start(gap.from_us)}>
            Fetch now<span class="visually-hidden"> what is missing from ${from}</span>
          <//>
        `}
        ${!refillable && html`<span class="calm">cannot be fetched</span>`}
      </p>
    </li>
  `;
}

/** @param {{ fetching: Fetch }} props */
function Progress({ fetching: { state } }) {
  if (state.type !== "running") return null;
  const { done, total, rows } = state;
  return html`
    <p class="fetching" role="status">
      Fetching: ${total === 0
        ? "asking what is missing"
        : `${count(done)} of ${counted(total, "window")}, ${counted(rows, "row")}`}
      <progress max=${Math.max(total, 1)} value=${total === 0
        ? undefined
        : done} aria-label="Fetched"></progress>
    </p>
  `;
}
