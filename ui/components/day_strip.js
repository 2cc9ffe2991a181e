// @ts-check
/**
 * The last days as bars: state by colour and by height, so that it reads without colour too.
 * @import { DayState } from "../../schemas/facts.ts"
 */
import { html } from "htm/preact";
import { DAY_BARS, DAY_WORDS, daysInWords } from "../lib/coverage.js";

const WIDTH = 6;
const STEP = 8;

/** @param {{ days: Array<{ day: string, state: DayState | "none" }> }} props */
export function DayStrip({ days }) {
  const label = `Last ${days.length} days: ${daysInWords(days)}`;
  return html`
    <svg class="days" viewBox="0 0 ${days.length * STEP -
      2} 16" preserveAspectRatio="none" role="img" aria-label=${label}>
      ${days.map(({ day, state }, index) =>
        html`<${Bar} key=${day} x=${index * STEP} day=${day} state=${state} />`
      )}
    </svg>
  `;
}

/** @param {{ x: number, state: DayState | "none", day?: string }} props */
function Bar({ x, state, day }) {
  const [top, height] = DAY_BARS[state];
  const outlined = state === "pending";
  const box = outlined
    ? { x: x + 0.75, y: 0.75, width: WIDTH - 1.5, height: 14.5 }
    : { x, y: top, width: WIDTH, height };
  return html`
    <rect class="day ${state}" rx="1" ...${box}>
      ${day && html`<title>${day}: ${state === "none" ? "not recorded yet" : DAY_WORDS[state]}</title>`}
    </rect>
  `;
}

export function DayLegend() {
  return html`
    <ul class="legend" aria-label="What the bars of a day mean">
      ${Object.entries(DAY_WORDS).map(([state, words]) =>
        html`
          <li>
            <svg class="days" viewBox="0 0 6 16" aria-hidden="true"><${Bar} x=${0} state=${state} /></svg>
            ${words}
          </li>
        `
      )}
    </ul>
  `;
}
