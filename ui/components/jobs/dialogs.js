// @ts-check
/**
 * The dialog that the address asks for, if any.
 * @import { JobsPage } from "./job_card.js"
 * @import { JobLists } from "./use_jobs.js"
 */
import { html } from "htm/preact";
import { secondsOf } from "../../lib/histories.js";
import { Button } from "../button.js";
import { Dialog } from "../dialog.js";
import { BackfillDialog } from "./backfill_dialog.js";
import { JobDialog } from "./job_dialog.js";

const NOT_WANTED = { exchange: null, pair: null, type: null, span: null, start: null };

/** @param {{ lists: JobLists, page: JobsPage, onStarted: () => void }} props */
export function Dialogs({ lists, page, onStarted }) {
  const { get, set } = page.address;
  const onClose = () => set({ new: null, change: null, backfill: null, ...NOT_WANTED });
  const wanted = { exchange: get("exchange"), pair: get("pair"), start: get("start") };
  const kind = get("new");
  if (kind === "stream" || kind === "histo") {
    const { exchange, pair, start } = wanted;
    const [data_type, span] = [get("type"), get("span")];
    const preset = {
      exchange,
      ...pair && { pairs: [pair] },
      ...start && { start },
      ...data_type && { data_type },
      ...span && { span: secondsOf(span) },
    };
    return html`
      <${JobDialog} key=${kind} kind=${kind} entry=${null} preset=${preset} page=${page}
        onClose=${onClose} />
    `;
  }
  if (get("backfill") !== "") {
    return html`
      <${BackfillDialog} histories=${lists.histories} preset=${wanted} page=${page} onStarted=${onStarted}
        onClose=${onClose} />
    `;
  }
  return get("change") === ""
    ? null
    : html`<${ChangeDialog} lists=${lists} page=${page} onClose=${onClose} />`;
}

/** @param {{ lists: JobLists, page: JobsPage, onClose: () => void }} props */
function ChangeDialog({ lists, page, onClose }) {
  const [kind, id] = page.address.get("change").split(":");
  const entries = kind === "stream" ? lists.streams : lists.histories;
  const entry = /** @type {Array<{ id: string, job: any }>} */ (entries).find((each) => each.id === id);
  if (entry) {
    return html`
      <${JobDialog} key=${id} kind=${kind} entry=${entry} preset=${{}} page=${page}
        onClose=${onClose} />
    `;
  }
  return html`
    <${Dialog} title="There is no such job any more" onClose=${onClose}
      actions=${html`<${Button} tone="primary" onClick=${onClose}>Show the jobs<//>`}>
      <p>It was changed or deleted meanwhile; a job that is changed has another address.</p>
      <//>
  `;
}
