// @ts-check
/**
 * A job of histories: when each pair is collected next, and how its last runs went.
 * @import { HistoJob } from "../../../schemas/config.ts"
 * @import { SeriesView } from "../../../schemas/snapshot.ts"
 * @import { RunRecord } from "../../../schemas/wire.ts"
 * @import { JobsPage } from "./job_card.js"
 * @import { RunsByName, SeriesByName } from "./job_series.js"
 * @import { HistoEntry } from "./job_words.js"
 */
import { html } from "htm/preact";
import { STATES } from "../../lib/series.js";
import { seriesPath } from "../../lib/series_path.js";
import { Button } from "../button.js";
import { Mark } from "../mark.js";
import { Ago, Until } from "../time.js";
import { collectNow, setPaused } from "./actions.js";
import { JobCard } from "./job_card.js";
import { collectedSeries, runsOf } from "./job_series.js";
import { historyWords, runWords, subjectOf } from "./job_words.js";
import { OutcomeBars, RUNS_SHOWN } from "./outcome_bars.js";

/**
 * @param {{
 *   entry: HistoEntry, series: SeriesByName, runs: RunsByName, page: JobsPage,
 * }} props
 */
export function HistoryCard({ entry, series, runs, page }) {
  const { job } = entry;
  const about = html`<span class="visually-hidden"> ${job.exchange} ${subjectOf(job)}</span>`;
  const backfill = () =>
    page.address.set({
      backfill: "1",
      exchange: job.exchange,
      pair: job.pairs.length === 1 ? job.pairs[0] : null,
      start: job.start ?? null,
    });
  const toggle = () => setPaused(entry, !job.paused, page.reload);
  const actions = html`
    <${Button} tone=${job.paused ? "plain" : "quiet"} off=${page.off} onClick=${toggle}>
      ${job.paused ? "Resume" : "Pause"}${about}
    <//>
    ${!job.paused &&
      html`<${Button} tone="quiet" off=${page.off} onClick=${backfill}>Backfill…${about}<//>`}
  `;
  const lines = collectedSeries(job, series).map(({ pair, view }) => ({
    pair,
    line: html`
      <${HistoryLine} job=${job} pair=${pair} view=${view} page=${page}
        runs=${runsOf(job, pair, runs, RUNS_SHOWN)} />
    `,
  }));
  return html`
    <${JobCard} kind="histo" entry=${entry} words=${historyWords(
      job,
      page.timezone,
    )} page=${page} actions=${actions}
      lines=${lines} />
  `;
}

/** @param {{ job: HistoJob, pair: string, view: SeriesView | null, page: JobsPage, runs: RunRecord[] }} props */
function HistoryLine({ job: { exchange, paused }, pair, view, page, runs }) {
  const name = html`<strong class="job-pair-name">${pair}</strong>`;
  const last = runs.at(-1);
  return html`
    ${view
      ? html`<a class="job-pair-name" href=${seriesPath(view.key)} onClick=${page.address.follow}>${pair}</a>`
      : name}
    <${HistoryState} view=${view} paused=${paused} now=${page.live.now} />
    <div class="job-runs">
      <${OutcomeBars} runs=${runs} />
      <small>${last ? html`<${LastRun} run=${last} now=${page.live.now} />` : "no run yet"}</small>
    </div>
    <${Button} off=${page.off ?? (paused ? "The job is paused: resume it first." : null)} onClick=${() =>
      collectNow(exchange, pair)}>
      Collect now<span class="visually-hidden"> ${exchange} ${pair}</span>
    <//>
  `;
}

/** @param {{ view: SeriesView | null, paused: boolean, now: JobsPage["live"]["now"] }} props */
function HistoryState({ view, paused, now }) {
  if (paused) {
    return html`<p class="job-state"><span class="state-word"><${Mark} tone="off" />Paused</span></p>`;
  }
  if (view === null) return html`<p class="job-state none">not begun yet</p>`;
  const { word, tone } = STATES[view.state];
  return html`
    <div class="job-state">
      <span class="state-word"><${Mark} tone=${tone} />${word}</span>
      ${view.retryAt && html`<small>next try <${Until} at=${view.retryAt} now=${now} /></small>`}
      ${view.nextRunAt && html`<small>next run <${Until} at=${view.nextRunAt} now=${now} /></small>`}
    </div>
  `;
}

/** @param {{ run: RunRecord, now: JobsPage["live"]["now"] }} props */
function LastRun({ run, now }) {
  return html`last <${Ago} at=${run.started_at * 1000} now=${now} />: ${runWords(run)}`;
}
