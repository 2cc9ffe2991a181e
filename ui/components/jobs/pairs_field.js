// @ts-check
/// <reference lib="dom" />
/**
 * The pairs of a job, searched in the exchange's own list. What it does not list is taken when it is meant.
 * @import { Symbols } from "../../../schemas/wire_app.ts"
 * @import { Answer } from "../../lib/api.js"
 */
import { html } from "htm/preact";
import { useCallback, useState } from "preact/hooks";
import { ask, withQuery } from "../../lib/api.js";
import { count, utc } from "../../lib/format.js";
import { Combo } from "../combo.js";

/** @param {string} exchange @param {string} search @returns {Promise<Answer<Symbols>>} */
function symbolsOf(exchange, search) {
  return ask.get(withQuery(`/api/exchanges/${encodeURIComponent(exchange)}/symbols`, { search, limit: 50 }));
}

/**
 * @param {{
 *   exchange: string, pairs: string[], onChange: (pairs: string[]) => void, error?: string,
 *   text: string, onText: (text: string) => void,
 * }} props `exchange`: empty until a known one is chosen. `text`: what is typed and not taken yet.
 */
export function PairsField({ exchange, pairs, onChange, error, text, onText }) {
  const [source, setSource] = useState("");
  const [doubt, setDoubt] = useState("");
  const search = useCallback(async (/** @type {string} */ typed) => {
    if (exchange === "") return [];
    const answer = await symbolsOf(exchange, typed);
    setSource(sourceWords(exchange, answer));
    if (!answer.ok) return [];
    const { symbols, not_trading } = answer.value;
    return symbols.filter((symbol) => !pairs.includes(symbol))
      .map((symbol) => ({
        value: symbol,
        note: not_trading.includes(symbol) ? "does not trade now" : undefined,
      }));
  }, [exchange, pairs]);

  /** @param {string} pair */
  function add(pair) {
    onText("");
    setDoubt("");
    if (!pairs.includes(pair)) onChange([...pairs, pair]);
  }
  async function addTyped() {
    const typed = text.trim();
    if (typed === "") return;
    const answer = exchange === "" ? null : await symbolsOf(exchange, typed);
    const listed = answer?.ok ? answer.value.symbols.find((symbol) => isSame(symbol, typed)) : typed;
    if (listed !== undefined || doubt !== "") return add(listed ?? typed);
    setDoubt(`${exchange} lists no ${typed}. Enter once more takes it all the same.`);
  }
  /** @param {KeyboardEvent} event */
  function onKeyDown(event) {
    if (event.key !== "Enter" || text.trim() === "") return;
    event.preventDefault();
    addTyped();
  }
  /** @param {string} typed */
  function onInput(typed) {
    setDoubt("");
    onText(typed);
  }
  return html`
    <div class="pairs-field" onKeyDown=${onKeyDown}>
      <${Combo}
        label="Pairs" value=${text} onInput=${onInput} onPick=${add} search=${search}
        placeholder="BTC/USDT"
        error=${error ?? doubt} help=${exchange === ""
          ? "Choose the exchange first: its pairs are searched here."
          : source}
        none=${exchange === "" || source.startsWith("Cannot") ? "" : "No pair fits"}
      />
      <${Chosen} pairs=${pairs} onChange=${onChange} />
    </div>
  `;
}

/** @param {{ pairs: string[], onChange: (pairs: string[]) => void }} props */
function Chosen({ pairs, onChange }) {
  if (pairs.length === 0) return null;
  return html`
    <ul class="pair-chips" aria-label="Chosen pairs">
      ${pairs.map((pair) =>
        html`
          <li key=${pair} class="pair-chip">
            ${pair}
            <button type="button" aria-label="Take ${pair} out" onClick=${() =>
              onChange(pairs.filter((each) => each !== pair))}>
              <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M4 4l8 8M12 4l-8 8" /></svg>
            </button>
          </li>
        `
      )}
    </ul>
  `;
}

/** @param {string} symbol @param {string} typed */
const isSame = (symbol, typed) => symbol.toUpperCase() === typed.toUpperCase();

/** @param {string} exchange @param {Answer<Symbols>} answer */
function sourceWords(exchange, answer) {
  if (!answer.ok) {
    return `Cannot list the pairs of ${exchange}: ${answer.message} Type them, each with Enter.`;
  }
  const { total, source, as_of } = answer.value;
  const when = source === "disk" ? `, as ${exchange} told on ${utc(as_of * 1000)}` : "";
  return `${count(total)} fit${total === 1 ? "s" : ""}${when}. Enter or a click takes one.`;
}
