// @ts-check
/**
 * What differs between two texts.
 * @import { DiffLine } from "./line_diff.js"
 */
import { html } from "htm/preact";
import { useMemo } from "preact/hooks";
import { diffLines, hunksOf } from "./line_diff.js";

const SIGNS = { same: " ", removed: "−", added: "+" };
const TAGS = { same: "span", removed: "del", added: "ins" };

/** @param {{ before: string, after: string, label: string }} props */
export function DiffView({ before, after, label }) {
  const hunks = useMemo(() => hunksOf(diffLines(before, after)), [before, after]);
  if (hunks.length === 0) return html`<p class="help">There is no difference.</p>`;
  return html`
    <div class="diff" role="region" aria-label=${label} tabindex="0">
      ${hunks.map((lines) =>
        html`<div class="hunk" key=${lines[0].before ?? `+${lines[0].after}`}>
        ${lines.map((line) => html`<${Line} ...${line} />`)}
      </div>`
      )}
    </div>
  `;
}

/** @param {DiffLine} props */
function Line({ type, text, before, after }) {
  return html`
    <div class="diff-line ${type}">
      <span class="n">${before}</span><span class="n">${after}</span><span aria-hidden="true">${SIGNS[
        type
      ]}</span>
      <${TAGS[type]}>${text === "" ? "\u200b" : text}<//>
    </div>
  `;
}
