// @ts-check
/// <reference lib="dom" />
/**
 * What of the log is shown. All of it is in the address, so that it can be kept and shared.
 * @import { Address } from "../../lib/address.js"
 * @import { Wanted } from "./use_log.js"
 */
import { html } from "htm/preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Field, Search, Select } from "../field.js";

const PAUSE_MS = 250;
const LEVELS = [
  { value: "", label: "All levels" },
  { value: "warning", label: "Warnings and errors" },
  { value: "error", label: "Errors" },
];

/** @param {URLSearchParams} query @returns {Wanted} */
export function wantedOf(query) {
  const level = query.get("level") ?? "";
  const isKnown = LEVELS.some(({ value }) => value === level);
  return { level: isKnown ? level : "", actor: query.get("actor") ?? "", text: query.get("text") ?? "" };
}

/** @param {{ wanted: Wanted, actors: string[], address: Address }} props */
export function Filters({ wanted, actors, address }) {
  const [text, setText] = useTyped(wanted.text, (text) => address.set({ text }));
  const [actor, setActor] = useTyped(wanted.actor, (actor) => address.set({ actor }));
  /** @param {{ currentTarget: HTMLInputElement }} event */
  const typeActor = ({ currentTarget }) => setActor(currentTarget.value);
  return html`
    <search class="log-filters">
      <${Search} label="Search the log" placeholder="Search: closed, gap, retry…" value=${text}
        onInput=${setText} />
      <${Select} label="Level" value=${wanted.level} options=${LEVELS}
        onChange=${(/** @type {string} */ level) => address.set({ level })} />
      <${Field} label="About">${(/** @type {import("../field.js").FieldMarks} */ marks) =>
        html`
          <input type="text" ...${marks} list="log-actors" placeholder="binance/trades/BTC-USDT"
            spellcheck=${false} autocomplete="off" value=${actor} onInput=${typeActor} />
        `}<//>
      <datalist id="log-actors">${actors.map((name) => html`<option value=${name} />`)}</datalist>
      ${Object.values(wanted).some(Boolean) &&
        html`<a class="button quiet" href="/logs" onClick=${address.follow}>Show all</a>`}
    </search>
  `;
}

/**
 * A text that is taken once one pauses in typing; one that is set elsewhere shows itself.
 * @param {string} value
 * @param {(value: string) => void} take
 * @returns {[string, (value: string) => void]}
 */
function useTyped(value, take) {
  const [typed, setTyped] = useState(value);
  const timer = useRef(/** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined));
  useEffect(() => setTyped(value), [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  /** @param {string} text */
  function type(text) {
    setTyped(text);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => take(text.trim()), PAUSE_MS);
  }
  return [typed, type];
}
