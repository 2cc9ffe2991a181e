// @ts-check
/// <reference lib="dom" />
/**
 * The keyboard: which keys do what on the page that is shown. Typing in a field is typing. Single keys can be
 * switched off, for those who speak to their machine or press keys unawares (WCAG 2.1.4).
 */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";

/**
 * @typedef {object} Key
 * @property {string} keys As `KeyboardEvent.key` has it; of two in a row, with a space between: `g d`.
 * @property {string} words What it does: "Go to the dashboard".
 * @property {() => void} run
 *
 * @typedef {{ title: string, keys: Key[] }} KeyGroup
 */

const KEY = "tapedeck-keys";
/** So long one has for the second key. */
const PAUSE_MS = 1_500;

/** Whether single keys do anything; to set it is to keep it. */
export const keysAreOn = signal(localStorage.getItem(KEY) !== "off");
keysAreOn.subscribe((on) => on ? localStorage.removeItem(KEY) : localStorage.setItem(KEY, "off"));

/** Those of what is shown now, oldest first. @type {import("@preact/signals").Signal<KeyGroup[]>} */
export const keyGroups = signal([]);

/**
 * Keys of a component, as long as it is shown. They are listed under `?` with this title.
 * @param {string} title
 * @param {Key[]} keys
 */
export function useKeys(title, keys) {
  const wanted = keys.map(({ keys }) => keys).join(" / ");
  useEffect(() => {
    /** @type {KeyGroup} */
    const group = { title, keys };
    keyGroups.value = [...keyGroups.value, group];
    return () => void (keyGroups.value = keyGroups.value.filter((other) => other !== group));
  }, [title, wanted]);
}

/** Listens to the keyboard; in the page once. */
export function useKeyboard() {
  useEffect(() => {
    let first = "";
    let firstAt = 0;
    /** @param {KeyboardEvent} event */
    function onKeyDown(event) {
      if (event.defaultPrevented || !isCommand(event)) return;
      const both = Date.now() - firstAt < PAUSE_MS ? `${first} ${event.key}` : "";
      const all = keyGroups.value.flatMap(({ keys }) => keys).reverse();
      const meant = all.find(({ keys }) => keys === both) ?? all.find(({ keys }) => keys === event.key);
      [first, firstAt] = meant ? ["", 0] : [event.key, Date.now()];
      if (!meant) return;
      event.preventDefault();
      meant.run();
    }
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, []);
}

/** @param {KeyboardEvent} event */
function isCommand({ ctrlKey, metaKey, altKey, target, isComposing }) {
  if (!keysAreOn.value || ctrlKey || metaKey || altKey || isComposing) return false;
  if (document.querySelector("dialog[open]")) return false;
  const element = /** @type {HTMLElement} */ (target);
  return !element.isContentEditable && !element.closest?.("input, textarea, select");
}

/** The page's field to search with. */
export function focusSearch() {
  const field = /** @type {HTMLInputElement | null} */ (document.querySelector("main input[type=search]"));
  field?.focus();
  field?.select();
}
