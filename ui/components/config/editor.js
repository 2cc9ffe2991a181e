// @ts-check
/// <reference lib="dom" />
/**
 * An editor for YAML: the browser's own text field, with see-through letters over the same text in colours. Both are
 * as large as the text, and the box around them scrolls, so they cannot come apart.
 * @import { Change } from "./indent.js"
 * @import { ConfigError } from "./verdict_words.js"
 */
import { html } from "htm/preact";
import { useMemo, useRef } from "preact/hooks";
import { brokenLine, indented, outdented } from "./indent.js";
import { partsOf } from "./yaml_parts.js";

/**
 * @param {{
 *   text: string, onInput: (text: string) => void, onSave: () => void, errors: Map<number, ConfigError[]>,
 *   readOnly: boolean, describedBy: string,
 * }} props
 */
export function Editor({ text, onInput, onSave, errors, readOnly, describedBy }) {
  const lines = useMemo(() => text.split("\n"), [text]);
  /** Escape lets the next Tab leave the field: who works by keyboard alone must get out. */
  const leaves = useRef(false);

  /** @param {KeyboardEvent & { currentTarget: HTMLTextAreaElement }} event */
  function onKeyDown(event) {
    const { key, ctrlKey, metaKey, altKey, isComposing } = event;
    if (isComposing || key === "Shift") return;
    if ((ctrlKey || metaKey) && key.toLowerCase() === "s") {
      event.preventDefault();
      return onSave();
    }
    const change = leaves.current || readOnly || ctrlKey || metaKey || altKey ? null : changeOf(event);
    leaves.current = key === "Escape";
    if (change === null) return;
    event.preventDefault();
    apply(event.currentTarget, change);
  }
  /** @param {{ currentTarget: HTMLTextAreaElement }} event */
  const input = ({ currentTarget }) => onInput(currentTarget.value);
  return html`
    <div class="editor">
      <div class="editor-sheet">
        <pre aria-hidden="true">${lines.map((line, n) =>
          html`<${Line} key=${n} text=${line} errors=${errors.get(n + 1)} />`
        )}</pre>
        <textarea
          id="config-text" aria-label="The config, as YAML" aria-describedby=${describedBy} spellcheck=${false}
          aria-invalid=${errors.size > 0 ? "true" : null} autocapitalize="off" autocomplete="off" wrap="off"
          readonly=${readOnly} value=${text} onInput=${input} onKeyDown=${onKeyDown}
        ></textarea>
      </div>
    </div>
  `;
}

/** @param {{ text: string, errors: ConfigError[] | undefined }} props */
function Line({ text, errors }) {
  const words = errors?.map(({ message }) => message).join("; ");
  return useMemo(() =>
    html`
      <div class=${errors ? "wrong" : ""}>${partsOf(text).map(({ type, text }) =>
        type === "plain" ? text : html`<span class="yaml-${type}">${text}</span>`
      )}${words && html`<i title=${words}>${words}</i>`}</div>
    `, [text, words]);
}

/** @param {KeyboardEvent & { currentTarget: HTMLTextAreaElement }} event @returns {Change | null} */
function changeOf({ key, shiftKey, currentTarget: { value, selectionStart, selectionEnd } }) {
  if (key === "Tab") return (shiftKey ? outdented : indented)(value, selectionStart, selectionEnd);
  if (key === "Enter" && !shiftKey) return brokenLine(value, selectionStart, selectionEnd);
  return null;
}

/** As if it had been typed: the browser can undo it. @param {HTMLTextAreaElement} field @param {Change} change */
function apply(field, { from, to, text, start, end }) {
  field.setSelectionRange(from, to);
  const isTyped = text === ""
    ? from === to || document.execCommand("delete")
    : document.execCommand("insertText", false, text);
  if (!isTyped) {
    field.setRangeText(text, from, to);
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
  field.setSelectionRange(start, end);
}

/** Puts the caret there, in sight. @param {number} offset */
export function showAt(offset) {
  const field = /** @type {HTMLTextAreaElement | null} */ (document.getElementById("config-text"));
  const box = field?.closest(".editor");
  if (!field || !box) return;
  field.focus({ preventScroll: true });
  field.setSelectionRange(offset, offset);
  const line = field.value.slice(0, offset).split("\n").length - 1;
  const row = field.previousElementSibling?.children[line];
  row?.scrollIntoView({ block: "nearest" });
  box.scrollLeft = 0;
}
