// @ts-check
/**
 * Backfills under way: how far each has come, when it will be done, and a way to end it.
 * @import { BackfillRecord } from "../../../schemas/wire.ts"
 * @import { JobsPage } from "./job_card.js"
 */
import { html } from "htm/preact";
import { count, counted, duration, rate } from "../../lib/format.js";
import { Button } from "../button.js";
import { Mark } from "../mark.js";
import { Ago } from "../time.js";
import { cancelBackfill } from "./actions.js";
import { RUN_STATES } from "./job_words.js";

/** @typedef {BackfillRecord["progress"][string]} Progress */

const LINES_SHOWN = 12;

/** @param {BackfillRecord} backfill */
export const isUnderWay = ({ finished_at }) => finished_at === null;

/** @param {{ backfills: BackfillRecord[], page: JobsPage }} props Only those under way. */
export function Backfills({ backfills, page }) {
  if (backfills.length === 0) return null;
  return html`
    <section aria-labelledby="backfills-title">
      <div class="section-head"><h2 id="backfills-title">Backfills under way</h2></div>
      ${backfills.map((backfill) =>
        html`<${BackfillCard} key=${backfill.id} backfill=${backfill} page=${page} />`
      )}
    </section>
  `;
}

/** @param {{ backfill: BackfillRecord, page: JobsPage }} props */
export function BackfillCard({ backfill, page }) {
  const { id, exchange, pairs, start, status, progress, started_at, error } = backfill;
  const { word, tone } = RUN_STATES[status];
  const title = exchange ?? "All exchanges";
  const lines = Object.entries(progress);
  const open = lines.filter(([, { done, total }]) => done < total);
  const shown = [...open, ...lines.filter((line) => !open.includes(line))].slice(0, LINES_SHOWN);
  return html`
    <article class="job job-backfill" aria-label="Backfill of ${title}">
      <header>
        <h3>${title} <span class="subject">${exchange && (pairs?.join(", ") ?? "all pairs")}</span></h3>
        <p class="job-words">
          <span class="state-word"><${Mark} tone=${tone} />${word}</span>${" "}
          from ${start} on; begun <${Ago} at=${started_at * 1000} now=${page.live.now} />
        </p>
        <div class="job-actions">
          ${status === "running" &&
            html`<${Button} tone="quiet" off=${page.off} onClick=${() =>
              cancelBackfill(id)}>Cancel the backfill<//>`}
        </div>
      </header>
      <${Total} lines=${lines} isRunning=${status === "running"} />
      <ul class="job-progress">
        ${shown.map(([name, each]) =>
          html`<${Line} key=${name} name=${name} progress=${each} isOver=${!isUnderWay(backfill)} />`
        )}
      </ul>
      ${lines.length > shown.length &&
        html`<p class="help">and ${count(lines.length - shown.length)} more</p>`}
      ${error && html`<p class="fault">${error}</p>`}
      <${Log} lines=${backfill.log} />
    </article>
  `;
}

/** @param {{ lines: Array<[string, Progress]>, isRunning: boolean }} props */
function Total({ lines, isRunning }) {
  const sum = (/** @type {(each: Progress) => number} */ of) =>
    lines.reduce((all, [, each]) => all + of(each), 0);
  const [done, total, failed, rows] = [
    sum((p) => p.done),
    sum((p) => p.total),
    sum((p) => p.failed),
    sum((p) => p.rows),
  ];
  const perSecond = sum((p) => p.rows_per_second ?? 0);
  // The one that takes longest: at one exchange they come one after the other, so it is no less than that.
  const eta = Math.max(0, ...lines.map(([, each]) => each.eta_seconds ?? 0));
  return html`
    <p class="job-totals">
      <strong>${counted(rows, "row")}</strong>
      <span>${count(done)} of ${counted(total, "window")}</span>
      ${failed > 0 && html`<span class="job-failed">${count(failed)} failed</span>`}
      ${isRunning && html`<span>${rate(perSecond)} rows/s</span>`}
      ${isRunning && eta > 0 && html`<span>at least ${duration(eta * 1000)} to go</span>`}
    </p>
  `;
}

/** @param {{ name: string, progress: Progress, isOver: boolean }} props */
function Line({ name, progress, isOver }) {
  const { done, total } = progress;
  return html`
    <li>
      <span>${name}</span>
      <progress aria-label=${name} max=${Math.max(total, 1)} value=${done}></progress>
      <small>${total === 0
        ? isOver ? "nothing was asked for" : "waits for its turn"
        : progressWords(progress)}</small>
    </li>
  `;
}

/** @param {Progress} progress */
function progressWords({ done, total, failed, rows, eta_seconds }) {
  const parts = [
    `${count(done)} of ${counted(total, "window")}`,
    failed > 0 && `${count(failed)} failed`,
    counted(rows, "row"),
    eta_seconds !== null && `${duration(eta_seconds * 1000)} to go`,
  ];
  return parts.filter(Boolean).join(", ");
}

/** @param {{ lines: string[] }} props */
function Log({ lines }) {
  if (lines.length === 0) return null;
  return html`
    <details class="job-notes">
      <summary>What it told: ${counted(lines.length, "line")}</summary>
      <pre tabindex="0">${lines.join("\n")}</pre>
    </details>
  `;
}
