// @ts-check
/**
 * A state at a glance: each tone has a shape as well as a colour. A word stands beside it always, so it is
 * hidden from screen readers.
 * @import { Tone } from "../lib/series.js"
 */
import { html } from "htm/preact";

/** @type {Record<Tone, string>} Paths in a box of 16. */
const SHAPES = {
  good: "M8 2a6 6 0 1 0 0 12a6 6 0 1 0 0-12z",
  calm: "M8 2a6 6 0 1 0 0 12a6 6 0 1 0 0-12zM8 4.500a3.5 3.5 0 1 1 0 7a3.5 3.5 0 1 1 0-7z",
  busy: "M8 2a6 6 0 0 1 0 12zM8 2a6 6 0 0 0 0 12v-1.600a4.4 4.4 0 0 1 0-8.800z",
  warn: "M8 1.800L15 14H1z",
  bad: "M4 2L8 6l4-4 2 2-4 4 4 4-2 2-4-4-4 4-2-2 4-4-4-4z",
  off: "M3 3h10v10H3z",
};

/** @param {{ tone: Tone }} props */
export function Mark({ tone }) {
  return html`
    <svg class="mark tone-${tone}" viewBox="0 0 16 16" aria-hidden="true">
      <path fill-rule="evenodd" d=${SHAPES[tone]} />
    </svg>
  `;
}
