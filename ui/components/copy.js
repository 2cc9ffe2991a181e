// @ts-check
/// <reference lib="dom" />
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { Button } from "./button.js";

const SAID_MS = 2_000;

/** Copies a text, and says that it did. @param {{ text: string, label?: string, of?: string }} props `of`: "the query". */
export function CopyButton({ text, label = "Copy", of = "" }) {
  const [said, setSaid] = useState("");
  async function copy() {
    setSaid(await copyText(text) ? "Copied" : "Cannot copy: mark it and copy it by hand");
    setTimeout(() => setSaid(""), SAID_MS);
  }
  const about = of && html`<span class="visually-hidden"> ${of}</span>`;
  return html`
    <${Button} tone="quiet" class="copy"
      onClick=${copy}><span role="status">${said || label}</span>${about}<//>
  `;
}

/** Browsers give the clipboard only to pages by https or of this machine; elsewhere the old way is left. @param {string} text */
async function copyText(text) {
  if (navigator.clipboard) return await navigator.clipboard.writeText(text).then(() => true, () => false);
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "visually-hidden";
  (document.querySelector("dialog[open]") ?? document.body).append(area);
  const before = /** @type {HTMLElement | null} */ (document.activeElement);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  before?.focus();
  return done;
}
