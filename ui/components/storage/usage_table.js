// @ts-check
/**
 * What takes the room: files by exchange and type, the largest first.
 * @import { StorageUsage } from "../../../schemas/wire_archive.ts"
 * @import { Address } from "../../lib/address.js"
 */
import { html } from "htm/preact";
import { withQuery } from "../../lib/api.js";
import { count, megabytes, percent } from "../../lib/format.js";
import { Empty } from "../states.js";
import { Table } from "../table.js";

const TYPE_WORDS = { trades: "trades", ohlc: "candles", orderbook: "order books" };

/** @typedef {StorageUsage["groups"][number]} Group */

/** @param {{ groups: Group[], address: Address }} props */
export function UsageTable({ groups, address }) {
  return html`
    <section class="usage" aria-labelledby="usage-title">
      <div class="section-head"><h2 id="usage-title">What takes the room</h2></div>
      ${groups.length === 0
        ? html`
          <${Empty} title="There are no files yet.">
            Rows become files some minutes after they came.${" "}
            <a href="/jobs" onClick=${address.follow}>See what is recorded</a>.
          <//>
        `
        : html`
          <${Table} caption="Files by exchange and type" columns=${columnsOf(groups, address)} rows=${groups}
            order=${address.get("order") || "-size"} onOrder=${(/** @type {string} */ order) =>
              address.set({ order: order === "-size" ? null : order })}
            keyOf=${(/** @type {Group} */ { exchange, type }) => `${exchange} ${type}`} />
        `}
    </section>
  `;
}

/** @param {Group[]} groups @param {Address} address @returns {import("../table.js").Column<Group>[]} */
function columnsOf(groups, { follow }) {
  const all = groups.reduce((sum, { bytes }) => sum + bytes, 0);
  const largest = Math.max(...groups.map(({ bytes }) => bytes), 1);
  return [
    {
      name: "exchange",
      label: "Exchange",
      sort: ({ exchange }) => exchange,
      cell: ({ exchange, type }) =>
        html`<a href=${withQuery("/inventory", { exchange, type })} onClick=${follow}>${exchange}<span
          class="visually-hidden"> ${TYPE_WORDS[type]}, in the inventory</span></a>`,
    },
    {
      name: "type",
      label: "Type",
      sort: ({ type }) => TYPE_WORDS[type],
      cell: ({ type }) => TYPE_WORDS[type],
    },
    {
      name: "size",
      label: "Size",
      sort: ({ bytes }) => bytes,
      cell: ({ bytes }) => html`<${SizeBar} share=${bytes / largest} words=${megabytes(bytes)} />`,
    },
    {
      name: "share",
      label: "Share",
      align: "end",
      cell: ({ bytes }) => all === 0 ? "" : percent(bytes / all),
    },
    { name: "rows", label: "Rows", align: "end", sort: ({ rows }) => rows, cell: ({ rows }) => count(rows) },
    {
      name: "weight",
      label: "Bytes a row",
      align: "end",
      sort: weightOf,
      cell: (group) => weightOf(group)?.toFixed(1) ?? "",
    },
    {
      name: "files",
      label: "Files",
      align: "end",
      sort: ({ files }) => files,
      cell: ({ files }) => count(files),
    },
  ];
}

/** @param {Group} group */
function weightOf({ bytes, rows }) {
  return rows === 0 ? null : bytes / rows;
}

/** @param {{ share: number, words: string }} props `share` of the largest. */
function SizeBar({ share, words }) {
  return html`
    <span class="size-bar">
      <svg aria-hidden="true">
        <rect width="${Math.max(0.5, 100 * share)}%" height="100%" rx="2" />
      </svg>
      <span>${words}</span>
    </span>
  `;
}
