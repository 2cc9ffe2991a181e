// @ts-check
/**
 * When a history is collected; of a cron pattern, the next five times as one types.
 * @import { HistoDraft } from "./job_draft.js"
 */
import { html } from "htm/preact";
import { until, utc } from "../../lib/format.js";
import { Select, TextField } from "../field.js";
import { nextCronTimes } from "./cron.js";
import { spanOf } from "../../lib/histories.js";

const TIMES_SHOWN = 5;

/**
 * @param {{
 *   draft: HistoDraft, set: (part: Partial<HistoDraft>) => void, errors: Record<string, string>, timezone: string,
 *   now: number,
 * }} props `now` in ms.
 */
export function ScheduleFields({ draft, set, errors, timezone, now }) {
  const options = [
    {
      value: "close",
      label: draft.data_type === "ohlc" ? "At each candle's close" : `Each ${spanOf(Number(draft.span))}`,
    },
    { value: "every", label: "At a steady interval" },
    { value: "cron", label: "By a cron pattern" },
  ];
  return html`
    <${Select} label="When" value=${draft.schedule} options=${options}
      onChange=${(/** @type {HistoDraft["schedule"]} */ schedule) => set({ schedule })} />
    ${draft.schedule === "every" &&
      html`
        <${TextField} label="Seconds between runs" inputmode="numeric" value=${draft.every} error=${errors
          .every}
          onInput=${(/** @type {string} */ every) => set({ every })} />
      `}
    ${draft.schedule === "cron" &&
      html`
        <${TextField} label="Cron pattern" value=${draft.cron} error=${errors.cron} class="cron-pattern"
          help="Minute, hour, day of the month, month, day of the week; times of ${timezone}."
          onInput=${(/** @type {string} */ cron) => set({ cron })} />
        <${NextTimes} pattern=${draft.cron} timezone=${timezone} now=${now} />
      `}
  `;
}

/** @param {{ pattern: string, timezone: string, now: number }} props */
function NextTimes({ pattern, timezone, now }) {
  const times = nextCronTimes(pattern, timezone, now, TIMES_SHOWN);
  if (times === null) {
    return html`
      <p
        class="cron-times none">Its times cannot be shown while it reads like this; whether it is valid is checked when you save.</p>
    `;
  }
  if (times.length === 0) {
    return html`<p class="cron-times none">There is no such time: the job would never run.</p>`;
  }
  return html`
    <div class="cron-times">
      <p>Next runs</p>
      <ol>
        ${times.map((at) => html`<li key=${at}>${utc(at)} <small>${until(at, now)}</small></li>`)}
      </ol>
    </div>
  `;
}
