// @ts-check
/**
 * Before it is saved: what differs from the file, and what comes of it.
 * @import { ConfigTextVerdict } from "../../../schemas/wire_app.ts"
 */
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { Button } from "../button.js";
import { Dialog } from "../dialog.js";
import { DiffView } from "./diff_view.js";
import { Changes, Warnings } from "./verdict_view.js";
import { changesInShort } from "./verdict_words.js";

/**
 * @param {{
 *   before: string, after: string, verdict: ConfigTextVerdict, onClose: () => void, onSave: () => Promise<string>,
 * }} props `onSave` gives why it was not saved; empty: it was, or somebody else was faster.
 */
export function Review({ before, after, verdict, onClose, onSave }) {
  const [fault, setFault] = useState("");
  const save = async () => setFault(await onSave());
  const short = changesInShort(verdict.changes);
  const actions = html`
    <${Button} onClick=${onClose}>Go on editing<//>
    <${Button} tone="primary" onClick=${save} autofocus>Save<//>
  `;
  return html`
    <${Dialog} title="Save these changes?" wide="wide" onClose=${onClose} actions=${actions}>
      <p>${short === "" ? "Nothing that is recorded or set changes." : `Saving it ${short}:`}</p>
      <${Changes} changes=${verdict.changes} />
      <${Warnings} warnings=${verdict.warnings} />
      <${DiffView} before=${before} after=${after} label="What differs from the file" />
      ${fault && html`<p class="fault" role="alert">It was not saved: ${fault}</p>`}
    <//>
  `;
}
