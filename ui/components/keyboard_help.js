// @ts-check
/// <reference lib="dom" />
/**
 * The keys that work everywhere, and the list of all that work now, under `?`.
 * @import { Address } from "../lib/address.js"
 * @import { KeyGroup } from "../lib/keys.js"
 * @import { PageEntry } from "../pages/pages.js"
 */
import { signal } from "@preact/signals";
import { html } from "htm/preact";
import { focusSearch, keyGroups, keysAreOn, useKeyboard, useKeys } from "../lib/keys.js";
import { Check } from "./check.js";
import { Dialog } from "./dialog.js";

export const helpIsOpen = signal(false);

/** @param {{ pages: PageEntry[], address: Address }} props */
export function KeyboardHelp({ pages, address }) {
  useKeyboard();
  useKeys("Everywhere", [
    { keys: "?", words: "Show these keys", run: () => helpIsOpen.value = true },
    { keys: "/", words: "Search on this page", run: focusSearch },
    ...pages.filter(({ key }) => key !== null).map(({ path, title, key }) => (
      { keys: `g ${key}`, words: `Go to ${title.toLowerCase()}`, run: () => address.go(path) }
    )),
  ]);
  if (!helpIsOpen.value) return null;
  const close = () => helpIsOpen.value = false;
  const setOn = (/** @type {boolean} */ on) => keysAreOn.value = on;
  return html`
    <${Dialog} title="Keyboard" onClose=${close}>
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
