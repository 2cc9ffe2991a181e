// @ts-check
/**
 * The history of runs: what was fetched, how long it took, and what came of it.
 * @import { RunRecord } from "../../../schemas/wire.ts"
 * @import { Answer } from "../../lib/api.js"
 * @import { JobsPage } from "./job_card.js"
 */
import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";
import { ask, withQuery } from "../../lib/api.js";
import { count } from "../../lib/format.js";
import { useAnswer } from "../../lib/use_answer.js";
import { Button } from "../button.js";
import { Select } from "../field.js";
import { Mark } from "../mark.js";
import { Empty, Shown } from "../states.js";
import { Table } from "../table.js";
import { Ago, Utc } from "../time.js";
import { say } from "../toast.js";
import { mergeRuns } from "./job_series.js";
import { RUN_STATES, runSubject, shortTime } from "./job_words.js";

const PAGE = 50;

/** @param {{ page: JobsPage, exchanges: string[], mark: string }} props `mark`: changes when there may be new ones. */
export function Runs({ page, exchanges, mark }) {
  const { get, set } = page.address;
  const filter = { kind: get("kind"), status: get("status"), exchange: get("of") };
  const any = { value: "", label: "All" };
  return html`
    <section aria-labelledby="runs-title" id="runs">
      <div class="section-head">
        <h2 id="runs-title">Run history</h2>
        <div class="run-filters">
          <${Select} label="Outcome" value=${filter.status} onChange=${(/** @type {string} */ status) =>
            set({ status })}
            options=${[
              any,
              ...Object.entries(RUN_STATES).map(([value, { word }]) => ({ value, label: word })),
            ]} />
          <${Select} label="Kind" value=${filter.kind} onChange=${(/** @type {string} */ kind) =>
            set({ kind })}
            options=${[any, { value: "collect", label: "Collected" }, {
              value: "backfill",
              label: "Backfill",
            }]} />
          <${Select} label="Exchange" value=${filter.exchange} onChange=${(/** @type {string} */ of) =>
            set({ of })}
            options=${[any, ...exchanges.map((value) => ({ value, label: value }))]} />
        </div>
      </div>
      <${RunList} key=${JSON.stringify(filter)} filter=${filter} page=${page} mark=${mark} />
    </section>
  `;
}

/** @typedef {{ kind: string, status: string, exchange: string }} RunFilter */

/** @param {RunFilter} filter @param {number} [before] s @returns {Promise<Answer<RunRecord[]>>} */
function askRuns(filter, before) {
  return ask.get(withQuery("/api/runs", { ...filter, limit: PAGE, before }));
}

/** @param {{ filter: RunFilter, page: JobsPage, mark: string }} props */
function RunList({ filter, page, mark }) {
  const [runs, setRuns] = useState(/** @type {RunRecord[]} */ ([]));
  const [isAll, setAll] = useState(false);
  const newest = useAnswer(() => askRuns(filter), [mark], { everyMs: 5_000 });
  useEffect(() => {
    if (newest.value === null) return;
    setRuns((before) => mergeRuns(before, /** @type {RunRecord[]} */ (newest.value)));
    if (newest.value.length < PAGE) setAll(true);
  }, [newest.value]);

  async function showOlder() {
    const answer = await askRuns(filter, runs.at(-1)?.started_at);
    if (!answer.ok) return say(answer.message, { tone: "bad" });
    setRuns((before) => [...before, ...answer.value]);
    setAll(answer.value.length < PAGE);
  }
  return html`
    <${Shown} asked=${newest} what="the runs">
      ${() =>
        runs.length === 0
          ? html`<${NoRuns} filter=${filter} />`
          : html`<${RunTable} runs=${runs} page=${page} />`}
    <//>
    ${runs.length > 0 && !isAll &&
      html`<${Button} class="older-runs" onClick=${showOlder}>Show older runs<//>`}
  `;
}

/** @param {{ filter: RunFilter }} props */
function NoRuns({ filter }) {
  if (Object.values(filter).some(Boolean)) {
    return html`<${Empty} title="No run is like that.">Choose “All” to see the others.<//>`;
  }
  return html`<${Empty} title="No run yet.">Histories that are collected, and backfills, are listed here.<//>`;
}

/** @param {{ runs: RunRecord[], page: JobsPage }} props */
function RunTable({ runs, page }) {
  const { get, set } = page.address;
  return html`
    <${Table} caption="Runs, newest first" columns=${columnsOf(page)} rows=${runs} order=${get("order")}
      keyOf=${(/** @type {RunRecord} */ { id }) => id} onOrder=${(/** @type {string} */ order) =>
        set({ order })} />
  `;
}

/** @param {JobsPage} page @returns {import("../table.js").Column<RunRecord>[]} */
function columnsOf({ live: { now } }) {
  return [
    { name: "outcome", label: "Outcome", cell: outcomeCell },
    { name: "what", label: "What", cell: whatCell },
    {
      name: "began",
      label: "Began",
      sort: ({ started_at }) => started_at,
      cell: ({ started_at: s }) =>
        html`<${Ago} at=${s * 1000} now=${now} /> <small><${Utc} at=${s * 1000} now=${now} /></small>`,
    },
    {
      name: "took",
      label: "Took",
      align: "end",
      sort: (run) => run.duration_seconds,
      cell: (run) => run.duration_seconds === null ? "" : shortTime(run.duration_seconds),
    },
    { name: "rows", label: "Rows", align: "end", sort: ({ rows }) => rows, cell: ({ rows }) => count(rows) },
    {
      name: "requests",
      label: "Requests",
      align: "end",
      sort: ({ requests }) => requests,
      cell: ({ requests }) => count(requests),
    },
  ];
}

/** @param {RunRecord} run */
function outcomeCell({ status, error }) {
  const { word, tone } = RUN_STATES[status];
  return html`
    <span class="state-word"><${Mark} tone=${tone} />${word}</span>
    ${error && html`<p class="run-error">${error}</p>`}
  `;
}

/** @param {RunRecord} run */
function whatCell(run) {
  return html`${runSubject(run)} <small>${run.kind === "backfill" ? "backfill" : "collected"}</small>`;
}
