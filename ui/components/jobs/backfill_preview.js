// @ts-check
/**
 * What a backfill would fetch, a line a series.
 * @import { BackfillPreview } from "../../../schemas/wire_app.ts"
 * @import { Asked } from "../../lib/use_answer.js"
 */
import { html } from "htm/preact";
import { count, counted, duration } from "../../lib/format.js";
import { Table } from "../table.js";

/** @typedef {BackfillPreview["series"][number]} PreviewedSeries */

const ROW_WORDS = { "exactly": "", "at-most": "at most ", "about": "about " };
const MANY = 200;

/** @type {import("../table.js").Column<PreviewedSeries>[]} */
const COLUMNS = [
  {
    name: "series",
    label: "Series",
    cell: ({ exchange, pair, type, span }) =>
      `${exchange} ${pair} ${type === "ohlc" ? `candles ${span}` : "trades"}`,
  },
  {
    name: "missing",
    label: "Missing",
    align: "end",
    cell: ({ missing_us }) => missing_us === 0 ? "nothing" : duration(missing_us / 1000),
  },
  { name: "windows", label: "Windows", align: "end", cell: ({ windows }) => count(windows) },
  { name: "rows", label: "Rows", align: "end", cell: rowsCell },
  {
    name: "time",
    label: "Time",
    align: "end",
    cell: ({ seconds }) => seconds === null ? "not known" : duration(seconds * 1000),
  },
];

/** @param {PreviewedSeries} series */
function rowsCell({ rows, rows_are }) {
  return rows === null ? "not known" : `${ROW_WORDS[rows_are ?? "exactly"]}${count(rows)}`;
}

/** @param {{ preview: Asked<BackfillPreview> }} props */
export function BackfillPreviewTable({ preview }) {
  if (preview.state === "failed") return html`<p class="fault" role="alert">${preview.message}</p>`;
  if (preview.value === null) return html`<p class="help" role="status">Counting what is missing…</p>`;
  const { series } = preview.value;
  return html`
    <div class="job-preview" aria-busy=${preview.busy}>
      <p role="status">${previewWords(series)}</p>
      <${Table} caption="What would be fetched" columns=${COLUMNS} rows=${series.slice(0, MANY)}
        keyOf=${(/** @type {PreviewedSeries} */ { key }) => key} />
      ${series.length > MANY && html`<p class="help">and ${counted(series.length - MANY, "series")} more</p>`}
    </div>
  `;
}

/** In a sentence: the sum of what is known, and that not all is. @param {PreviewedSeries[]} series */
export function previewWords(series) {
  const wanting = series.filter(({ windows }) => windows > 0);
  if (wanting.length === 0) return "Nothing is missing since then.";
  const rows = wanting.map((each) => each.rows);
  const kinds = wanting.map(({ rows_are }) => rows_are);
  const surety = kinds.includes("about") ? "about " : kinds.includes("at-most") ? "at most " : "";
  const known = rows.reduce((/** @type {number} */ sum, each) => sum + (each ?? 0), 0);
  const unknown = rows.filter((each) => each === null).length;
  const rowWords = unknown === rows.length
    ? "how many rows cannot be told"
    : `${surety}${counted(known, "row")}${
      unknown > 0 ? ` and those of ${count(unknown)} series that cannot be told` : ""
    }`;
  const windows = wanting.reduce((sum, each) => sum + each.windows, 0);
  return `Would ask for ${counted(windows, "window")} of ${count(wanting.length)} series: ${rowWords}${
    timeWords(wanting)
  }.`;
}

/** One after the other at an exchange; what is side by side ends sooner. @param {PreviewedSeries[]} series */
function timeWords(series) {
  const seconds = series.map((each) => each.seconds);
  if (seconds.some((each) => each === null)) return "";
  const sum = seconds.reduce((/** @type {number} */ sum, each) => sum + (each ?? 0), 0);
  return `; about ${duration(Math.max(sum, 1) * 1000)} by what the exchanges allow`;
}
