// @ts-check
/**
 * The dialog that the address asks for. The forms' code comes when one is wanted, and not with the page.
 * @import { JobsPage } from "./job_card.js"
 * @import { JobLists } from "./use_jobs.js"
 */
import { html } from "htm/preact";
import { later } from "../later.js";

const Dialogs = later(async () => (await import("./dialogs.js")).Dialogs);

/** @param {{ lists: JobLists, page: JobsPage, onStarted: () => void }} props */
export function WantedDialog(props) {
  const { get } = props.page.address;
  const isWanted = ["new", "change", "backfill"].some((name) => get(name) !== "");
  return isWanted && html`<${Dialogs} ...${props} />`;
}
