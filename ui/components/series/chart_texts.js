// @ts-check
/// <reference lib="dom" />
/**
 * The chart in words: the figures of what is seen or pointed at, and what stands in the chart's place where there is
 * nothing to draw.
 * @import { Bucket } from "../../lib/chart.js"
 * @import { Charted } from "./charted.js"
 */
import { html } from "htm/preact";
import { bucketWords, decimalsOf, figuresOf, priceText } from "../../lib/chart.js";
import { count, counted, utc } from "../../lib/format.js";

const volumes = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 6 });

/** Of the bucket under the pointer, else of all that is seen. @param {{ charted: Charted }} props */
export function ChartLegend({ charted }) {
  const tape = charted.tape.value;
  const pointed = charted.pointed.value;
  if (!tape) {
    return html`
      <p class="chart-legend"></p>
    `;
  }
  if (pointed) {
    return html`
      <p class="chart-legend"><span>${utc(pointed.t / 1000)}</span>${bucketFigures(pointed)}</p>
    `;
  }
  const { gaps, prices } = figuresOf(tape, charted.view.value);
  return html`
    <p class="chart-legend">
      <span>${bucketWords(tape.bucketUs)} each</span>
      ${prices ? bucketFigures(prices) : html`<span>no rows</span>`}
      ${gaps > 0 && html`<span class="some">${counted(gaps, "gap")}</span>`}
      ${charted.problem.value && html`<span class="some">${charted.problem.value}</span>`}
    </p>
  `;
}

/** Why a bucket has no rows, in words. @param {Bucket} bucket */
function blankWords({ gap, empty, recorded, moved, pending, unreadable }) {
  if (pending) return "being summed up";
  if (unreadable) return "cannot be read";
  if (moved) return "only on a remote";
  if (gap) return "missing";
  if (empty) return "proven empty";
  return recorded ? "nothing came, without proof" : "nothing known";
}

/** @param {Bucket} bucket */
function bucketFigures(bucket) {
  const { o, h, l, c, v, n, gap } = bucket;
  if (c === undefined) return html`<span class=${gap ? "some" : ""}>${blankWords(bucket)}</span>`;
  const price = (/** @type {number | undefined} */ value) =>
    value === undefined ? "–" : priceText(value, decimalsOf(c));
  return html`
    <span><abbr title="Open">O</abbr> ${price(o)}</span>
    <span><abbr title="High">H</abbr> ${price(h)}</span>
    <span><abbr title="Low">L</abbr> ${price(l)}</span>
    <span><abbr title="Close">C</abbr> ${price(c)}</span>
    ${v !== undefined && html`<span><abbr title="Volume">V</abbr> ${volumes.format(v)}</span>`}
    ${n !== undefined && html`<span>${count(n)} rows</span>`}
    ${gap && html`<span class="some">incomplete</span>`}
  `;
}

/** Over the chart: that it is loading, has failed, or that there is nothing here. @param {{ charted: Charted }} props */
export function ChartNote({ charted }) {
  const { tape, busy, fault, view } = charted;
  if (fault.value !== "") {
    return html`
      <div class="chart-note" role="alert">
        <p><strong>Cannot show the chart.</strong> ${fault.value}</p>
        <button type="button" class="button" onClick=${charted.reload}>Try again</button>
      </div>
    `;
  }
  if (tape.value === null) return html`<p class="chart-note" role="status">Loading the chart…</p>`;
  const { prices, gaps } = figuresOf(tape.value, view.value);
  if (busy.value || prices || gaps > 0) return null;
  return html`<p class="chart-note">No rows in this time. Choose another, or All.</p>`;
}
