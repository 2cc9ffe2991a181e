// @ts-check
/// <reference lib="dom" />
/**
 * The last days of a series as bars. One path a state, so that a thousand of them scroll smoothly.
 * @import { DayState } from "../../../schemas/facts.ts"
 */
import { html } from "htm/preact";
import { DAY_BARS } from "../../lib/coverage.js";

/** @typedef {{ day: string, state: DayState | "none" }} Day */

const STEP = 8;
const WIDTH = 6;

/**
 * @param {{
 *   days: Day[], label: string, marked: number | null, onPoint: (day: number | null) => void,
 *   onOpen: (day: number) => void,
 * }} props `marked`: the place of the day that the keyboard or the mouse is on.
 */
export function Strip({ days, label, marked, onPoint, onOpen }) {
  /** @param {MouseEvent} event */
  const dayAt = (event) => {
    const { left, width } = /** @type {Element} */ (event.currentTarget).getBoundingClientRect();
    return Math.max(0, Math.min(days.length - 1, Math.floor((event.clientX - left) / width * days.length)));
  };
  /** @param {MouseEvent} event */
  const point = (event) => onPoint(dayAt(event));
  /** @param {MouseEvent} event */
  const open = (event) => onOpen(dayAt(event));
  return html`
    <svg
      class="days strip" viewBox="0 0 ${days.length * STEP - STEP +
        WIDTH} 16" preserveAspectRatio="none" role="img"
      aria-label=${label} onMouseMove=${point} onMouseLeave=${() => onPoint(null)} onClick=${open}
    >
      ${Object.entries(pathsOf(days)).map(([state, d]) =>
        html`<path key=${state} class="day ${state}" d=${d} />`
      )}
      ${marked !== null &&
        html`<rect class="mark-day" x=${marked * STEP - 1} y="0" width=${STEP} height="16" />`}
    </svg>
  `;
}

/** By state, the bars of all its days. @param {Day[]} days */
function pathsOf(days) {
  /** @type {Record<string, string>} */
  const paths = {};
  days.forEach(({ state }, place) => {
    const [top, height] = DAY_BARS[state];
    paths[state] = (paths[state] ?? "") + `M${place * STEP} ${top}h${WIDTH}v${height}h-${WIDTH}z`;
  });
  return paths;
}
