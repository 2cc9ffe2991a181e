// @ts-check
/**
 * @import { ButtonTone } from "./button.js"
 */
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { Button } from "./button.js";
import { Dialog } from "./dialog.js";

/**
 * Asks first. For what cannot be undone; where it can, rather do it at once and offer to undo it.
 * @param {{
 *   question: string, children?: unknown, text?: unknown, confirm: string, onConfirm: () => unknown,
 *   tone?: ButtonTone, off?: string | null, class?: string,
 * }} props `question`: "Delete this job?"; `text`: what will become of things; `confirm`: "Delete the job".
 */
export function ConfirmButton(
  { question, text, confirm, onConfirm, children, tone = "plain", off, ...rest },
) {
  const [asking, setAsking] = useState(false);
  const close = () => setAsking(false);
  const doIt = async () => {
    await onConfirm();
    close();
  };
  const actions = html`
    <${Button} onClick=${close} autofocus>Keep it as it is<//>
    <${Button} tone="danger" onClick=${doIt}>${confirm}<//>
  `;
  return html`
    <${Button} ...${rest} tone=${tone} off=${off} onClick=${() => setAsking(true)}>${children}<//>
    ${asking && html`
      <${Dialog} title=${question} onClose=${close} actions=${actions}>
        ${text}
        <//>
    `}
  `;
}
