// @ts-check
/// <reference lib="dom" />
/**
 * Short messages of what was done, with a way to undo it where there is one. Screen readers hear them.
 * @import { Tone } from "../lib/series.js"
 */
import { signal } from "@preact/signals";
import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";
import { Mark } from "./mark.js";

const SHOWN_MS = 6_000;
/** Long enough to think it over. */
const UNDO_MS = 12_000;
const MOST = 4;

/** @typedef {{ id: number, text: string, tone: Tone, undo: (() => unknown) | null }} Toast */

/** @type {import("@preact/signals").Signal<Toast[]>} */
const toasts = signal([]);
let lastId = 0;

/**
 * Says it on whichever page is shown. What went wrong (`bad`) stays until it is closed.
 * @param {string} text A sentence.
 * @param {{ undo?: () => unknown, tone?: Tone }} [options]
 */
export function say(text, { undo, tone = "good" } = {}) {
  toasts.value = [...toasts.value, { id: ++lastId, text, tone, undo: undo ?? null }].slice(-MOST);
}

/** @param {number} id */
function close(id) {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}

/** Where they appear; in the page once. */
export function Toasts() {
  return html`
    <div class="toasts" role="status" aria-live="polite">
      ${toasts.value.map((toast) => html`<${ToastLine} key=${toast.id} toast=${toast} />`)}
    </div>
  `;
}

/** @param {{ toast: Toast }} props */
function ToastLine({ toast: { id, text, tone, undo } }) {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held || tone === "bad") return;
    const timer = setTimeout(() => close(id), undo ? UNDO_MS : SHOWN_MS);
    return () => clearTimeout(timer);
  }, [held]);
  const hold = () => setHeld(true);
  const release = () => setHeld(false);
  const undoIt = () => {
    close(id);
    undo?.();
  };
  return html`
    <div class="toast" onMouseEnter=${hold} onMouseLeave=${release} onFocusIn=${hold}
      onFocusOut=${release}>
      <${Mark} tone=${tone} />
      <p>${text}</p>
      ${undo && html`<button type="button" class="button" onClick=${undoIt}>Undo</button>`}
      <button type="button" class="icon-button" onClick=${() => close(id)} aria-label="Close this message">
        <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M4 4l8 8M12 4l-8 8" /></svg>
      </button>
    </div>
  `;
}
