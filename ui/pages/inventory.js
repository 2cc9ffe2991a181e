// @ts-check
/// <reference lib="dom" />
/**
 * What do we have, and what is missing? Every series, with its last days.
 * @import { Address } from "../lib/address.js"
 * @import { Live } from "../lib/live.js"
 * @import { SeriesView, Snapshot } from "../../schemas/snapshot.ts"
 */
import { html } from "htm/preact";
import { useMemo } from "preact/hooks";
import { DayLegend } from "../components/day_strip.js";
import { Filters } from "../components/inventory/filters.js";
import { Grid } from "../components/inventory/grid.js";
import { listed, wantedOf } from "../components/inventory/listing.js";
import { Empty } from "../components/states.js";
import { holeCount } from "../lib/coverage.js";
import { count, counted, megabytes } from "../lib/format.js";

/** @param {{ live: Live, address: Address, snapshot: Snapshot }} props */
export function Inventory({ live, address, snapshot }) {
  const url = address.url.value;
  const wanted = wantedOf(url.searchParams);
  const rows = useMemo(() => listed(snapshot.series, wanted), [snapshot.series, url.search]);
  if (snapshot.series.length === 0) return html`<${Nothing} snapshot=${snapshot} address=${address} />`;
  return html`
    <div class="page-head">
      <h1>Inventory</h1>
      <p role="status">${totals(rows, snapshot.series.length)}</p>
    </div>
    <${Filters} series=${snapshot.series} wanted=${wanted} address=${address} />
    <${DayLegend} />
    ${rows.length > 0
      ? html`<${Grid} rows=${rows} wanted=${wanted} now=${live.now} today=${snapshot.now} address=${address} />`
      : html`
        <${Empty} title="No series is like that.">
          <a href="/inventory" onClick=${address.follow}>Show all ${count(
            snapshot.series.length,
          )}</a>, or search for
          part of an exchange, a pair, a type or a span.
        <//>
      `}
  `;
}

/** @param {SeriesView[]} rows @param {number} all */
function totals(rows, all) {
  const sum = (/** @type {(view: SeriesView) => number} */ of) =>
    rows.reduce((sum, view) => sum + of(view), 0);
  const shown = rows.length === all
    ? `${count(all)} series`
    : `${count(rows.length)} of ${count(all)} series`;
  const gaps = sum(holeCount);
  const bytes = sum(({ disk }) => disk?.bytes ?? 0);
  const lacking = gaps === 0 ? "no gaps" : counted(gaps, "gap");
  return `${shown}: ${counted(sum((view) => view.rows), "row")}, ${megabytes(bytes)}, ${lacking}.`;
}

/** @param {{ snapshot: Snapshot, address: Address }} props */
function Nothing({ snapshot, address }) {
  return html`
    <div class="page-head">
      <h1>Inventory</h1>
    </div>
    <${Empty} title="Nothing is recorded yet.">
      <a href="/jobs" onClick=${address.follow}>Add a job</a>, or write one into <code>${snapshot
        .configPath}</code>.
    <//>
  `;
}
