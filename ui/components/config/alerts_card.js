// @ts-check
/**
 * Where alerts go, and whether one arrives.
 * @import { Signal } from "@preact/signals"
 * @import { AlertsState, AlertTest } from "../../../schemas/alerts.ts"
 * @import { Answer } from "../../lib/api.js"
 */
import { html } from "htm/preact";
import { ask } from "../../lib/api.js";
import { counted } from "../../lib/format.js";
import { useAnswer } from "../../lib/use_answer.js";
import { Button } from "../button.js";
import { Shown } from "../states.js";
import { Ago } from "../time.js";
import { say } from "../toast.js";

/** @param {{ now: Signal<number>, off: string | null, version: string | null }} props `version`: of the config. */
export function AlertsCard({ now, off, version }) {
  const asked = useAnswer(() => /** @type {Promise<Answer<AlertsState>>} */ (ask.get("/api/alerts")), [
    version,
  ]);
  async function test() {
    /** @type {Answer<AlertTest>} */
    const answer = await ask.post("/api/alerts/test");
    const fault = answer.ok ? answer.value.error : answer.message;
    const isSent = answer.ok && answer.value.ok;
    say(isSent ? "The test alert was sent, and taken." : `The test alert was not sent: ${fault}`, {
      tone: isSent ? "good" : "bad",
    });
    asked.reload();
  }
  return html`
    <section class="card" aria-labelledby="alerts-title">
      <h2 id="alerts-title">Alerts</h2>
      <${Shown} asked=${asked} what="where alerts go">
        ${(/** @type {AlertsState} */ state) => html`<${Standing} state=${state} now=${now} />`}
      <//>
      <${Button} onClick=${test} off=${off ?? whyNoTest(asked.value)}>Send a test alert<//>
    </section>
  `;
}

/** @param {AlertsState | null} state */
function whyNoTest(state) {
  return state?.configured === false ? "There is no receiver yet: set alerts.webhook_url and save." : null;
}

/** @param {{ state: AlertsState, now: Signal<number> }} props */
function Standing({ state, now }) {
  const { configured, format, queued, last_sent_at, last_error, heartbeat } = state;
  if (!configured) {
    return html`<p class="help">They go nowhere yet. Set <code>alerts.webhook_url</code> to be told when recording
      stops, rows are missing or the disk fills.</p>`;
  }
  return html`
    <p>They go to a receiver of the kind <strong>${format}</strong>. ${last_sent_at === null
      ? "None was sent since the start."
      : html`The last one was sent <${Ago} at=${last_sent_at * 1000} now=${now} />.`}
      ${queued > 0 && ` ${counted(queued, "alert")} wait to be sent.`}</p>
    ${last_error && html`<p class="fault">The last one was not sent: ${last_error}</p>`}
    ${heartbeat.last_error && html`<p class="fault">The heartbeat was not sent: ${heartbeat.last_error}</p>`}
  `;
}
