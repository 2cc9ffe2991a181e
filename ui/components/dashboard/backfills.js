// @ts-check
/**
 * Backfills under way: how far each is, when it will be done, and a way to end it.
 * @import { Signal } from "@preact/signals"
 * @import { BackfillRecord } from "../../../schemas/wire.ts"
 * @import { Session } from "../../lib/session.js"
 */
import { html } from "htm/preact";
import { ask } from "../../lib/api.js";
import { backfillState } from "../../lib/backfill_state.js";
import { count, duration, rate } from "../../lib/format.js";
import { whyReadOnly } from "../../lib/session.js";
import { useAnswer } from "../../lib/use_answer.js";
import { Button } from "../button.js";
import { say } from "../toast.js";

const EVERY_MS = 2_000;

/** @param {{ session: Signal<Session>, address: import("../../lib/address.js").Address }} props */
export function Backfills({ session, address }) {
  const asked = useAnswer(() => ask.get("/api/backfill"), [], { everyMs: EVERY_MS });
  const records = /** @type {BackfillRecord[]} */ (Object.values(asked.value ?? {}));
  const running = records.filter(({ status }) => status === "running" || status === "cancelling");
  if (running.length === 0) return null;
  return html`
    <section class="card backfills" aria-labelledby="backfills-title">
      <div class="problems-head">
        <h2 id="backfills-title">Backfills under way</h2>
        <a href="/jobs" onClick=${address.follow}>All runs</a>
      </div>
      <ul>
        ${running.map((record) =>
          html`<${Backfill} key=${record.id} record=${record} session=${session} reload=${asked.reload} />`
        )}
      </ul>
    </section>
  `;
}

/** @param {{ record: BackfillRecord, session: Signal<Session>, reload: () => void }} props */
function Backfill({ record, session, reload }) {
  const { title, done, total, rows, rowsPerSecond, etaMs, failed } = backfillState(record);
  const words = [
    total > 0 ? `${count(done)} of ${count(total)} windows` : "asking what is missing",
    `${count(rows)} rows`,
    rowsPerSecond !== null && `${rate(rowsPerSecond)} rows/s`,
    failed > 0 && `${count(failed)} failed`,
  ];
  return html`
    <li class="backfill">
      <p><strong>${title}</strong></p>
      <p class="eta">${etaWords(record.status, etaMs)}</p>
      <progress max=${Math.max(total, 1)} value=${total > 0 ? done : null} aria-label=${title}></progress>
      <p class="backfill-words">${words.filter(Boolean).join(", ")}</p>
      <${Cancel} record=${record} session=${session} reload=${reload} />
    </li>
  `;
}

/** @param {BackfillRecord["status"]} status @param {number | null} etaMs */
function etaWords(status, etaMs) {
  if (status === "cancelling") return "ending";
  return etaMs === null ? "" : `about ${duration(etaMs)} left`;
}

/** Done at once: to undo it is to begin again, which asks only for what is missing still. @param {Parameters<typeof Backfill>[0]} props */
function Cancel({ record: { id, exchange, pairs, start, status }, session, reload }) {
  async function cancel() {
    const answer = await ask.del(`/api/backfill/${encodeURIComponent(id)}`);
    const undo = () => ask.post("/api/backfill", { exchange, pairs, start }).then(reload);
    if (answer.ok) say("The backfill ends. What it has fetched is kept.", { undo });
    else say(answer.message, { tone: "bad" });
    reload();
  }
  return html`<${Button} onClick=${cancel} busy=${status === "cancelling"} off=${
    whyReadOnly(session)
  }>Cancel<//>`;
}
