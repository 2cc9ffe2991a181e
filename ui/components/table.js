// @ts-check
/// <reference lib="dom" />
/**
 * A table whose columns sort. The order is a text like `rows` or `-rows` (downwards), so that it fits an address.
 */
import { html } from "htm/preact";

/**
 * @template R
 * @typedef {object} Column
 * @property {string} name
 * @property {string} label
 * @property {(row: R) => unknown} cell
 * @property {(row: R) => string | number | null} [sort] What it sorts by; without it the column does not sort.
 * @property {"end"} [align] `end`: for numbers.
 */

/**
 * @template R
 * @param {{
 *   caption: string, columns: Column<R>[], rows: R[], keyOf: (row: R) => string, order?: string,
 *   onOrder?: (order: string) => void,
 * }} props `caption` is for screen readers. Without `onOrder` nothing sorts.
 */
export function Table({ caption, columns, rows, keyOf, order = "", onOrder }) {
  const sorted = onOrder ? sortRows(rows, columns, order) : rows;
  return html`
    <div class="table-box" role="region" aria-label=${caption} tabindex="0">
      <table class="table">
        <caption class="visually-hidden">${caption}</caption>
        <thead>
          <tr>${columns.map((column) =>
            html`<${Heading} ...${column} order=${order} onOrder=${onOrder} />`
          )}</tr>
        </thead>
        <tbody>
          ${sorted.map((row) =>
            html`
              <tr key=${keyOf(row)}>
                ${columns.map((column) => html`<td class=${column.align ?? ""}>${column.cell(row)}</td>`)}
              </tr>
            `
          )}
        </tbody>
      </table>
    </div>
  `;
}

/** @param {Column<any> & { order: string, onOrder?: (order: string) => void }} props */
export function Heading({ name, label, sort, align, order, onOrder }) {
  if (!sort || !onOrder) return html`<th scope="col" class=${align ?? ""}>${label}</th>`;
  const direction = order === name ? "ascending" : order === `-${name}` ? "descending" : "none";
  const next = direction === "ascending" ? `-${name}` : name;
  return html`
    <th scope="col" class=${align ?? ""} aria-sort=${direction}>
      <button type="button" class="sort" onClick=${() => onOrder(next)}>
        ${label}<span class="arrow" aria-hidden="true">${{
          ascending: "↑",
          descending: "↓",
          none: "↕",
        }[direction]}</span>
      </button>
    </th>
  `;
}

/**
 * The rows in an order; what has no value comes last either way.
 * @template R
 * @param {R[]} rows
 * @param {Column<R>[]} columns
 * @param {string} order
 * @returns {R[]}
 */
export function sortRows(rows, columns, order) {
  const sort = columns.find(({ name }) => name === order.replace(/^-/, ""))?.sort;
  if (!sort) return rows;
  const sign = order.startsWith("-") ? -1 : 1;
  return rows.toSorted((one, other) => {
    const [a, b] = [sort(one), sort(other)];
    if (a === b) return 0;
    if (a === null || b === null) return a === null ? 1 : -1;
    return a < b ? -sign : sign;
  });
}
