// @ts-check
/// <reference lib="dom" />
/**
 * How much there was to say, over time: a bar a minute, worst on top. A press on one leads to its lines.
 * @import { Bucket, Level, Line } from "./log_lines.js"
 */
import { html } from "htm/preact";
import { useMemo } from "preact/hooks";
import { counted, duration, utc } from "../../lib/format.js";
import { countsOf, volumeOf } from "./log_lines.js";

const MOST = 90;
const STEP = 8;
const WIDEST_REM = 2;
const HEIGHT = 40;
/** @type {Level[]} From the ground up. */
const STACK = ["info", "warning", "error"];

/** @param {{ lines: Line[], onChoose: (at: number) => void }} props `at`: the beginning of the bar that was pressed. */
export function Volume({ lines, onChoose }) {
  const { stepMs, buckets } = useMemo(() => volumeOf(lines, MOST), [lines]);
  const top = Math.max(1, ...buckets.map(sumOf));
  const width = buckets.length * STEP;
  if (buckets.length === 0) return html`<div class="log-volume"></div>`;
  return html`
    <figure class="log-volume">
      <svg viewBox="0 0 ${width} ${HEIGHT}" preserveAspectRatio="none" role="img" style=${`max-width: ${
        buckets.length * WIDEST_REM
      }rem`}
        aria-label="Lines over time: ${levelWords(countsOf(lines))}">
        ${buckets.map((bucket, n) =>
          html`
            <${Bar} key=${bucket.at} bucket=${bucket} x=${n * STEP} top=${top}
              onChoose=${onChoose} />
          `
        )}
      </svg>
      <figcaption>
        ${utc(buckets[0].at).slice(0, 16)} to ${utc(buckets[buckets.length - 1].at + stepMs).slice(
          0,
          16,
        )} UTC,
        a bar is ${duration(stepMs)}, the highest ${counted(top, "line")}
      </figcaption>
    </figure>
  `;
}

/** @param {{ bucket: Bucket, x: number, top: number, onChoose: (at: number) => void }} props */
function Bar({ bucket, x, top, onChoose }) {
  let y = HEIGHT;
  const parts = STACK.filter((level) => bucket[level] > 0).map((level) => {
    // One line among a thousand must be seen as well.
    const height = Math.max((bucket[level] / top) * HEIGHT, 2);
    y -= height;
    return html`<rect class=${level} x=${x} y=${Math.max(y, 0)} width=${STEP - 2} height=${height} />`;
  });
  return html`
    <g class="log-bar" onClick=${() => onChoose(bucket.at)}>
      <title>${utc(bucket.at).slice(0, 16)} UTC: ${levelWords(bucket)}</title>
      <rect class="ground" x=${x - 1} y="0" width=${STEP} height=${HEIGHT} />
      ${parts}
    </g>
  `;
}

/** @param {Bucket} bucket */
function sumOf({ info, warning, error }) {
  return info + warning + error;
}

/** `3 errors, 12 warnings, 400 others` @param {Record<Level, number>} counts */
export function levelWords({ info, warning, error }) {
  const troubles = [[error, "error"], [warning, "warning"]].filter(([n]) => n !== 0)
    .map(([n, noun]) => counted(Number(n), String(noun)));
  const rest = troubles.length === 0 ? counted(info, "line") : info > 0 ? counted(info, "other") : "";
  return [...troubles, rest].filter(Boolean).join(", ");
}
