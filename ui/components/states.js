// @ts-check
/**
 * What stands where something is not there yet, could not be had, or is empty: each with what to do next.
 */
import { html } from "htm/preact";
import { Mark } from "./mark.js";

/** Shows itself only after a moment, so that a quick answer does not flicker. @param {{ what?: string }} props */
export function Loading({ what = "this" }) {
  return html`<p class="loading" role="status">Loading ${what}…</p>`;
}

/**
 * @param {{ what: string, message: string, retry?: () => void }} props `what`: "the runs"; `message`: a sentence.
 */
export function Failed({ what, message, retry }) {
  return html`
    <div class="failed" role="alert">
      <p><${Mark} tone="bad" /><strong>Cannot show ${what}.</strong> ${message}</p>
      ${retry && html`<button type="button" class="button" onClick=${retry}>Try again</button>`}
    </div>
  `;
}

/** @param {{ title?: string, children?: unknown }} props The children say what to do. */
export function Empty({ title, children }) {
  return html`
    <div class="empty">
      ${title && html`<p><strong>${title}</strong></p>`}
      ${children && html`<p>${children}</p>`}
    </div>
  `;
}

/**
 * What was asked for, or its state in place of it. While older values are shown, a failure stands above them.
 * @template T
 * @param {{
 *   asked: import("../lib/use_answer.js").Asked<T> & { reload: () => void }, what: string,
 *   children: (value: T) => unknown,
 * }} props
 */
export function Shown({ asked, what, children }) {
  if (asked.value === null && asked.state === "loading") return html`<${Loading} what=${what} />`;
  const failed = asked.state === "failed" &&
    html`<${Failed} what=${what} message=${asked.message} retry=${asked.reload} />`;
  return html`${failed}${asked.value !== null && children(asked.value)}`;
}
