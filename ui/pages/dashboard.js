// @ts-check
/**
 * Is anything wrong, what must be done, and what is being recorded now?
 * @import { Signal } from "@preact/signals"
 * @import { Address } from "../lib/address.js"
 * @import { Live } from "../lib/live.js"
 * @import { Session } from "../lib/session.js"
 * @import { Snapshot } from "../../schemas/snapshot.ts"
 */
import { html } from "htm/preact";
import { Backfills } from "../components/dashboard/backfills.js";
import { Standing } from "../components/dashboard/standing.js";
import { Troubles } from "../components/dashboard/troubles.js";
import { useTroubles } from "../components/dashboard/use_troubles.js";
import { DayLegend } from "../components/day_strip.js";
import { Filter } from "../components/filter.js";
import { SandboxNotice } from "../components/sandbox_notice.js";
import { Empty } from "../components/states.js";
import { Totals } from "../components/totals.js";
import { VenueSection } from "../components/venue_section.js";
import { Verdict } from "../components/verdict.js";
import { groupByExchange } from "../lib/series.js";

/** @param {{ live: Live, address: Address, snapshot: Snapshot, session: Signal<Session> }} props */
export function Dashboard({ live, address, snapshot, session }) {
  const now = live.now;
  const known = useTroubles(snapshot);
  const parts = { snapshot, now, address, session };
  return html`
    <${Verdict} verdict=${snapshot.verdict} gaps=${known.gaps} />
    ${snapshot.sandbox && html`<${SandboxNotice} address=${address} />`}
    <${Totals} snapshot=${snapshot} />
    <${Troubles} known=${known} now=${now} address=${address} session=${session} />
    <${Backfills} session=${session} address=${address} />
    <${Standing} ...${parts} />
    <${SeriesSection} ...${parts} />
  `;
}

/** @param {{ snapshot: Snapshot, now: Signal<number>, address: Address }} props */
function SeriesSection({ snapshot, now, address }) {
  const filter = address.get("show") === "attention" ? "attention" : "all";
  const groups = groupByExchange(snapshot, filter);
  return html`
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
          <${VenueSection} key=${group
            .exchange} ...${group} snapshot=${snapshot} now=${now} address=${address} />
        `
      )}
    </section>
  `;
}

/** @param {{ snapshot: Snapshot, address: Address }} props */
function NoSeries({ snapshot, address }) {
  if (snapshot.series.length > 0) {
    const all = html`<a href="/" onClick=${address.follow}>Show all series</a>`;
    return html`<${Empty}>Nothing needs attention. ${all}<//>`;
  }
  return html`
    <${Empty} title="No series yet.">
      <a href="/jobs" onClick=${address.follow}>Add a job</a>, or write one into <code>${snapshot
        .configPath}</code>:
      its series show up here at once.
    <//>
  `;
}
