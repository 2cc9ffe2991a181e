// @ts-check
/// <reference lib="dom" />
/**
 * A series in the inventory: what there is of it, and what it lacks.
 * @import { Signal } from "@preact/signals"
 * @import { SeriesView } from "../../../schemas/snapshot.ts"
 * @import { Address } from "../../lib/address.js"
 */
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { completeness, dayInWords, daysAmong, daysInWords, holeCount } from "../../lib/coverage.js";
import { count, megabytes, utc } from "../../lib/format.js";
import { STATES, typeWords } from "../../lib/series.js";
import { seriesPath } from "../../lib/series_path.js";
import { Mark } from "../mark.js";
import { Ago } from "../time.js";
import { firstUs } from "./listing.js";
import { Strip } from "./strip.js";

/**
 * @param {{
 *   view: SeriesView, place: number, top: number, isActive: boolean, day: number | null, now: Signal<number>,
 *   names: string[], address: Address,
 * }} props `place` counts from 0; `day`: the place of the day that the keyboard is on. `names`: of
 *   the days.
 */
export function Row({ view, place, top, isActive, day, now, names, address }) {
  const [pointed, setPointed] = useState(/** @type {number | null} */ (null));
  const days = daysAmong(view.disk, names);
  const marked = pointed ?? day;
  const gaps = holeCount(view);
  const path = seriesPath(view.key);
  const openDay = (/** @type {number} */ n) => address.go(dayPath(path, days[n].day));
  return html`
    <div
      role="row" class="inv-row" aria-rowindex=${place + 2} data-place=${place} tabindex=${isActive ? 0 : -1}
      style=${{ transform: `translateY(${top}px)` }}
    >
      <div role="gridcell" class="inv-series">
        <${Mark} tone=${STATES[view.state].tone} />
        <a href=${path} onClick=${address.follow} tabindex="-1">${view.pair}</a>
        <small>${view.exchange}, ${typeWords(view)}, ${STATES[view.state].word.toLowerCase()}</small>
      </div>
      <div role="gridcell" class="inv-days">
        <${Strip}
          days=${days} label="Last ${days.length} days: ${daysInWords(days)}" marked=${marked}
          onPoint=${setPointed} onOpen=${openDay}
        />
        <small>${marked === null ? completeness(view) : dayInWords(days[marked])}</small>
      </div>
      <${Figure} name="gaps" label="Gaps"><span class=${gaps > 0 ? "some" : "none"}>${count(gaps)}</span><//>
      <${Figure} name="rows" label="Rows">${count(view.rows)}<//>
      <${Figure} name="size" label="Size">${view.disk ? megabytes(view.disk.bytes) : "–"}<//>
      <${Figure} name="first" label="First row">${dateOf(firstUs(view))}<//>
      <${Figure} name="last" label="Last row">
        ${view.lastUs === null
          ? "–"
          : html`<${Ago} at=${view.lastUs / 1000} now=${now} /><small>${dateOf(view.lastUs)}</small>`}
      <//>
    </div>
  `;
}

/** The series' page, showing that day. @param {string} path @param {string} day */
export function dayPath(path, day) {
  const next = new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
  return `${path}?from=${day}&to=${next}`;
}

/** @param {number | null} us */
function dateOf(us) {
  return us === null ? "–" : utc(us / 1000).slice(0, 10);
}

/** @param {{ name: string, label: string, children: unknown }} props */
function Figure({ name, label, children }) {
  return html`<div role="gridcell" class="inv-${name} end"><span class="inv-label">${label}</span>${children}</div>`;
}
