// @ts-check
/// <reference lib="dom" />
/**
 * Fields of a form: each with its label, a word of help, and what is wrong with it.
 */
import { html } from "htm/preact";
import { useId } from "preact/hooks";

/** @typedef {{ id: string, "aria-describedby": string | null, "aria-invalid": "true" | null }} FieldMarks */
/** @typedef {{ label: string, help?: unknown, error?: string | null }} FieldText */

/**
 * `<${Field} label="Pair">${(marks) => html`<input ...${marks} />`}<//>`
 * @param {FieldText & { children: (marks: FieldMarks) => unknown }} props
 */
export function Field({ label, help, error, children }) {
  const id = useId();
  const described = [help && `${id}-help`, error && `${id}-error`].filter(Boolean).join(" ");
  /** @type {FieldMarks} */
  const marks = { id, "aria-describedby": described || null, "aria-invalid": error ? "true" : null };
  return html`
    <div class="field">
      <label for=${id}>${label}</label>
      ${children(marks)}
      ${error && html`<p class="fault" id="${id}-error" role="alert">${error}</p>`}
      ${help && html`<p class="help" id="${id}-help">${help}</p>`}
    </div>
  `;
}

/**
 * A line of text; further attributes (type, placeholder, min, …) go to the input.
 * @param {FieldText & { value: string, onInput: (value: string) => void, [name: string]: unknown }} props
 */
export function TextField({ label, help, error, value, onInput, ...rest }) {
  /** @param {{ currentTarget: HTMLInputElement }} event */
  const input = ({ currentTarget }) => onInput(currentTarget.value);
  return html`
    <${Field} label=${label} help=${help} error=${error}>
      ${(/** @type {FieldMarks} */ marks) =>
        html`
          <input type="text" spellcheck=${false} ...${rest} ...${marks} value=${value}
            onInput=${input} />
        `}
    <//>
  `;
}

/**
 * @param {FieldText & {
 *   value: string, options: Array<{ value: string, label: string, disabled?: boolean }>,
 *   onChange: (value: string) => void, [name: string]: unknown,
 * }} props
 */
export function Select({ label, help, error, value, options, onChange, ...rest }) {
  /** @param {{ currentTarget: HTMLSelectElement }} event */
  const change = ({ currentTarget }) => onChange(currentTarget.value);
  return html`
    <${Field} label=${label} help=${help} error=${error}>
      ${(/** @type {FieldMarks} */ marks) =>
        html`
          <select ...${rest} ...${marks} onChange=${change}>
            ${options.map((option) =>
              html`
                <option value=${option.value} disabled=${option.disabled} selected=${option.value === value}>
                  ${option.label}
                </option>
              `
            )}
          </select>
        `}
    <//>
  `;
}

/**
 * A field to search with; `/` leads to it from anywhere on the page.
 * @param {{ label: string, value: string, onInput: (value: string) => void, placeholder?: string }} props
 */
export function Search({ label, value, onInput, placeholder }) {
  /** @param {{ currentTarget: HTMLInputElement }} event */
  const input = ({ currentTarget }) => onInput(currentTarget.value);
  return html`
    <input
      type="search" class="search" aria-label=${label} placeholder=${placeholder ?? label} value=${value}
      spellcheck=${false} autocomplete="off" onInput=${input}
    />
  `;
}

export { Check } from "./check.js";
