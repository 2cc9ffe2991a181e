// @ts-check
/// <reference lib="dom" />
/**
 * A field with a list of what fits as one types; arrows move, Enter takes, Escape closes. What is typed counts too.
 * @import { FieldMarks, FieldText } from "./field.js"
 */
import { html } from "htm/preact";
import { useEffect, useId, useState } from "preact/hooks";
import { Field } from "./field.js";

const REST_MS = 150;

/** @typedef {{ value: string, label?: string, note?: string }} Choice */

/**
 * @param {FieldText & {
 *   value: string, onInput: (value: string) => void, onPick?: (value: string) => void,
 *   search: (text: string) => Promise<Choice[]> | Choice[], none?: string, [name: string]: unknown,
 * }} props `search`: asked again whenever it is another function. `onPick`: one was taken from the list; without it
 *   `onInput` is told. `none`: what to say where nothing fits.
 */
export function Combo({ label, help, error, value, onInput, onPick = onInput, search, none, ...rest }) {
  const list = useId();
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const choices = useChoices(search, value, isOpen);

  /** @param {Choice} choice */
  function take(choice) {
    setOpen(false);
    onPick(choice.value);
  }
  /** @param {KeyboardEvent} event */
  function onKeyDown(event) {
    const { key } = event;
    const count = choices?.length ?? 0;
    if (key === "ArrowDown" || key === "ArrowUp") {
      setOpen(true);
      if (count > 0) setActive((active + (key === "ArrowDown" ? 1 : count - (active < 0 ? 0 : 1))) % count);
    } else if (key === "Enter" && isOpen && choices?.[active]) take(choices[active]);
    else if (key === "Escape" && isOpen) setOpen(false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
  /** @param {{ currentTarget: HTMLInputElement }} event */
  function input({ currentTarget }) {
    setOpen(true);
    setActive(-1);
    onInput(currentTarget.value);
  }
  const isShown = isOpen && choices !== null && (choices.length > 0 || Boolean(none));
  return html`
    <${Field} label=${label} help=${help} error=${error}>
      ${(/** @type {FieldMarks} */ marks) =>
        html`
          <div class="combo">
            <input
              type="text" spellcheck=${false} autocomplete="off" ...${rest} ...${marks} value=${value}
              onInput=${input}
              onKeyDown=${onKeyDown} onFocus=${() => setOpen(value === "")} onClick=${() =>
                setOpen(true)} onBlur=${() => setOpen(false)} role="combobox"
              aria-expanded=${isShown ? "true" : "false"} aria-controls=${list} aria-autocomplete="list"
              aria-activedescendant=${isShown && active >= 0 ? `${list}-${active}` : null}
            />
            <ul id=${list} role="listbox" aria-label=${label} hidden=${!isShown}>
              ${isShown && choices.map((choice, n) =>
                html`<${Option} id="${list}-${n}" choice=${choice} isActive=${n === active} take=${take} />`
              )}
              ${isShown && choices.length === 0 &&
                html`<li class="none" role="option" aria-disabled="true">${none}</li>`}
            </ul>
          </div>
        `}
    <//>
  `;
}

/** @param {{ id: string, choice: Choice, isActive: boolean, take: (choice: Choice) => void }} props */
function Option({ id, choice, isActive, take }) {
  // Before the field loses the focus, which would close the list.
  /** @param {MouseEvent} event */
  const onMouseDown = (event) => {
    event.preventDefault();
    take(choice);
  };
  return html`
    <li id=${id} role="option" aria-selected=${isActive ? "true" : "false"} onMouseDown=${onMouseDown}>
      ${choice.label ?? choice.value}${choice.note && html`<small>${choice.note}</small>`}
    </li>
  `;
}

/**
 * What fits the text; null: not known yet. Asked for when typing rests.
 * @param {(text: string) => Promise<Choice[]> | Choice[]} search
 * @param {string} text
 * @param {boolean} isWanted
 */
function useChoices(search, text, isWanted) {
  const [choices, setChoices] = useState(/** @type {Choice[] | null} */ (null));
  useEffect(() => {
    if (!isWanted) return;
    let isCurrent = true;
    const timer = setTimeout(async () => {
      const found = await search(text);
      if (isCurrent) setChoices(found);
    }, REST_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [search, text, isWanted]);
  return choices;
}
