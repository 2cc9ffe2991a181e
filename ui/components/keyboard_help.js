// @ts-check
/// <reference lib="dom" />
/**
 * The keys that work everywhere, and the list of all that work now, under `?`.
 * @import { Address } from "../lib/address.js"
 * @import { PageEntry } from "../pages/pages.js"
 */
import { signal } from "@preact/signals";
import { html } from "htm/preact";
import { focusSearch, useKeyboard, useKeys } from "../lib/keys.js";
import { later } from "./later.js";

export const helpIsOpen = signal(false);
const KeyboardDialog = later(async () => (await import("./keyboard_dialog.js")).KeyboardDialog);

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
  return html`<${KeyboardDialog} onClose=${() => helpIsOpen.value = false} />`;
}
