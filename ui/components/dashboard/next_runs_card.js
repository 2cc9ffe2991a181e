// @ts-check
/**
 * @import { Signal } from "@preact/signals"
 * @import { Address } from "../../lib/address.js"
 * @import { Session } from "../../lib/session.js"
 * @import { Scheduler } from "../../../schemas/wire.ts"
 */
import { html } from "htm/preact";
import { ask } from "../../lib/api.js";
import { count } from "../../lib/format.js";
import { spanOf } from "../../lib/histories.js";
import { whyReadOnly } from "../../lib/session.js";
import { useAnswer } from "../../lib/use_answer.js";
import { Button } from "../button.js";
import { Mark } from "../mark.js";
import { say } from "../toast.js";
import { Until } from "../time.js";
import { Card } from "./card.js";

const EVERY_MS = 10_000;
const SHOWN = 4;

/** @param {{ now: Signal<number>, address: Address, session: Signal<Session> }} props */
export function NextRunsCard({ now, address, session }) {
  const asked = useAnswer(() => ask.get("/api/scheduler"), [], { everyMs: EVERY_MS });
  const scheduler = /** @type {Scheduler | null} */ (asked.value);
  return html`
    <${Card} title="Next runs" link=${{ href: "/jobs", words: "Jobs" }} address=${address}>
      ${asked.state === "failed" && scheduler === null && html`<p class="standing-line">${asked.message}</p>`}
      ${scheduler !== null &&
        (scheduler.running
          ? html`<${Runs} jobs=${scheduler.jobs} now=${now} />`
          : html`<${Stopped} session=${session} done=${asked.reload} />`)}
    <//>
  `;
}

/** @param {{ jobs: Scheduler["jobs"], now: Signal<number> }} props */
function Runs({ jobs, now }) {
  const due = jobs.filter(({ next_run }) => next_run !== null)
    .toSorted((a, b) => Number(a.next_run) - Number(b.next_run));
  if (due.length === 0) return html`<p class="standing-line">No history is collected by a schedule.</p>`;
  return html`
    <ul class="next-runs">
      ${due.slice(0, SHOWN).map(({ id, name, next_run }) =>
        html`<li key=${id}><span>${spanInWords(name)}</span> <${Until} at=${
          Number(next_run) * 1000
        } now=${now} /></li>`
      )}
    </ul>
    ${due.length > SHOWN && html`<p class="standing-line">and ${count(due.length - SHOWN)} more</p>`}
  `;
}

/** `binance BTC/USDT 60s` → `binance BTC/USDT 1m` @param {string} name As the scheduler has it. */
function spanInWords(name) {
  return name.replace(/(\d+)s$/, (_, seconds) => spanOf(Number(seconds)));
}

/** @param {{ session: Signal<Session>, done: () => void }} props */
function Stopped({ session, done }) {
  async function start() {
    const answer = await ask.post("/api/scheduler/start");
    if (answer.ok) say("The scheduler runs again.");
    else say(answer.message, { tone: "bad" });
    done();
  }
  return html`
    <p class="standing-state"><${Mark} tone="off" />The scheduler is stopped</p>
    <p class="standing-line">No history is collected until it runs again.</p>
    <p>
      <${Button} onClick=${start} off=${whyReadOnly(session)}>Start the scheduler<//></p>
  `;
}
