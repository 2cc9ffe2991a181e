// @ts-check
/**
 * Is anything wrong, and what is being recorded now?
 * @import { Address } from "../lib/address.js"
 * @import { Live } from "../lib/live.js"
 * @import { Snapshot } from "../../schemas/snapshot.ts"
 */
import { html } from "htm/preact";
import { DayLegend } from "../components/day_strip.js";
import { Filter } from "../components/filter.js";
import { Problems } from "../components/problems.js";
import { SandboxNotice } from "../components/sandbox_notice.js";
import { Totals } from "../components/totals.js";
import { Verdict } from "../components/verdict.js";
import { VenueSection } from "../components/venue_section.js";
import { groupByExchange } from "../lib/series.js";

/** @param {{ live: Live, address: Address, snapshot: Snapshot }} props */
export function Dashboard({ live, address, snapshot }) {
  const now = live.now;
  const filter = address.url.value.searchParams.get("show") === "attention" ? "attention" : "all";
  const groups = groupByExchange(snapshot, filter);
  return html`
    <${Verdict} verdict=${snapshot.verdict} />
    ${snapshot.sandbox && html`<${SandboxNotice} configPath=${snapshot.configPath} />`}
    <${Totals} snapshot=${snapshot} />
    <${Problems} problems=${snapshot.problems} now=${now} />
    <section aria-labelledby="series-title">
      <div class="section-head">
        <h2 id="series-title">Series</h2>
        ${snapshot.series.length > 0 &&
          html`<${Filter} snapshot=${snapshot} filter=${filter} address=${address} />`}
        ${groups.length > 0 && html`<${DayLegend} />`}
      </div>
      ${groups.length === 0 && html`<${NoSeries} snapshot=${snapshot} address=${address} />`}
      ${groups.map((group) =>
        html`
          <${VenueSection} key=${group.exchange} ...${group} snapshot=${snapshot} now=${now} />
        `
      )}
    </section>
  `;
}

/** @param {{ snapshot: Snapshot, address: Address }} props */
function NoSeries({ snapshot, address }) {
  if (snapshot.series.length > 0) {
    const all = html`<a href="/" onClick=${address.follow}>Show all series</a>`;
    return html`<p class="empty">Nothing needs attention. ${all}</p>`;
  }
  return html`
    <p class="empty">
      No series yet: add a job to <code>${snapshot
        .configPath}</code>. They show up here as soon as the recorder has
      read it.
    </p>
  `;
}
