// @ts-check
/// <reference lib="dom" />
/**
 * The file and what one makes of it: the text as it was when one began, one's own, and that of somebody else who saved
 * meanwhile.
 * @import { Signal } from "@preact/signals"
 * @import { ConfigText } from "../../../schemas/wire_app.ts"
 * @import { Answer } from "../../lib/api.js"
 */
import { batch, signal } from "@preact/signals";
import { ask } from "../../lib/api.js";

const PATH = "/api/config/text";

/**
 * @typedef {object} ConfigFile
 * @property {Signal<ConfigText | null>} base What `draft` began with; null until it came.
 * @property {Signal<string>} draft
 * @property {Signal<ConfigText | null>} theirs Somebody else's, saved after `base` and unlike `draft`.
 * @property {Signal<string>} fault Why the file could not be had; empty: it could.
 * @property {() => boolean} isChanged Whether there is something to save.
 * @property {() => Promise<"same" | "newer" | "conflict" | "failed">} look Asks for the file.
 * @property {(text: string) => Promise<Saved>} save
 * @property {(draft: string) => void} rebase Goes on from theirs, with this text.
 */
/** @typedef {{ type: "saved" } | { type: "conflict" } | { type: "failed", message: string }} Saved */

/** @returns {ConfigFile} */
export function openConfigFile() {
  /** @type {Signal<ConfigText | null>} */
  const base = signal(null);
  const draft = signal("");
  /** @type {Signal<ConfigText | null>} */
  const theirs = signal(null);
  const fault = signal("");
  let turn = 0;
  const isChanged = () => base.value !== null && draft.value !== base.value.text;

  /** @param {ConfigText} file @param {string} text */
  const begin = (file, text) =>
    batch(() => {
      base.value = file;
      draft.value = text;
      theirs.value = null;
    });

  async function look() {
    const mine = ++turn;
    /** @type {Answer<ConfigText>} */
    const answer = await ask.get(PATH);
    if (mine !== turn) return "same";
    fault.value = answer.ok ? "" : answer.message;
    if (!answer.ok) return "failed";
    return take(answer.value);
  }

  /** @param {ConfigText} file */
  function take(file) {
    const before = base.value;
    const isNewer = before !== null && before.version !== file.version;
    // Also the same version anew: what one has just saved comes back with its secrets masked.
    if (!isChanged() || draft.value === file.text) begin(file, file.text);
    else if (isNewer) theirs.value = file;
    else theirs.value = null;
    if (!isNewer) return "same";
    return theirs.value === null ? "newer" : "conflict";
  }

  /** @param {string} text @returns {Promise<Saved>} */
  async function save(text) {
    turn++;
    const shown = draft.value;
    /** @type {Answer<{ version: string }>} */
    const answer = await ask.put(PATH, { text }, { version: base.value?.version ?? null });
    if (answer.ok) {
      const { path = "" } = base.value ?? {};
      // What is typed while it is saved stays.
      begin({ text, path, version: answer.value.version }, draft.value === shown ? text : draft.value);
      await look();
      return { type: "saved" };
    }
    if (answer.status !== 412) return { type: "failed", message: answer.message };
    await look();
    return { type: "conflict" };
  }

  /** @param {string} text */
  function rebase(text) {
    if (theirs.value) begin(theirs.value, text);
  }
  return { base, draft, theirs, fault, isChanged, look, save, rebase };
}
