// @ts-check
/**
 * The head of the page: how many jobs there are, whether the schedule runs, and what can be begun.
 * @import { SeriesView } from "../../../schemas/snapshot.ts"
 * @import { JobsPage } from "./job_card.js"
 * @import { JobLists } from "./use_jobs.js"
 */
import { html } from "htm/preact";
import { typeWords } from "../../lib/series.js";
import { Button } from "../button.js";
import { Mark } from "../mark.js";
import { Until } from "../time.js";
import { setSchedule } from "./actions.js";

/** @param {{ page: JobsPage, hasHistories: boolean }} props */
export function Head({ page, hasHistories }) {
  const open = (/** @type {Record<string, string>} */ query) => () => page.address.set(query);
  const noHistory = hasHistories ? null : "There is no history to fill: add one first.";
  return html`
    <div class="jobs-head">
      <h1>Jobs</h1>
      <div class="jobs-actions">
        <${Button} off=${page.off ?? noHistory} onClick=${open({ backfill: "1" })}>Backfill…<//>
        <${Button} off=${page.off} onClick=${open({ new: "histo" })}>New history<//>
        <${Button} tone="primary" off=${page.off} onClick=${open({ new: "stream" })}>New live stream<//>
      </div>
    </div>
  `;
}

/**
 * @param {{ schedule: { running: boolean } | null, jobs: JobLists, series: SeriesView[], page: JobsPage, reload: () => void }} props
 */
export function Schedule({ schedule, jobs, series, page, reload }) {
  if (schedule === null || jobs.histories.length === 0) return null;
  async function toggle() {
    await setSchedule(schedule?.running ? "stop" : "start");
    reload();
  }
  const next = series.filter((view) => view.nextRunAt !== null)
    .sort((a, b) => Number(a.nextRunAt) - Number(b.nextRunAt))[0];
  return html`
    <div class="job-schedule">
      <${Mark} tone=${schedule.running ? "good" : "warn"} />
      <p>
        ${schedule.running
          ? html`The schedule runs. ${next && html`<${NextRun} view=${next} now=${page.live.now} />`}`
          : "The schedule is halted: no history is collected until it runs again, or tapedeck is started anew."}
      </p>
      <${Button} off=${page.off} onClick=${toggle}>${schedule.running
        ? "Halt the schedule"
        : "Let it run"}<//>
    </div>
  `;
}

/** @param {{ view: SeriesView, now: JobsPage["live"]["now"] }} props */
function NextRun({ view, now }) {
  return html`
    Next: ${view.exchange} ${view.pair} ${typeWords(view)} <${Until} at=${Number(
      view.nextRunAt,
    )} now=${now} />
  `;
}
