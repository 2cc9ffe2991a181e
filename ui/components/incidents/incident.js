// @ts-check
/**
 * One incident: what happened, when, what is missing because of it, and what one can do.
 * @import { Signal } from "@preact/signals"
 * @import { IncidentRecord, Severity } from "../../../schemas/incidents.ts"
 * @import { Address } from "../../lib/address.js"
 * @import { Session } from "../../lib/session.js"
 * @import { HistoJob } from "../../lib/histories.js"
 */
import { html } from "htm/preact";
import { count, duration } from "../../lib/format.js";
import { seriesPath } from "../../lib/series_path.js";
import { troublesOf } from "../../lib/troubles.js";
import { ActionButton } from "../dashboard/action_button.js";
import { Mark } from "../mark.js";
import { Ago, Utc } from "../time.js";
import { gapOutcome, KIND_WORDS } from "./incident_words.js";

const SHOWN_SERIES = 3;

/** @type {Record<Severity, import("../../lib/series.js").Tone>} */
const TONES = { error: "bad", warning: "warn", info: "calm" };

/**
 * What an incident is shown with.
 * @typedef {object} Around
 * @property {Signal<number>} now
 * @property {Address} address
 * @property {Signal<Session>} session
 * @property {HistoJob[]} histories
 * @property {(key: string) => string | null} pairOf
 * @property {() => void} done Something was done about one.
 */

/** @param {{ incident: IncidentRecord, around: Around }} props */
export function Incident({ incident, around }) {
  const { severity, sentence, advice, closed_at } = incident;
  const isOpen = closed_at === null;
  return html`
    <li class="problem incident ${severity} ${isOpen ? "open" : "over"}">
      <${Mark} tone=${TONES[severity]} />
      <div class="problem-words">
        <p><span class="visually-hidden">${severity}: </span>${sentence}</p>
        ${advice && isOpen && html`<p class="advice">${advice}</p>`}
        <${Facts} incident=${incident} address=${around.address} />
      </div>
      <${When} incident=${incident} now=${around.now} />
      <div class="problem-actions">
        ${actionsOf(incident, around).map((action) =>
          html`
            <${ActionButton} action=${action} about=${sentence} address=${around.address}
              session=${around.session} done=${around.done} />
          `
        )}
      </div>
    </li>
  `;
}

/** What is over needs no more tries, but what is missing because of it may still be fetched. @param {IncidentRecord} incident @param {Around} around */
function actionsOf(incident, { histories, pairOf }) {
  const [{ actions }] = troublesOf({ problems: [], incidents: [incident], histories, pairOf });
  return incident.closed_at === null
    ? actions
    : actions.filter(({ type }) => type === "link" || (type === "fetch" && incident.holes.refillable > 0));
}

/** @param {{ incident: IncidentRecord, now: Signal<number> }} props */
function When({ incident: { opened_at, closed_at }, now }) {
  const at = opened_at * 1000;
  const lasted = closed_at === null ? 0 : (closed_at - opened_at) * 1000;
  return html`
    <p class="since">
      <${Ago} at=${at} now=${now} />
      <${Utc} at=${at} now=${now} />
      ${closed_at === null
        ? html`<span>still open</span>`
        : lasted > 0 && html`<span>for ${duration(lasted)}</span>`}
    </p>
  `;
}

/** @param {{ incident: IncidentRecord, address: Address }} props */
function Facts({ incident, address }) {
  const { kind, series, series_count, reason, sentence, failures } = incident;
  const gaps = gapOutcome(incident);
  const more = series_count - Math.min(SHOWN_SERIES, series.length);
  return html`
    <p class="incident-facts">
      <span>${KIND_WORDS[kind] ?? kind}</span>
      ${gaps && html`<span>${gaps}</span>`}
      ${failures > 1 && html`<span>${count(failures)} failures in a row</span>`}
      ${series.slice(0, SHOWN_SERIES).map((key) =>
        html`<a key=${key} href=${seriesPath(key)} onClick=${address.follow}>${key}</a>`
      )}
      ${more > 0 && html`<span>and ${count(more)} more series</span>`}
      ${reason && !sentence.includes(reason.replace(/\.$/, "")) && html`<code>${reason}</code>`}
    </p>
  `;
}
