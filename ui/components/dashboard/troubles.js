// @ts-check
/**
 * What is wrong, the worst first, with what to do about it beside.
 * @import { Signal } from "@preact/signals"
 * @import { Address } from "../../lib/address.js"
 * @import { Severity } from "../../../schemas/incidents.ts"
 * @import { Session } from "../../lib/session.js"
 * @import { Trouble } from "../../lib/troubles.js"
 */
import { html } from "htm/preact";
import { Mark } from "../mark.js";
import { Ago, Utc } from "../time.js";
import { ActionButton } from "./action_button.js";

/** @type {Record<Severity, import("../../lib/series.js").Tone>} */
const TONES = { error: "bad", warning: "warn", info: "calm" };

/** @typedef {ReturnType<typeof import("./use_troubles.js").useTroubles>} Known */

/** @param {{ known: Known, now: Signal<number>, address: Address, session: Signal<Session> }} props */
export function Troubles({ known, ...rest }) {
  const { troubles, state, reload } = known;
  const past = html`<a href="/incidents" onClick=${rest.address.follow}>What was wrong before</a>`;
  if (troubles.length === 0) return html`<p class="no-problems">${NONE[state]} ${past}</p>`;
  return html`
    <section class="problems" aria-labelledby="problems-title">
      <div class="problems-head"><h2 id="problems-title">What is wrong</h2>${past}</div>
      <ul>
        ${troubles.map((trouble) =>
          html`<${TroubleLine} key=${trouble.id} trouble=${trouble} done=${reload} ...${rest} />`
        )}
      </ul>
    </section>
  `;
}

/** Nothing is claimed before it is known. @type {Record<Known["state"], unknown>} */
const NONE = {
  loading: "Looking whether something is wrong…",
  ready: html`<strong>No open problems.</strong> What goes wrong is listed here, with what to do about it.`,
  failed: "Whether something is wrong is not known: it could not be asked for.",
};

/** @param {{ trouble: Trouble, now: Signal<number>, address: Address, session: Signal<Session>, done: () => void }} props */
function TroubleLine({ trouble: { severity, sentence, advice, since, actions }, now, ...rest }) {
  return html`
    <li class="problem ${severity}">
      <${Mark} tone=${TONES[severity]} />
      <div class="problem-words">
        <p><span class="visually-hidden">${severity}: </span>${sentence}</p>
        ${advice && html`<p class="advice">${advice}</p>`}
      </div>
      <p class="since">
        <${Ago} at=${since} now=${now} />
        <${Utc} at=${since} now=${now} />
      </p>
      <div class="problem-actions">
        ${actions.map((action) => html`<${ActionButton} action=${action} about=${sentence} ...${rest} />`)}
      </div>
    </li>
  `;
}
