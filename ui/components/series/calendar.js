// @ts-check
/// <reference lib="dom" />
/**
 * Every day of a year as a cell, by month: its state by colour and by how far the cell is filled. Arrows move, Enter
 * opens the day in the chart. The same as a table for who prefers one.
 * @import { Day } from "../inventory/strip.js"
 */
import { html } from "htm/preact";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { DAY_WORDS, dayInWords } from "../../lib/coverage.js";
import { counted } from "../../lib/format.js";
import { DayLegend } from "../day_strip.js";
import { addDays, monthName, monthsOf, yearsOf } from "./months.js";

/**
 * @param {{ days: Array<Pick<Day, "day" | "state">>, chosen: string | null, onOpen: (day: string) => void }} props
 *   `chosen`: the day that is open.
 */
export function Calendar({ days, chosen, onOpen }) {
  const years = useMemo(() => yearsOf(days), [days]);
  const [wanted, setYear] = useState(/** @type {number | null} */ (null));
  const [asTable, setAsTable] = useState(false);
  const year = wanted ?? (chosen ? Number(chosen.slice(0, 4)) : years[0]);
  const months = useMemo(() => monthsOf(days, year), [days, year]);
  return html`
    <section class="card part" aria-labelledby="days-title">
      <header class="card-head">
        <h2 id="days-title">Days of ${year}</h2>
        <p class="calm">${counted(days.length, "day")} since ${days[0].day}</p>
        <${Years} years=${years} year=${year} onYear=${setYear} />
        <button type="button" class="button quiet" aria-pressed=${asTable ? "true" : "false"} onClick=${() =>
          setAsTable(!asTable)}>
          ${asTable ? "Show as calendar" : "Show as table"}
        </button>
        <${DayLegend} />
      </header>
      ${asTable
        ? html`<${DayTable} months=${months} onOpen=${onOpen} />`
        : html`<${Months} key=${year} months=${months} chosen=${chosen} onOpen=${onOpen} />`}
    </section>
  `;
}

/** @param {{ years: number[], year: number, onYear: (year: number) => void }} props */
function Years({ years, year, onYear }) {
  if (years.length < 2) return null;
  return html`
    <div class="spans" role="group" aria-label="Year">
      ${years.map((each) =>
        html`
          <button type="button" class="span" aria-pressed=${each === year ? "true" : "false"} onClick=${() =>
            onYear(each)}>
            ${each}
          </button>
        `
      )}
    </div>
  `;
}

/** @typedef {import("./months.js").Month} Month */

/** @param {{ months: Month[], chosen: string | null, onOpen: (day: string) => void }} props */
function Months({ months, chosen, onOpen }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const all = months.flatMap((month) => month.days);
  const known = all.filter(({ state }) => state !== "none");
  const first = known[known.length - 1]?.day ?? all[all.length - 1].day;
  const [at, setAt] = useState(/** @type {string | null} */ (null));
  const [moves, setMoves] = useState(0);
  const current = at ?? (chosen && all.some(({ day }) => day === chosen) ? chosen : first);

  useLayoutEffect(() => {
    if (moves > 0) /** @type {HTMLElement | null} */ (box.current?.querySelector('[tabindex="0"]'))?.focus();
  }, [moves]);

  /** @param {KeyboardEvent} event */
  function onKeyDown(event) {
    const next = dayAfter(event.key, current);
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    if (!all.some(({ day }) => day === next)) return;
    setAt(next);
    setMoves(moves + 1);
  }
  return html`
    <div class="months" ref=${box} onKeyDown=${onKeyDown}>
      ${months.map((month) =>
        html`<${MonthBox} key=${month.name} month=${month} chosen=${chosen} current=${current} onOpen=${onOpen} />`
      )}
    </div>
  `;
}

/** @param {string} key @param {string} day */
function dayAfter(key, day) {
  /** @type {Record<string, number>} */
  const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7, PageUp: -28, PageDown: 28 };
  if (key === "Home") return `${day.slice(0, 8)}01`;
  return key in steps ? addDays(day, steps[key]) : null;
}

/** @param {{ month: Month, chosen: string | null, current: string, onOpen: (day: string) => void }} props */
function MonthBox({ month: { name, offset, days }, chosen, current, onOpen }) {
  const whole = days.filter(({ state }) => state === "available").length;
  return html`
    <div class="month" role="group" aria-label="${name}: ${counted(whole, "day")} complete">
      <p class="month-name" aria-hidden="true">${monthName(name)}<small>${whole > 0 &&
        `${whole}/${days.length}`}</small></p>
      <div class="month-days">
        ${Array.from({ length: offset }, () => html`<i></i>`)}
        ${days.map((day) =>
          html`
            <button
              type="button" class="cal ${day.state}" key=${day.day} tabindex=${day.day === current ? 0 : -1}
              title=${dayInWords(day)} aria-label=${dayInWords(day)} aria-pressed=${day.day === chosen
                ? "true"
                : "false"}
              onClick=${() => onOpen(day.day)}
            ></button>
          `
        )}
      </div>
    </div>
  `;
}

/** @param {{ months: Month[], onOpen: (day: string) => void }} props */
function DayTable({ months, onOpen }) {
  const days = months.flatMap((month) => month.days).filter(({ state }) => state !== "none").reverse();
  return html`
    <div class="table-box tall" role="region" aria-label="Days, newest first" tabindex="0">
      <table class="table">
        <thead>
          <tr>
            <th scope="col">Day</th>
            <th scope="col">State</th>
          </tr>
        </thead>
        <tbody>
          ${days.map(({ day, state }) =>
            html`
              <tr key=${day}>
                <td><button type="button" class="button quiet" onClick=${() =>
                  onOpen(day)}>${day}</button></td>
                <td>${state === "none" ? "" : DAY_WORDS[state]}</td>
              </tr>
            `
          )}
        </tbody>
      </table>
    </div>
  `;
}
