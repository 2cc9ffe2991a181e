// @ts-check
/**
 * The exchange of a job: searched among those that have what the job wants.
 * @import { ExchangeOffer } from "../../../schemas/wire_app.ts"
 * @import { JobKind } from "./job_words.js"
 */
import { html } from "htm/preact";
import { useCallback, useState } from "preact/hooks";
import { Combo } from "../combo.js";
import { canTake, offerWords } from "./offer.js";

/**
 * @param {{
 *   kind: JobKind, offers: ExchangeOffer[], value: string, onChange: (id: string) => void, error?: string,
 * }} props
 */
export function ExchangeField({ kind, offers, value, onChange, error }) {
  const [isTyped, setTyped] = useState(false);
  const chosen = offers.find(({ id }) => id === value);
  const search = useCallback((/** @type {string} */ text) => {
    // Who comes back to the field wants to see the others too; who has typed a whole name is done.
    const fitting = offers.filter((offer) => fits(offer, kind, isTyped ? text : ""));
    const isDone = isTyped && fitting.length === 1 && fitting[0].id === text;
    return isDone ? [] : fitting.map((offer) => choiceOf(offer, kind));
  }, [offers, kind, isTyped]);

  /** @param {string} text */
  function type(text) {
    setTyped(true);
    onChange(text.trim().toLowerCase());
  }
  /** @param {string} id */
  function pick(id) {
    setTyped(false);
    onChange(id);
  }
  return html`
    <${Combo}
      label="Exchange" value=${value} search=${search} onInput=${type} onPick=${pick}
      error=${error} autofocus
      none=${chosen || value === "" ? "" : "No exchange that has this fits"}
      help=${chosen ? `${chosen.name} has ${offerWords(chosen, kind)}.` : "Type a part of its name."}
    />
  `;
}

/** @param {ExchangeOffer} offer @param {JobKind} kind */
function choiceOf(offer, kind) {
  return { value: offer.id, label: offer.id, note: `${offer.name}: ${offerWords(offer, kind)}` };
}

/** @param {ExchangeOffer} offer @param {JobKind} kind @param {string} text */
function fits(offer, kind, text) {
  const wanted = text.toLowerCase();
  return canTake(offer, kind) && [offer.id, offer.name.toLowerCase()].some((name) => name.includes(wanted));
}
