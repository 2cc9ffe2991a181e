// @ts-check
/**
 * @import { Snapshot } from "../../schemas/snapshot.ts"
 */
import { html } from "htm/preact";
import { count, counted, megabytes, rate } from "../lib/format.js";
import { Sparkline } from "./sparkline.js";

/** @param {{ snapshot: Snapshot }} props */
export function Totals({ snapshot }) {
  const active = snapshot.series.filter(({ state }) => state !== "ended" && state !== "stopped").length;
  const exchanges = new Set(snapshot.series.map(({ exchange }) => exchange)).size;
  return html`
    <dl class="totals">
      <div class="total wide">
        <dt>Rows per second</dt>
        <dd>${rate(snapshot.rowsPerSecond)}</dd>
        <dd class="spark-cell">
          <${Sparkline} values=${snapshot.spark} />
        </dd>
      </div>
      <div class="total">
        <dt>Rows recorded</dt>
        <dd>${count(snapshot.rows)}</dd>
      </div>
      <div class="total">
        <dt>On disk</dt>
        <dd>${megabytes(snapshot.bytes)}</dd>
      </div>
      <div class="total">
        <dt>Series active</dt>
        <dd>${count(active)} <small>of ${count(snapshot.series.length)}, ${counted(
          exchanges,
          "exchange",
        )}</small></dd>
      </div>
    </dl>
  `;
}
