// @ts-check
/**
 * What is known of one series beyond its line: where its files are, what was refused, and every hole.
 * @import { Signal } from "@preact/signals"
 * @import { Hole } from "../lib/coverage.js"
 * @import { SeriesView, Snapshot } from "../../schemas/snapshot.ts"
 */
import { html } from "htm/preact";
import { causeWords, holeCount, holesOf } from "../lib/coverage.js";
import { count, counted, duration, megabytes, utc } from "../lib/format.js";
import { duckdbQuery } from "../lib/series.js";
import { Ago } from "./time.js";

const HOLES_SHOWN = 50;

/** @param {{ view: SeriesView, snapshot: Snapshot, now: Signal<number> }} props */
export function SeriesDetails({ view, snapshot, now }) {
  const { disk } = view;
  const msOf = (/** @type {number | null | undefined} */ us) => us == null ? null : us / 1000;
  const hasFiles = disk !== null && disk.files > 0;
  return html`
    <p class="sentence">${view.sentence}</p>
    <dl class="facts">
      ${hasFiles &&
        html`<${Fact} name="On disk">${counted(disk.files, "file")}, ${megabytes(disk.bytes)}<//>`}
      <${TimeFact} name="First row" at=${msOf(disk?.firstUs)} now=${now} />
      <${TimeFact} name="Last row on disk" at=${msOf(disk?.lastUs)} now=${now} />
      <${TimeFact} name="Last run" at=${view.lastRunAt} now=${now} />
      <${TimeFact} name="Last run without error" at=${view.lastSuccessAt} now=${now} />
      <${Fact} name="Rows refused">${count(view.rejected)}<//>
      <${Fact} name="Duplicates left out">${count(view.duplicates)}<//>
    </dl>
    ${hasFiles &&
      html`<p class="query">Read it with DuckDB: <code>${duckdbQuery(snapshot.dataFolder, view)}</code></p>`}
    <${Holes} holes=${holesOf(view)} total=${holeCount(view)} />
  `;
}

/** @param {{ name: string, children: unknown }} props */
function Fact({ name, children }) {
  return html`
    <div>
      <dt>${name}</dt>
      <dd>${children}</dd>
    </div>
  `;
}

/** @param {{ name: string, at: number | null, now: Signal<number> }} props `at` in ms. */
function TimeFact({ name, at, now }) {
  if (at === null) return null;
  return html`<${Fact} name=${name}>${utc(at)} <small><${Ago} at=${at} now=${now} /></small><//>`;
}

/** @param {{ holes: Hole[], total: number }} props */
function Holes({ holes, total }) {
  if (holes.length === 0) return html`<p class="holes-none">No gaps are known.</p>`;
  const hidden = total - Math.min(holes.length, HOLES_SHOWN);
  return html`
    <table class="holes">
      <caption>${counted(total, "gap")}, newest first</caption>
      <thead>
        <tr>
          <th scope="col">From</th>
          <th scope="col">Length</th>
          <th scope="col">Cause</th>
        </tr>
      </thead>
      <tbody>
        ${holes.slice(0, HOLES_SHOWN).map(({ from, to, cause, reason }) =>
          html`
            <tr key=${from}>
              <td>${utc(from)}</td>
              <td>${duration(to - from)}</td>
              <td>${causeWords(cause)}${reason && html`<small>: ${reason}</small>`}</td>
            </tr>
          `
        )}
      </tbody>
    </table>
    ${hidden > 0 && html`<p>and ${count(hidden)} older ones</p>`}
  `;
}
