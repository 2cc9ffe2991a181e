// @ts-check
/**
 * What a purge would remove, by series, before it begins.
 * @import { PurgePlan } from "../../../schemas/wire_storage.ts"
 * @import { Answer } from "../../lib/api.js"
 * @import { StoragePage } from "./page.js"
 */
import { html } from "htm/preact";
import { ask } from "../../lib/api.js";
import { counted, megabytes } from "../../lib/format.js";
import { typeWords } from "../../lib/series.js";
import { useAnswer } from "../../lib/use_answer.js";
import { Shown } from "../states.js";
import { Table } from "../table.js";
import { amount } from "./remote_card.js";

/** @returns {Promise<Answer<PurgePlan>>} */
const askPlan = () => ask.get("/api/storage/purge");

/** @param {{ page: StoragePage }} props */
export function PurgePreview({ page }) {
  const plan = useAnswer(askPlan, []);
  return html`
    <${Shown} asked=${plan} what="what would go">
      ${(/** @type {PurgePlan} */ plan) => html`<${Plan} plan=${plan} page=${page} />`}
    <//>
  `;
}

/** @param {{ plan: PurgePlan, page: StoragePage }} props */
function Plan({ plan: { files, bytes, series }, page: { snapshot } }) {
  if (files === 0) {
    return html`<p><strong>Nothing would go now.</strong> No file is due that every remote holds.</p>`;
  }
  const named = new Map(
    snapshot.series.map((view) => [view.key, `${view.exchange} ${view.pair} ${typeWords(view)}`]),
  );
  /** @type {import("../table.js").Column<PurgePlan["series"][number]>[]} */
  const columns = [
    { name: "series", label: "Series", cell: ({ series }) => named.get(series) ?? series },
    { name: "days", label: "Days", cell: daysOf },
    { name: "size", label: "Size", align: "end", cell: ({ files, bytes }) => amount(files, bytes) },
  ];
  return html`
    <p><strong>${counted(files, "file")} would go, ${megabytes(bytes)}:</strong></p>
    <${Table} caption="What would go" columns=${columns} rows=${series}
      keyOf=${(/** @type {PurgePlan["series"][number]} */ { series }) => series} />
  `;
}

/** @param {PurgePlan["series"][number]} line */
function daysOf({ first_day, last_day }) {
  return first_day === last_day ? first_day : `${first_day} to ${last_day}`;
}
