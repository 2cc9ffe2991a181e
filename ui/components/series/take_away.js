// @ts-check
/// <reference lib="dom" />
/**
 * Ways to take rows along: lines to copy, and a file of a range.
 * @import { Signal } from "@preact/signals"
 * @import { SeriesPage } from "../../../schemas/wire_archive.ts"
 * @import { Stretch } from "../../lib/chart.js"
 * @import { Session } from "../../lib/session.js"
 * @import { Named } from "./snippets.js"
 */
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { timeText } from "../../lib/chart.js";
import { counted } from "../../lib/format.js";
import { CopyButton } from "../copy.js";
import { TextField } from "../field.js";
import { readPath, snippetsOf } from "./snippets.js";

/** @param {{ series: Named, dataFolder: string, session: Signal<Session> }} props */
export function Snippets({ series, dataFolder, session }) {
  const [chosen, setChosen] = useState("DuckDB");
  const needsToken = session.value.by !== null;
  const snippets = snippetsOf(series, { dataFolder, origin: location.origin, needsToken });
  const { name, text } = snippets.find((snippet) => snippet.name === chosen) ?? snippets[0];
  return html`
    <section class="card part" aria-labelledby="snippets-title">
      <header class="card-head">
        <h2 id="snippets-title">Read it with</h2>
        <div class="spans" role="group" aria-label="Program">
          ${snippets.map((snippet) =>
            html`
              <button
                type="button" class="span" aria-pressed=${snippet.name === name ? "true" : "false"}
                onClick=${() => setChosen(snippet.name)}
              >${snippet.name}</button>
            `
          )}
        </div>
        <${CopyButton} text=${text} of="the lines for ${name}" />
      </header>
      <pre class="snippet" tabindex="0" role="region"
        aria-label="Lines for ${name}"><code>${text}</code></pre>
      <p class="calm">${name === "curl"
        ? "With the newest rows, which are in no file yet."
        : "The newest rows are in no file yet: curl has them too."}</p>
    </section>
  `;
}

/** @param {{ series: Named, view: Signal<Stretch>, gaps: SeriesPage["gaps"] }} props `view`: what the chart shows. */
export function Download({ series, view, gaps }) {
  const [own, setOwn] = useState(/** @type {{ from: string, to: string } | null} */ (null));
  const from = own?.from ?? secondText(Math.floor(view.value.fromUs / 1e6) * 1e6);
  const to = own?.to ?? secondText(Math.ceil(view.value.toUs / 1e6) * 1e6);
  const fault = faultOf(from, to);
  const range = { from: isoOf(from), to: isoOf(to) };
  const lacking = fault ? 0 : gaps.filter((gap) => gap.from_us < usOf(to) && gap.to_us > usOf(from)).length;
  return html`
    <section class="card part" aria-labelledby="download-title">
      <header class="card-head">
        <h2 id="download-title">Download a range</h2>
        ${own &&
          html`<button type="button" class="button quiet" onClick=${() =>
            setOwn(null)}>As in the chart</button>`}
      </header>
      <div class="read-range">
        <${TextField} label="From, UTC" value=${from} onInput=${(/** @type {string} */ from) =>
          setOwn({ from, to })} />
        <${TextField} label="To, UTC" value=${to} onInput=${(/** @type {string} */ to) =>
          setOwn({ from, to })} error=${fault} />
      </div>
      <p class="downloads">
        ${["csv", "parquet"].map((format) =>
          html`
            <a
              class="button" role="link" aria-disabled=${fault ? "true" : null} download
              href=${fault ? null : readPath(series, { ...range, format })}
            >${format === "csv" ? "CSV" : "Parquet"}</a>
          `
        )}
        <span class="calm">${lacking > 0 && `${counted(lacking, "gap")} known in this range.`}</span>
      </p>
    </section>
  `;
}

/** `2024-03-09 12:03:05` @param {number} us */
function secondText(us) {
  return timeText(us).slice(0, 19).replace("T", " ");
}

/** @param {string} text */
function isoOf(text) {
  const [day, time = "00:00"] = text.trim().split(/[ T]/);
  return `${day}T${time.replace(/Z$/i, "")}Z`;
}

/** @param {string} text µs; NaN: it is no time. */
function usOf(text) {
  return Date.parse(isoOf(text)) * 1000;
}

/** @param {string} from @param {string} to */
function faultOf(from, to) {
  for (const text of [from, to]) {
    if (Number.isNaN(usOf(text))) {
      return `“${text}” is no time; write it like 2024-03-09 or 2024-03-09 14:30.`;
    }
  }
  return usOf(from) < usOf(to) ? null : "The end must lie behind the beginning.";
}
