// @ts-check
/**
 * What went wrong, and what became of it: first what is open, then what is over, the newest first.
 * @import { Signal } from "@preact/signals"
 * @import { IncidentRecord } from "../../schemas/incidents.ts"
 * @import { Snapshot } from "../../schemas/snapshot.ts"
 * @import { Jobs } from "../../schemas/wire.ts"
 * @import { Address } from "../lib/address.js"
 * @import { Live } from "../lib/live.js"
 * @import { Session } from "../lib/session.js"
 * @import { Around } from "../components/incidents/incident.js"
 * @import { Wanted } from "../components/incidents/filters.js"
 */
import { html } from "htm/preact";
import { useMemo } from "preact/hooks";
import { Button } from "../components/button.js";
import { filtered, Filters, isFiltered, wantedOf } from "../components/incidents/filters.js";
import { Incident } from "../components/incidents/incident.js";
import { useOpenIncidents, usePastIncidents } from "../components/incidents/use_incidents.js";
import { Empty, Shown } from "../components/states.js";
import { ask } from "../lib/api.js";
import { counted } from "../lib/format.js";
import { useAnswer } from "../lib/use_answer.js";

/** @param {{ live: Live, address: Address, snapshot: Snapshot, session: Signal<Session> }} props */
export function Incidents({ live, address, snapshot, session }) {
  const wrong = snapshot.problems.map(({ key, severity }) => `${key} ${severity}`).join();
  const open = useOpenIncidents(wrong);
  const over = usePastIncidents(wrong);
  const wanted = wantedOf(address);
  const exchanges = exchangesOf([...open.value ?? [], ...over.past], wanted);
  const around = useAround({ live, address, snapshot, session }, () => {
    open.reload();
    over.asked.reload();
  });
  return html`
    <div class="page-head">
      <h1>Incidents</h1>
      <p role="status">${open.value && openWords(open.value.length)}</p>
    </div>
    <${Filters} wanted=${wanted} address=${address} exchanges=${exchanges} />
    ${wanted.show !== "past" && html`<${Open} asked=${open} wanted=${wanted} around=${around} />`}
    ${wanted.show !== "open" && html`<${Over} over=${over} wanted=${wanted} around=${around} />`}
  `;
}

/** @param {number} open */
function openWords(open) {
  return open === 0 ? "Nothing is wrong now." : `${counted(open, "incident")} still open.`;
}

/** To choose from; the one that is chosen is there in any case. @param {IncidentRecord[]} incidents @param {Wanted} wanted */
function exchangesOf(incidents, wanted) {
  const there = incidents.flatMap(({ exchange }) => exchange ?? []);
  return [...new Set(wanted.exchange ? [...there, wanted.exchange] : there)].sort();
}

/**
 * @param {{ live: Live, address: Address, snapshot: Snapshot, session: Signal<Session> }} view
 * @param {() => void} done
 * @returns {Around}
 */
function useAround({ live, address, snapshot, session }, done) {
  const jobs = useAnswer(() => ask.get("/api/jobs"), [snapshot.series.length]);
  const pairs = useMemo(() => new Map(snapshot.series.map(({ key, pair }) => [key, pair])), [
    snapshot.series.length,
  ]);
  const histories = /** @type {Jobs | null} */ (jobs.value)?.histo_jobs ?? [];
  return { now: live.now, address, session, histories, pairOf: (key) => pairs.get(key) ?? null, done };
}

/** @param {{ asked: ReturnType<typeof useOpenIncidents>, wanted: Wanted, around: Around }} props */
function Open({ asked, wanted, around }) {
  return html`
    <section aria-labelledby="open-title">
      <div class="section-head">
        <h2 id="open-title">Open</h2>
      </div>
      <${Shown} asked=${asked} what="the open incidents">
        ${(/** @type {IncidentRecord[]} */ open) =>
          open.length === 0
            ? html`<${Empty} title="Nothing is wrong now.">What goes wrong is listed here until it is over.<//>`
            : html`<${List} incidents=${filtered(open, wanted)} wanted=${wanted} around=${around} />`}
      <//>
    </section>
  `;
}

/** @param {{ over: ReturnType<typeof usePastIncidents>, wanted: Wanted, around: Around }} props */
function Over({ over: { asked, past, isAll, showOlder }, wanted, around }) {
  return html`
    <section aria-labelledby="over-title">
      <div class="section-head">
        <h2 id="over-title">Over</h2>
      </div>
      <${Shown} asked=${asked} what="what is over">
        ${() =>
          past.length === 0
            ? html`<${Empty} title="Nothing went wrong before.">What went wrong is kept here, with what became of it.<//>`
            : html`<${List} incidents=${filtered(past, wanted)} wanted=${wanted} around=${around} />`}
      <//>
      ${past.length > 0 && !isAll &&
        html`<${Button} class="older-incidents" onClick=${showOlder}>Look further back<//>`}
    </section>
  `;
}

/** @param {{ incidents: IncidentRecord[], wanted: Wanted, around: Around }} props */
function List({ incidents, wanted, around }) {
  if (incidents.length === 0 && isFiltered(wanted)) {
    const all = () => around.address.set({ kind: null, severity: null, exchange: null, q: null });
    return html`
      <${Empty} title="None of these is like that.">
        <${Button} tone="quiet" onClick=${all}>Show all of them<//><//>
    `;
  }
  return html`
    <ul class="incidents">
      ${incidents.map((incident) =>
        html`<${Incident} key=${incident.id} incident=${incident} around=${around} />`
      )}
    </ul>
  `;
}
