// @ts-check
/**
 * One series in one line. On a narrow screen the cells stack and each shows its label; screen readers hear the
 * labels everywhere.
 * @import { Signal } from "@preact/signals"
 * @import { Address } from "../lib/address.js"
 * @import { SeriesView, Snapshot } from "../../schemas/snapshot.ts"
 */
import { html } from "htm/preact";
import { useMemo, useState } from "preact/hooks";
import { completeness, holeCount, lastDays } from "../lib/coverage.js";
import { count, counted, rate } from "../lib/format.js";
import { anchorOf, STATES, typeWords } from "../lib/series.js";
import { seriesPath } from "../lib/series_path.js";
import { DayStrip } from "./day_strip.js";
import { Mark } from "./mark.js";
import { SeriesDetails } from "./series_details.js";
import { Sparkline } from "./sparkline.js";
import { Ago, Until, Utc } from "./time.js";

const DAYS_SHOWN = 30;
const DAY_MS = 86_400_000;

/** @param {{ view: SeriesView, snapshot: Snapshot, now: Signal<number>, address: Address }} props */
export function SeriesRow({ view, snapshot, now, address }) {
  const today = Math.floor(snapshot.now / DAY_MS);
  const row = () => html`<${Row} ...${{ view, snapshot, today, now, address }} />`;
  // Each second brings another board, in which most series are as they were.
  return useMemo(row, [view, today, snapshot.dataFolder]);
}

/**
 * @param {{ view: SeriesView, snapshot: Snapshot, today: number, now: Signal<number>, address: Address }} props
 *   `today` in days since 1970.
 */
function Row({ view, snapshot, today, now, address }) {
  const [open, setOpen] = useState(false);
  const details = `details/${view.key}`;
  const toggle = () => setOpen(!open);
  return html`
    <li class="series tone-${STATES[view.state].tone}" id=${anchorOf(view.key)}>
      <div class="cell pair">
        <a href=${seriesPath(view.key)} onClick=${address.follow}><strong>${breakable(view.pair)}</strong></a>
        <small>${typeWords(view)}</small>
      </div>
      <${Cell} name="state" label="State">
        <${State} view=${view} now=${now} />
        <//>
        <${Cell} name="rate" label="Rows per second">
          <${Rate} view=${view} />
          <//>
          <${Cell} name="last" label="Last row">
            <${LastRow} view=${view} now=${now} />
            <//>
            <${Cell} name="rows" label="Rows">${count(view.rows)}<//>
      <${Cell} name="coverage" label="Coverage"><${Coverage} view=${view} today=${today} /><//>
      <button type="button" class="more" aria-expanded=${open} aria-controls=${details} onClick=${toggle}>
        <span class="visually-hidden">Details of ${view.exchange} ${view.pair} ${typeWords(view)}</span>
        <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M4 6l4 4 4-4" /></svg>
      </button>
      <${Trouble} view=${view} />
      <div class="details" id=${details} hidden=${!open}>
        ${open && html`<${SeriesDetails} view=${view} snapshot=${snapshot} now=${now} />`}
      </div>
    </li>
  `;
}

/** @param {{ name: string, label: string, children: unknown }} props */
function Cell({ name, label, children }) {
  return html`<div class="cell ${name}"><span class="label">${label} </span>${children}</div>`;
}

/** A long symbol may break after `/` and `:`. @param {string} pair */
function breakable(pair) {
  return pair.split(/(?<=[/:])/).map((part) => html`${part}<wbr />`);
}

/** @param {{ view: SeriesView, now: Signal<number> }} props */
function State({ view, now }) {
  const { word, tone } = STATES[view.state];
  return html`
    <span class="state-word"><${Mark} tone=${tone} />${word}</span>
    ${view.nextRunAt && html`<small>next run <${Until} at=${view.nextRunAt} now=${now} /></small>`}
    ${view.retryAt && html`<small>next try <${Until} at=${view.retryAt} now=${now} /></small>`}
  `;
}

/** @param {{ view: SeriesView }} props */
function Rate({ view }) {
  const isFlat = view.spark.every((rows) => rows === 0);
  return html`
    ${isFlat ? html`<span></span>` : html`<${Sparkline} values=${view.spark} />`}
    <span class=${isFlat ? "none" : ""}>${rate(view.rowsPerSecond)}</span>
  `;
}

/** @param {{ view: SeriesView, now: Signal<number> }} props */
function LastRow({ view, now }) {
  if (view.lastUs === null) return html`<span class="none">none yet</span>`;
  const at = view.lastUs / 1000;
  return html`<span><${Ago} at=${at} now=${now} /></span><small><${Utc} at=${at} now=${now} /></small>`;
}

/** @param {{ view: SeriesView, today: number }} props */
function Coverage({ view, today }) {
  const holes = holeCount(view);
  const strip = () => html`<${DayStrip} days=${lastDays(view.disk, today * DAY_MS, DAYS_SHOWN)} />`;
  return html`
    ${useMemo(strip, [view.disk, today])}
    <small>${completeness(view)}${holes > 0 && html`, <b>${counted(holes, "gap")}</b>`}</small>
  `;
}

/** The last error, as long as it is not over. @param {{ view: SeriesView }} props */
function Trouble({ view }) {
  if (view.lastError === null || (view.errors === 0 && view.state !== "ended")) return null;
  const repeated = view.errors > 1 ? ` (${count(view.errors)} errors in a row)` : "";
  return html`<p class="cell trouble">${view.lastError}${repeated}</p>`;
}
