// @ts-check
/**
 * What is to be recorded: jobs are made, changed, paused and deleted here, histories filled, and runs looked back at.
 * The dialogs are in the address: `?new=stream`, `?new=histo`, `?change=stream:{id}`, `?backfill=1`, the new ones with
 * `exchange`, `pair`, `type`, `span` and `start` where these are known.
 * @import { Signal } from "@preact/signals"
 * @import { Address } from "../lib/address.js"
 * @import { Live } from "../lib/live.js"
 * @import { Session } from "../lib/session.js"
 * @import { Snapshot } from "../../schemas/snapshot.ts"
 * @import { JobsPage } from "../components/jobs/job_card.js"
 * @import { JobLists } from "../components/jobs/use_jobs.js"
 */
import { html } from "htm/preact";
import { useMemo } from "preact/hooks";
import { Backfills } from "../components/jobs/backfills.js";
import { Head, Schedule } from "../components/jobs/head.js";
import { HistoryCard } from "../components/jobs/history_card.js";
import { byName, runsMark } from "../components/jobs/job_series.js";
import { Runs } from "../components/jobs/runs.js";
import { StreamCard } from "../components/jobs/stream_card.js";
import { useBackfills, useJobs, useRecentRuns, useSchedule } from "../components/jobs/use_jobs.js";
import { WantedDialog } from "../components/jobs/wanted_dialog.js";
import { Empty, Shown } from "../components/states.js";
import { whyReadOnly } from "../lib/session.js";

/** @param {{ live: Live, address: Address, snapshot: Snapshot, session: Signal<Session> }} props */
export function Jobs({ live, address, snapshot, session }) {
  const keys = snapshot.series.map(({ key }) => key).join("\n");
  const mark = runsMark(snapshot.series);
  const jobs = useJobs(keys);
  const schedule = useSchedule(mark);
  const backfills = useBackfills(mark);
  const runs = useRecentRuns(mark);
  /** @type {JobsPage} */
  const page = {
    ...{ live, address, snapshot, reload: jobs.reload },
    off: whyReadOnly(session),
    timezone: jobs.value?.timezone ?? "UTC",
  };
  return html`
    <${Head} page=${page} hasHistories=${jobs.value === null || jobs.value.histories.length > 0} />
    <${Shown} asked=${jobs} what="the jobs">
      ${(/** @type {JobLists} */ lists) =>
        html`
          <${Schedule} schedule=${schedule.value} jobs=${lists} series=${snapshot.series} page=${page}
            reload=${schedule.reload} />
          <${Backfills} backfills=${backfills.underWay} page=${page} />
          <${Streams} lists=${lists} page=${page} />
          <${Histories} lists=${lists} runs=${runs} page=${page} />
          <${Runs} page=${page} exchanges=${exchangesOf(lists)} mark=${mark} />
          <${WantedDialog} lists=${lists} page=${page} onStarted=${backfills.reload} />
        `}
    <//>
  `;
}

/** @param {JobLists} lists */
function exchangesOf({ histories }) {
  return [...new Set(histories.map(({ job }) => job.exchange))].sort();
}

/** @param {{ lists: JobLists, page: JobsPage }} props */
function Streams({ lists: { streams }, page }) {
  const series = useSeries(page.snapshot);
  return html`
    <section aria-labelledby="streams-title">
      <div class="section-head"><h2 id="streams-title">Live streams</h2></div>
      ${streams.length === 0 &&
        html`
          <${Empty}
            title="Nothing is streamed.">A live stream records trades or order books as they happen: “New live stream” begins one.<//>
        `}
      <div class="job-list">
        ${streams.map((entry) =>
          html`<${StreamCard} key=${entry.id} entry=${entry} series=${series} page=${page} />`
        )}
      </div>
    </section>
  `;
}

/** @param {{ lists: JobLists, runs: ReturnType<typeof useRecentRuns>, page: JobsPage }} props */
function Histories({ lists: { histories }, runs, page }) {
  const series = useSeries(page.snapshot);
  return html`
    <section aria-labelledby="histories-title">
      <div class="section-head"><h2 id="histories-title">Histories</h2></div>
      ${histories.length === 0 &&
        html`
          <${Empty}
            title="No history is collected.">Candles and past trades are fetched from the exchange: “New history” begins one.<//>
        `}
      <div class="job-list">
        ${histories.map((entry) =>
          html`<${HistoryCard} key=${entry.id} entry=${entry} series=${series} runs=${runs} page=${page} />`
        )}
      </div>
    </section>
  `;
}

/** @param {Snapshot} snapshot */
function useSeries({ series }) {
  return useMemo(() => byName(series), [series]);
}
