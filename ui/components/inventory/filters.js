// @ts-check
/// <reference lib="dom" />
/**
 * What of the inventory is shown. All of it is in the address, so that it can be kept and shared.
 * @import { SeriesView } from "../../../schemas/snapshot.ts"
 * @import { Address } from "../../lib/address.js"
 * @import { Wanted } from "./listing.js"
 */
import { html } from "htm/preact";
import { useMemo } from "preact/hooks";
import { Check, Search, Select } from "../field.js";
import { COLUMNS } from "./heads.js";
import { orderText } from "./listing.js";

const TYPES = [
  { value: "", label: "All types" },
  { value: "trades", label: "Trades" },
  { value: "ohlc", label: "Candles" },
  { value: "orderbook", label: "Order books" },
];

/** @param {{ series: SeriesView[], wanted: Wanted, address: Address }} props */
export function Filters({ series, wanted, address }) {
  const names = useMemo(() => [...new Set(series.map(({ exchange }) => exchange))].sort(), [series]);
  const exchanges = [
    { value: "", label: "All exchanges" },
    ...names.map((name) => ({ value: name, label: name })),
  ];
  const orders = COLUMNS.flatMap(({ name, label }) => [
    { value: orderText({ sort: name, down: false }) ?? "series", label: `${label}, upwards` },
    { value: orderText({ sort: name, down: true }) ?? "", label: `${label}, downwards` },
  ]);
  return html`
    <search class="inv-filters">
      <${Search} label="Search series" placeholder="Search: btc binance 1m" value=${wanted.text}
        onInput=${(/** @type {string} */ q) => address.set({ q })} />
      <${Select} label="Exchange" value=${wanted.exchange} options=${exchanges} onChange=${(
        /** @type {string} */ exchange,
      ) => address.set({ exchange })} />
      <${Select} label="Type" value=${wanted.type} options=${TYPES} onChange=${(/** @type {string} */ type) =>
        address.set({ type })} />
      <div class="inv-order">
        <${Select} label="Order" value=${orderText(wanted) ?? "series"} options=${orders} onChange=${(
          /** @type {string} */ sort,
        ) => address.set({ sort: sort === "series" ? null : sort })} />
      </div>
      <${Check} label="Only with gaps" checked=${wanted.gaps} onChange=${(/** @type {boolean} */ gaps) =>
        address.set({ show: gaps ? "gaps" : null })} />
    </search>
  `;
}
