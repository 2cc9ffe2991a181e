// @ts-check
/// <reference lib="dom" />
/**
 * What is wrong with the text, line by line, or what it would change.
 * @import { ConfigTextVerdict } from "../../../schemas/wire_app.ts"
 * @import { Checked } from "./use_verdict.js"
 * @import { ConfigError } from "./verdict_words.js"
 */
import { html } from "htm/preact";
import { Mark } from "../mark.js";
import { changesInShort, errorsInShort } from "./verdict_words.js";

/** @param {{ checked: Checked, isChanged: boolean, onShow: (error: ConfigError) => void }} props */
export function VerdictView({ checked, isChanged, onShow }) {
  const { verdict, fault } = checked;
  return html`
    <section class="card verdict-card" aria-labelledby="verdict-title" aria-busy=${!checked.isCurrent &&
      fault === ""}>
      <h2 id="verdict-title">If it is saved</h2>
      <p role="status" class="verdict-line">${lineOf(checked, isChanged)}</p>
      ${verdict && html`
        <${Errors} errors=${verdict.errors} onShow=${onShow} />
        ${isChanged && html`<${Changes} changes=${verdict.changes} />`}
        <${Warnings} warnings=${verdict.warnings} />
      `}
    </section>
  `;
}

/** @param {Checked} checked @param {boolean} isChanged */
function lineOf({ verdict, fault }, isChanged) {
  if (fault) return html`<${Mark} tone="bad" />It cannot be checked now: ${fault}`;
  if (verdict === null) return "Checking…";
  if (!verdict.valid) {
    return html`<${Mark} tone="bad" />${errorsInShort(verdict.errors)}. It can be saved once that is done.`;
  }
  if (!isChanged) return html`<${Mark} tone="good" />Nothing changes: this is the file as it is.`;
  const short = changesInShort(verdict.changes);
  if (short === "") return html`<${Mark} tone="good" />Nothing that is recorded or set changes.`;
  return html`<${Mark} tone="calm" />It ${short}:`;
}

/** @param {{ errors: ConfigError[], onShow: (error: ConfigError) => void }} props */
function Errors({ errors, onShow }) {
  if (errors.length === 0) return null;
  return html`
    <ul class="config-errors">
      ${errors.map((error) =>
        html`
          <li>
            ${error.line === null ? null : html`
              <button type="button" class="button quiet" onClick=${() => onShow(error)}>Line ${error
                .line}</button>
            `}
            <span>${error.message}</span>
          </li>
        `
      )}
    </ul>
  `;
}

/** @param {{ changes: string[] }} props */
export function Changes({ changes }) {
  if (changes.length === 0) return null;
  return html`<ul class="config-changes">${changes.map((change) => html`<li>${change}</li>`)}</ul>`;
}

/** @param {{ warnings: string[] }} props */
export function Warnings({ warnings }) {
  if (warnings.length === 0) return null;
  return html`
    <ul class="config-warnings">${warnings.map((words) =>
      html`<li><${Mark} tone="warn" />${words}</li>`
    )}</ul>
  `;
}
