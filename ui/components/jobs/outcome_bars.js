// @ts-check
/**
 * The last runs as bars: outcome by colour and by height, so that it reads without colour too.
 * @import { RunRecord } from "../../../schemas/wire.ts"
 */
import { html } from "htm/preact";
import { counted, utc } from "../../lib/format.js";
import { RUN_STATES, runWords } from "./job_words.js";

export const RUNS_SHOWN = 50;
const STEP = 6;
const WIDTH = 4;

/** Top and height in a box of 16. @type {Record<RunRecord["status"] | "none", [number, number]>} */
const BARS = {
  done: [2, 14],
  running: [2, 14],
  cancelling: [2, 14],
  cancelled: [10, 6],
  error: [6, 10],
  none: [15, 1],
};

/** @param {{ runs: RunRecord[] }} props Oldest first, {@linkcode RUNS_SHOWN} at most. */
export function OutcomeBars({ runs }) {
  const blank = RUNS_SHOWN - runs.length;
  return html`
    <svg class="job-outcomes" viewBox="0 0 ${RUNS_SHOWN * STEP - STEP + WIDTH} 16" preserveAspectRatio="none"
      role="img" aria-label=${outcomeWords(runs)}>
      ${Array.from({ length: blank }, (_, n) => html`<${Bar} x=${n * STEP} status="none" />`)}
      ${runs.map((run, n) =>
        html`<${Bar} key=${run.id} x=${(blank + n) * STEP} status=${run.status} title=${titleOf(run)} />`
      )}
    </svg>
  `;
}

/** @param {{ x: number, status: keyof typeof BARS, title?: string }} props */
function Bar({ x, status, title }) {
  const [y, height] = BARS[status];
  return html`
    <rect class="job-outcome ${status}" x=${x} y=${y} width=${WIDTH} height=${height} rx="1">
      ${title && html`<title>${title}</title>`}
    </rect>
  `;
}

/** @param {RunRecord} run */
function titleOf(run) {
  return `${utc(run.started_at * 1000)} ${RUN_STATES[run.status].word.toLowerCase()}, ${runWords(run)}`;
}

/** `Last 50 runs: 48 done, 2 failed` @param {RunRecord[]} runs */
export function outcomeWords(runs) {
  if (runs.length === 0) return "No runs yet";
  const parts = Object.entries(RUN_STATES).map(([status, { word }]) => {
    const n = runs.filter((run) => run.status === status).length;
    return n === 0 ? "" : `${n} ${word.toLowerCase()}`;
  });
  return `Last ${counted(runs.length, "run")}: ${parts.filter(Boolean).join(", ")}`;
}
