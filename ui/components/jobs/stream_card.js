// @ts-check
/**
 * A job of live streams: whether each pair records, and how fast.
 * @import { SeriesView } from "../../../schemas/snapshot.ts"
 * @import { JobsPage } from "./job_card.js"
 * @import { SeriesByName } from "./job_series.js"
 * @import { StreamEntry } from "./job_words.js"
 */
import { html } from "htm/preact";
import { rate } from "../../lib/format.js";
import { STATES, typeWords } from "../../lib/series.js";
import { seriesPath } from "../../lib/series_path.js";
import { Button } from "../button.js";
import { Mark } from "../mark.js";
import { Sparkline } from "../sparkline.js";
import { Ago, Until } from "../time.js";
import { pauseStreams, resumeStreams } from "./actions.js";
import { JobCard } from "./job_card.js";
import { streamedSeries } from "./job_series.js";
import { streamWords } from "./job_words.js";

/** @typedef {ReturnType<typeof streamedSeries>[number]} StreamedPair */

/** @param {{ entry: StreamEntry, series: SeriesByName, page: JobsPage }} props */
export function StreamCard({ entry, series, page }) {
  const { job } = entry;
  const pairs = streamedSeries(job, series);
  const running = pairs.filter((pair) => !isStopped(pair));
  const paused = pairs.filter(isStopped);
  const actions = pairs.length > 1 && html`
    ${running.length > 0 &&
      html`<${Button} tone="quiet" off=${page.off} onClick=${() =>
        pauseStreams(job, names(running))}>Pause all<//>`}
    ${paused.length > 0 &&
      html`<${Button} tone="quiet" off=${page.off} onClick=${() =>
        resumeStreams(job, names(paused))}>Resume all<//>`}
  `;
  const lines = pairs.map((pair) => ({
    pair: pair.pair,
    line: html`<${StreamLine} entry=${entry} streamed=${pair} page=${page} />`,
  }));
  return html`
    <${JobCard} kind="stream" entry=${entry} words=${streamWords(job)} page=${page} actions=${actions}
      lines=${lines} />
  `;
}

/** @param {StreamedPair[]} pairs */
const names = (pairs) => pairs.map(({ pair }) => pair);

/** @param {StreamedPair} pair */
const isStopped = ({ channels }) => channels.every(({ view }) => view?.state === "stopped");

/** @param {{ entry: StreamEntry, streamed: StreamedPair, page: JobsPage }} props */
function StreamLine({ entry: { job }, streamed, page }) {
  const { pair, channels } = streamed;
  const about = html`<span class="visually-hidden"> ${job.exchange} ${pair}</span>`;
  const button = isStopped(streamed)
    ? html`<${Button} off=${page.off} onClick=${() => resumeStreams(job, [pair])}>Resume${about}<//>`
    : html`<${Button} off=${page.off} onClick=${() => pauseStreams(job, [pair])}>Pause${about}<//>`;
  return html`
    <strong class="job-pair-name">${pair}</strong>
    <div class="job-channels">
      ${channels.map(({ channel, view }) =>
        html`<${Channel} key=${channel} channel=${channel} view=${view} page=${page} />`
      )}
    </div>
    ${button}
  `;
}

/** @param {{ channel: string, view: SeriesView | null, page: JobsPage }} props */
function Channel({ channel, view, page }) {
  if (view === null) return html`<p class="job-channel none">${channel}: not begun yet</p>`;
  const { word, tone } = STATES[view.state];
  return html`
    <div class="job-channel">
      <a href=${seriesPath(view.key)} onClick=${page.address.follow}>${typeWords(view)}</a>
      <span class="state-word"><${Mark} tone=${tone} />${word}</span>
      <span class="job-channel-rate"><${Sparkline} values=${view.spark} />${rate(
        view.rowsPerSecond,
      )} rows/s</span>
      <small><${Since} view=${view} now=${page.live.now} /></small>
      ${view.errors > 0 && view.lastError && html`<p class="job-trouble">${view.lastError}</p>`}
    </div>
  `;
}

/** @param {{ view: SeriesView, now: JobsPage["live"]["now"] }} props */
function Since({ view, now }) {
  if (view.retryAt) return html`next try <${Until} at=${view.retryAt} now=${now} />`;
  if (view.lastUs === null) return html`no row yet`;
  return html`last row <${Ago} at=${view.lastUs / 1000} now=${now} />`;
}
