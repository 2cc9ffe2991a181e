// @ts-check
/**
 * Which incidents are shown; all of it is in the address.
 * @import { IncidentRecord } from "../../../schemas/incidents.ts"
 * @import { Address } from "../../lib/address.js"
 */
import { html } from "htm/preact";
import { withQuery } from "../../lib/api.js";
import { Search, Select } from "../field.js";
import { KIND_WORDS, SEVERITY_WORDS } from "./incident_words.js";

/** @typedef {{ show: string, kind: string, severity: string, exchange: string, q: string }} Wanted */

/** @param {Address} address @returns {Wanted} */
export function wantedOf({ get }) {
  return {
    show: get("show"),
    kind: get("kind"),
    severity: get("severity"),
    exchange: get("exchange"),
    q: get("q"),
  };
}

/** @param {Wanted} wanted */
export function isFiltered({ kind, severity, exchange, q }) {
  return [kind, severity, exchange, q].some(Boolean);
}

/** Those that are wanted. @param {IncidentRecord[]} incidents @param {Wanted} wanted */
export function filtered(incidents, { kind, severity, exchange, q }) {
  const words = q.toLowerCase().split(/\s+/);
  return incidents.filter((incident) =>
    (kind === "" || incident.kind === kind) && (severity === "" || incident.severity === severity) &&
    (exchange === "" || incident.exchange === exchange) && hasWords(incident, words)
  );
}

/** @param {IncidentRecord} incident @param {string[]} words */
function hasWords({ sentence, advice, reason, series }, words) {
  const text = [sentence, advice, reason, ...series].join(" ").toLowerCase();
  return words.every((word) => text.includes(word));
}

/** @param {{ wanted: Wanted, exchanges: string[], address: Address }} props */
export function Filters({ wanted, exchanges, address }) {
  const choice = (/** @type {keyof Wanted} */ name) => ({
    value: wanted[name],
    onChange: (/** @type {string} */ value) => address.set({ [name]: value }),
  });
  return html`
    <search class="incident-filters">
      <${States} wanted=${wanted} address=${address} />
      <${Search} label="Search incidents" placeholder="Search: btc timeout" value=${wanted.q}
        onInput=${(/** @type {string} */ q) => address.set({ q })} />
      <${Select} label="Kind" ...${choice("kind")} options=${options("All kinds", KIND_WORDS)} />
      <${Select} label="Severity" ...${choice("severity")} options=${options("All", SEVERITY_WORDS)} />
      <${Select} label="Exchange" ...${choice("exchange")}
        options=${options("All exchanges", Object.fromEntries(exchanges.map((id) => [id, id])))} />
    </search>
  `;
}

/** @param {string} any @param {Record<string, string>} words */
function options(any, words) {
  return [{ value: "", label: any }, ...Object.entries(words).map(([value, label]) => ({ value, label }))];
}

const STATES = [
  { show: "", label: "All" },
  { show: "open", label: "Open" },
  { show: "past", label: "Over" },
];

/** Real links, so that each can be kept. @param {{ wanted: Wanted, address: Address }} props */
function States({ wanted, address }) {
  return html`
    <nav class="filter" aria-label="Which incidents">
      ${STATES.map(({ show, label }) =>
        html`
          <a href=${withQuery("/incidents", { ...wanted, show })} onClick=${address.follow}
            aria-current=${show === wanted.show ? "true" : null}>${label}</a>
        `
      )}
    </nav>
  `;
}
