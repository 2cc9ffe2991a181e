// @ts-check
/**
 * Somebody else has saved the file since one began: what he changed, what one changed oneself, and how to go on.
 * @import { ConfigText } from "../../../schemas/wire_app.ts"
 */
import { html } from "htm/preact";
import { useMemo, useState } from "preact/hooks";
import { Button } from "../button.js";
import { Dialog } from "../dialog.js";
import { Mark } from "../mark.js";
import { DiffView } from "./diff_view.js";
import { merged } from "./line_diff.js";

/** @param {{ onShow: () => void }} props */
export function ConflictNotice({ onShow }) {
  return html`
    <div class="failed conflict-notice" role="alert">
      <p><${Mark} tone="warn" /><strong>The file was changed by somebody else</strong> since you began. Yours is not
        lost, and not saved.</p>
      <${Button} onClick=${onShow}>Compare<//>
    </div>
  `;
}

/** @param {{ base: string, mine: string, theirs: ConfigText, onClose: () => void, onGoOn: (text: string) => void }} props */
export function Conflict({ base, mine, theirs, onClose, onGoOn }) {
  const both = useMemo(() => merged(base, mine, theirs.text), [base, mine, theirs.text]);
  const [shown, setShown] = useState(/** @type {"theirs" | "mine"} */ ("theirs"));
  const actions = html`
    <${Button} onClick=${onClose}>Later<//>
    <${Button} onClick=${() => onGoOn(theirs.text)}>Take theirs, drop mine<//>
    <${Button} onClick=${() => onGoOn(mine)}>Keep mine, drop theirs<//>
    ${both !== null && html`<${Button} tone="primary" onClick=${() => onGoOn(both)}>Put both together<//>`}
  `;
  return html`
    <${Dialog} title="Somebody else saved this file" wide="wide" onClose=${onClose} actions=${actions}>
      <p>${both === null
        ? "Both of you changed the same lines, so one must give way. Nothing is saved by choosing: you see the text first."
        : "You changed different lines, so both can be put together. Nothing is saved by that: you see the text first."}</p>
      <div class="button-row" role="group" aria-label="Which change">
        <${Choice} is=${shown === "theirs"} onChoose=${() => setShown("theirs")}>What they changed<//>
        <${Choice} is=${shown === "mine"} onChoose=${() => setShown("mine")}>What you changed<//>
      </div>
      <${DiffView} before=${base} after=${shown === "theirs" ? theirs.text : mine}
        label=${shown === "theirs" ? "What they changed" : "What you changed"} />
    <//>
  `;
}

/** @param {{ is: boolean, onChoose: () => void, children?: unknown }} props */
function Choice({ is, onChoose, children }) {
  return html`<${Button} aria-pressed=${is} onClick=${onChoose}>${children}<//>`;
}
