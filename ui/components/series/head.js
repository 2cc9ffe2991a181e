// @ts-check
/**
 * Which series it is, how it goes, and its figures.
 * @import { Signal } from "@preact/signals"
 * @import { SeriesPage } from "../../../schemas/wire_archive.ts"
 * @import { SeriesView } from "../../../schemas/snapshot.ts"
 * @import { Address } from "../../lib/address.js"
 */
import { html } from "htm/preact";
import { completeness } from "../../lib/coverage.js";
import { count, megabytes, rate, utc } from "../../lib/format.js";
import { STATES, typeWords } from "../../lib/series.js";
import { Mark } from "../mark.js";
import { Sparkline } from "../sparkline.js";
import { Ago } from "../time.js";

/**
 * @param {{
 *   view: SeriesView | null, details: SeriesPage | null, seriesKey: string, address: Address, now: Signal<number>,
 * }} props `view`: null where the board does not have it; `details`: null until they come.
 */
export function SeriesHead({ view, details, seriesKey, address, now }) {
  const named = view ?? details;
  const exchange = seriesKey.split("/")[0];
  return html`
    <nav class="trail" aria-label="Where this is">
      <a href="/inventory" onClick=${address.follow}>Inventory</a>
      <span aria-hidden="true">/</span>
      <a href="/inventory?exchange=${encodeURIComponent(exchange)}" onClick=${address.follow}>${exchange}</a>
    </nav>
    <div class="page-head">
      <h1>${named
        ? html`${named.pair} <span class="kind">${typeWords(/** @type {SeriesView} */ (named))}</span>`
        : seriesKey}</h1>
      ${view && html`
        <p class="series-state"><${Mark} tone=${STATES[view.state].tone} />${view.sentence}</p>
      `}
      <a class="to-log" href="/logs?actor=${encodeURIComponent(seriesKey)}" onClick=${address
        .follow}>Its log</a>
    </div>
    <dl class="series-figures">
      <${Figure} name="Rows">${count(view?.rows ?? details?.rows ?? 0)}<//>
      <${Figure} name="On disk">${megabytes(details?.bytes ?? view?.disk?.bytes ?? 0)}<//>
      <${Figure} name="Coverage">${view ? completeness(view) : "–"}<//>
      <${Time} name="First row" us=${details?.first_us ?? view?.firstUs ?? null} now=${now} />
      <${Time} name="Last row" us=${view?.lastUs ?? details?.last_us ?? null} now=${now} />
      ${view && view.spark.some((rows) => rows > 0) && html`
        <${Figure} name="Rows per second">
          <span class="rate-now">${rate(view.rowsPerSecond)}<${Sparkline} values=${view.spark} /></span>
          <//>
      `}
    </dl>
  `;
}

/** @param {{ name: string, children: unknown }} props */
function Figure({ name, children }) {
  return html`
    <div>
      <dt>${name}</dt>
      <dd>${children}</dd>
    </div>
  `;
}

/** @param {{ name: string, us: number | null, now: Signal<number> }} props */
function Time({ name, us, now }) {
  return html`
    <${Figure} name=${name}>
      ${us === null
        ? "–"
        : html`${utc(us / 1000).slice(0, 16)}<small> UTC, <${Ago} at=${us / 1000} now=${now} /></small>`}
    <//>
  `;
}
