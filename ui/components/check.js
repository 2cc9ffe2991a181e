// @ts-check
/// <reference lib="dom" />
import { html } from "htm/preact";

/** @param {{ label: unknown, checked: boolean, onChange: (checked: boolean) => void, help?: unknown, [name: string]: unknown }} props */
export function Check({ label, checked, onChange, help, ...rest }) {
  /** @param {{ currentTarget: HTMLInputElement }} event */
  const change = ({ currentTarget }) => onChange(currentTarget.checked);
  return html`
    <label class="check">
      <input type="checkbox" ...${rest} checked=${checked} onChange=${change} />
      <span>${label}${help && html`<small>${help}</small>`}</span>
    </label>
  `;
}
