// @ts-check
/**
 * All keys that do something now.
 * @import { KeyGroup } from "../lib/keys.js"
 */
import { html } from "htm/preact";
import { keyGroups, keysAreOn } from "../lib/keys.js";
import { Check } from "./check.js";
import { Dialog } from "./dialog.js";

/** @param {{ onClose: () => void }} props */
export function KeyboardDialog({ onClose }) {
  const setOn = (/** @type {boolean} */ on) => keysAreOn.value = on;
  return html`
    <${Dialog} title="Keyboard" onClose=${onClose}>
      ${keyGroups.value.map((group) => html`<${Group} ...${group} />`)}
      <${Check} label="Single keys do these things" checked=${keysAreOn.value} onChange=${setOn}
        help="Tab, Enter and Escape work either way." />
    <//>
  `;
}

/** @param {KeyGroup} props */
function Group({ title, keys }) {
  return html`
    <section class="keys">
      <h3>${title}</h3>
      <dl>
        ${keys.map(({ keys, words }) =>
          html`
            <div>
              <dt>${keys.split(" ").map((key) =>
                html`
                  <kbd>${key}</kbd>
                `
              )}</dt>
              <dd>${words}</dd>
            </div>
          `
        )}
      </dl>
    </section>
  `;
}
