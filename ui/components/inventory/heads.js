// @ts-check
/// <reference lib="dom" />
/**
 * The columns' heads: each sorts.
 * @import { Address } from "../../lib/address.js"
 * @import { Wanted } from "./listing.js"
 */
import { html } from "htm/preact";
import { orderAfter } from "./listing.js";

/** By the name that it sorts by; in the order of a row's cells. */
export const COLUMNS = [
  { name: "series", label: "Series" },
  { name: "complete", label: "Coverage, last 90 days" },
  { name: "gaps", label: "Gaps", align: "end" },
  { name: "rows", label: "Rows", align: "end" },
  { name: "size", label: "Size", align: "end" },
  { name: "first", label: "First row", align: "end" },
  { name: "last", label: "Last row", align: "end" },
];

/** @param {{ wanted: Wanted, address: Address }} props */
export function Heads({ wanted, address }) {
  return html`
    <div role="rowgroup" class="inv-heads">
      <div role="row" class="inv-head" aria-rowindex="1">
        ${COLUMNS.map(({ name, label, align = "" }) => {
          const isSorted = wanted.sort === name;
          const sort = isSorted ? (wanted.down ? "descending" : "ascending") : "none";
          return html`
            <div role="columnheader" class=${align} aria-sort=${sort}>
              <button type="button" class="sort" onClick=${() =>
                address.set({ sort: orderAfter(wanted, name) })}>
                ${label}<span class="arrow" aria-hidden="true">${isSorted
                  ? (wanted.down ? "↓" : "↑")
                  : "↕"}</span>
              </button>
            </div>
          `;
        })}
      </div>
    </div>
  `;
}
