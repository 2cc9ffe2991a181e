// @ts-check
/**
 * The dialog that the address asks for. The forms' code comes when one is wanted, and not with the page.
 * @import { JobsPage } from "./job_card.js"
 * @import { JobLists } from "./use_jobs.js"
 */
import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";
import { say } from "../toast.js";

/** @typedef {typeof import("./dialogs.js").Dialogs} Dialogs */

/** @param {{ lists: JobLists, page: JobsPage, onStarted: () => void }} props */
export function WantedDialog(props) {
  const { get } = props.page.address;
  const isWanted = ["new", "change", "backfill"].some((name) => get(name) !== "");
  const [code, setCode] = useState(/** @type {{ Dialogs: Dialogs } | null} */ (null));
  useEffect(() => {
    if (isWanted && code === null) import("./dialogs.js").then(setCode, tellFailure);
  }, [isWanted]);
  return isWanted && code && html`<${code.Dialogs} ...${props} />`;
}

function tellFailure() {
  say("Cannot open the form: its code did not come. Load the page anew once the recorder runs.", {
    tone: "bad",
  });
}
