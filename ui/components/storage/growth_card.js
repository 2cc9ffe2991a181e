// @ts-check
/// <reference lib="dom" />
/**
 * What each of the last days weighs, as bars: the mouse or the arrows choose one. The same as a table.
 * @import { StorageUsage } from "../../../schemas/wire_archive.ts"
 */
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { megabytes } from "../../lib/format.js";
import { Table } from "../table.js";

const HEIGHT = 100;
const STEP = 8;
const WIDTH = 6;
const WEEK = 7;

/** @typedef {StorageUsage["days"]} Days */

/** @param {{ usage: StorageUsage }} props */
export function GrowthCard({ usage: { days, bytes_per_day } }) {
  const [asTable, setAsTable] = useState(false);
  const isEmpty = days.every(({ bytes }) => bytes === 0);
  return html`
    <section class="card store-card" aria-labelledby="growth-title">
      <header class="section-line">
        <h2 id="growth-title">Growth</h2>
        ${!isEmpty && html`
          <button type="button" class="button quiet" aria-pressed=${asTable ? "true" : "false"}
            onClick=${() => setAsTable(!asTable)}>${asTable ? "Show as bars" : "Show as table"}</button>
        `}
      </header>
      ${isEmpty
        ? html`<p class="calm">No day is over yet that added anything. Each is a bar here, once it is.</p>`
        : html`
          <p class="figure">${bytes_per_day === null ? "" : `${megabytes(bytes_per_day)} a day last week`}</p>
          ${asTable ? html`<${DayTable} days=${days} />` : html`<${DayBars} days=${days} />`}
          <p class="calm">${trend(days)}</p>
        `}
    </section>
  `;
}

/** @param {{ days: Days }} props */
function DayBars({ days }) {
  const [at, setAt] = useState(days.length - 1);
  const place = Math.min(at, days.length - 1);
  const top = Math.max(...days.map(({ bytes }) => bytes), 1);
  const { day, bytes } = days[place];
  /** @param {MouseEvent} event */
  const point = (event) => {
    const { left, width } = /** @type {Element} */ (event.currentTarget).getBoundingClientRect();
    setAt(Math.max(0, Math.min(days.length - 1, Math.floor((event.clientX - left) / width * days.length))));
  };
  /** @param {KeyboardEvent} event */
  const onKeyDown = (event) => {
    const next = placeAfter(event.key, place, days.length);
    if (next === null) return;
    event.preventDefault();
    setAt(next);
  };
  return html`
    <div class="day-bars" role="slider" tabindex="0" aria-label="Day" aria-valuemin="0"
      aria-valuemax=${days.length - 1} aria-valuenow=${place} aria-valuetext=${`${day}: ${megabytes(bytes)}`}
      onKeyDown=${onKeyDown} onMouseMove=${point}>
      <svg viewBox="0 0 ${days.length * STEP} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">
        ${days.map((each, n) => {
          const height = Math.max(each.bytes > 0 ? 1.5 : 0, HEIGHT * each.bytes / top);
          return html`
            <rect key=${each.day} class=${n === place ? "chosen" : ""} x=${n * STEP} width=${WIDTH}
              y=${HEIGHT - height} height=${height} />
          `;
        })}
      </svg>
    </div>
    <p class="day-ends" aria-hidden="true">
      <small>${days[0].day}</small><strong>${day}: ${megabytes(bytes)}</strong><small>${days.at(-1)
        ?.day}</small>
    </p>
  `;
}

/** @param {string} key @param {number} place @param {number} count */
function placeAfter(key, place, count) {
  /** @type {Record<string, number>} */
  const places = {
    ...{ ArrowLeft: place - 1, ArrowDown: place - 1, ArrowRight: place + 1, ArrowUp: place + 1 },
    ...{ PageUp: place - WEEK, PageDown: place + WEEK, Home: 0, End: count - 1 },
  };
  return key in places ? Math.max(0, Math.min(count - 1, places[key])) : null;
}

/** @param {{ days: Days }} props */
function DayTable({ days }) {
  /** @type {import("../table.js").Column<Days[number]>[]} */
  const columns = [
    { name: "day", label: "Day, UTC", cell: ({ day }) => day },
    { name: "size", label: "Size", align: "end", cell: ({ bytes }) => megabytes(bytes) },
  ];
  return html`
    <div class="day-table">
      <${Table} caption="What each day weighs" columns=${columns} rows=${days.toReversed()}
        keyOf=${(/** @type {Days[number]} */ { day }) => day} />
    </div>
  `;
}

/** The last week beside the one before. @param {Days} days */
function trend(days) {
  const [last, before] = [days.slice(-WEEK), days.slice(-2 * WEEK, -WEEK)].map(sum);
  if (days.length < 2 * WEEK || before === 0) return "What each day weighs on disk; today is not over.";
  const change = Math.round(100 * (last - before) / before);
  if (change === 0) return "As much as in the week before.";
  return `${Math.abs(change)} % ${change > 0 ? "more" : "less"} than in the week before.`;
}

/** @param {Days} days */
function sum(days) {
  return days.reduce((sum, { bytes }) => sum + bytes, 0);
}
