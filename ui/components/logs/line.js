// @ts-check
/// <reference lib="dom" />
/**
 * A line of the log, or several that say the same as one.
 * @import { Address } from "../../lib/address.js"
 * @import { Fold, Line } from "./log_lines.js"
 */
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { withQuery } from "../../lib/api.js";
import { count } from "../../lib/format.js";
import { Mark } from "../mark.js";
import { LEVELS, piecesOf } from "./log_lines.js";
import { placeOf } from "./log_places.js";

/** @typedef {{ address: Address, exchanges: string[], text: string }} Around `text`: what was searched for. */

/** @param {number} n Of the first line. */
export const lineId = (n) => `line-${n}`;

/** @param {{ fold: Fold, around: Around }} props */
export function FoldedLines({ fold, around }) {
  const [isOpen, setOpen] = useState(false);
  const { lines, n } = fold;
  const last = lines[lines.length - 1];
  const toggle = () => setOpen(!isOpen);
  const times = lines.length > 1 && html`
    <button type="button" class="log-times" aria-expanded=${isOpen} onClick=${toggle}
      title=${isOpen ? "Fold them" : "The same but for its figures: show each"}>
      ×${count(lines.length)} since ${lines[0].time.slice(11, 19)}
    </button>
  `;
  return html`
    <li id=${lineId(n)} class="log-line ${last.level}" tabindex="-1">
      <${Parts} line=${last} around=${around} end=${times} />
    </li>
    ${isOpen && lines.slice(0, -1).reverse().map((line) =>
      html`
        <li key=${line.n} class="log-line again">
          <${Parts} line=${line} around=${around} />
        </li>
      `
    )}
  `;
}

/** @param {{ line: Line, around: Around, end?: unknown }} props */
function Parts({ line: { time, level, actor, words }, around, end }) {
  const { word, tone } = LEVELS[level];
  return html`
    <time datetime=${time} title=${`${time.slice(0, 10)} UTC`}>${time.slice(11, 23)}</time>
    <span class="log-level"><${Mark} tone=${tone} />${word}</span>
    <${Actor} actor=${actor} around=${around} />
    <span class="log-words">${piecesOf(words, around.text).map(({ text, isHit }) =>
      isHit ? html`<mark>${text}</mark>` : text
    )} ${end}</span>
  `;
}

/** What it is about leads to its page; the button beside it shows its lines alone. @param {{ actor: string, around: Around }} props */
function Actor({ actor, around: { address, exchanges } }) {
  const place = placeOf(actor, exchanges);
  const query = Object.fromEntries(address.url.value.searchParams);
  const alone = withQuery("/logs", { ...query, actor });
  const follow = address.follow;
  return html`
    <span class="log-actor">
      <a href=${place ?? alone} onClick=${follow} title=${place
        ? `Go to ${actor}`
        : `Only ${actor}`}>${actor}</a>
      ${place && html`
        <a class="log-only" href=${alone} onClick=${follow} title="Only this" aria-label="Only ${actor}">
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d="M2 3h12L9.5 8.5V13l-3 1V8.5z" />
          </svg>
        </a>
      `}
    </span>
  `;
}
