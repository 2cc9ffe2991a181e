// @ts-check
/**
 * One exchange: how it is as a whole, and its series.
 * @import { Signal } from "@preact/signals"
 * @import { Address } from "../lib/address.js"
 * @import { SeriesView, Snapshot, VenueView } from "../../schemas/snapshot.ts"
 */
import { html } from "htm/preact";
import { withQuery } from "../lib/api.js";
import { count } from "../lib/format.js";
import { Mark } from "./mark.js";
import { SeriesRow } from "./series_row.js";
import { Until } from "./time.js";

const COLUMNS = ["Pair", "State", "Rows per second", "Last row", "Rows", "Coverage, last 30 days", ""];

/**
 * @param {{
 *   exchange: string, venue: VenueView | null, series: SeriesView[], more: number, snapshot: Snapshot, now: Signal<number>,
 *   address: Address,
 * }} props
 */
export function VenueSection({ exchange, venue, series, more, snapshot, now, address }) {
  const title = `venue-${exchange}`;
  return html`
    <section class="venue" aria-labelledby=${title}>
      <header>
        <h3 id=${title}>${exchange}</h3>
        ${venue && html`<${VenueState} venue=${venue} now=${now} />`}
      </header>
      <div class="columns" aria-hidden="true">${COLUMNS.map((name) => html`<span>${name}</span>`)}</div>
      <ul class="series-list">
        ${series.map((view) =>
          html`
            <${SeriesRow} key=${view.key} view=${view} snapshot=${snapshot} now=${now} address=${address} />
          `
        )}
      </ul>
      ${more > 0 && html`<${More} exchange=${exchange} more=${more} address=${address} />`}
    </section>
  `;
}

/** @param {{ exchange: string, more: number, address: Address }} props */
function More({ exchange, more, address }) {
  const href = withQuery("/inventory", { exchange });
  return html`
    <p
      class="more-series">and ${count(more)} more: <a href=${href} onClick=${address
        .follow}>all of ${exchange}</a></p>
  `;
}

/** @param {{ venue: VenueView, now: Signal<number> }} props */
function VenueState({ venue: { state, error, retryAt, budgetUsed, waitUntil }, now }) {
  const next = retryAt === null ? "" : html`; next try <${Until} at=${retryAt} now=${now} />`;
  if (state === "starting") return html`<p><${Mark} tone="busy" /><span>Starting</span></p>`;
  if (state === "failed") {
    return html`<p><${Mark} tone="bad" /><span>Failed: ${error ?? "no reason given"}${next}</span></p>`;
  }
  if (waitUntil !== null && waitUntil > now.value) {
    const end = html`<${Until} at=${waitUntil} now=${now} />`;
    return html`<p><${Mark} tone="warn" /><span>Told to wait by the exchange; it takes requests again ${end}</span></p>`;
  }
  return html`<p>${count(Math.round(budgetUsed * 100))} % of its request allowance used</p>`;
}
