// @ts-check
/// <reference lib="dom" />
/**
 * The newest rows as they come, for as long as they are looked at.
 * @import { Named } from "./snippets.js"
 * @import { Row } from "./tail.js"
 */
import { html } from "htm/preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { ask } from "../../lib/api.js";
import { count, utc } from "../../lib/format.js";
import { Button } from "../button.js";
import { Loading } from "../states.js";
import { messagesOf, openTail } from "./tail.js";

const SHOWN = 40;
const LOOK_MS = 1_000;
/** After a refusal: the server has enough to do. */
const REST_LOOKS = 5;

/** @param {{ series: Named, lastUs: number | null, isGrowing: boolean }} props */
export function LastRows({ series, lastUs, isGrowing }) {
  const [paused, setPaused] = useState(false);
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const { rows, fault } = useTail(series, { lastUs, isOn: isGrowing && !paused, box });
  const messages = messagesOf(rows ?? []).reverse();
  const columns = COLUMNS[series.type];
  return html`
    <section class="card part last-rows" aria-labelledby="last-rows-title" ref=${box}>
      <header class="card-head">
        <h2 id="last-rows-title">Last rows</h2>
        <p class="calm">${fault ||
          (isGrowing ? (paused ? "paused" : "as they come") : "no new ones are expected")}</p>
        ${isGrowing && html`
          <${Button} tone="quiet" onClick=${() => setPaused(!paused)}>${paused ? "Go on" : "Pause"}<//>
        `}
      </header>
      <div class="table-box tall" role="region" aria-label="Last rows, newest first" tabindex="0">
        <table class="table">
          <thead>
            <tr>${columns.map(({ label, align }) =>
              html`<th scope="col" class=${align ?? ""}>${label}</th>`
            )}</tr>
          </thead>
          <tbody>
            ${messages.map((message, n) =>
              html`
                <tr key=${messages.length - n}>
                  ${columns.map(({ cell, align }) => html`<td class=${align ?? ""}>${cell(message)}</td>`)}
                </tr>
              `
            )}
          </tbody>
        </table>
        ${rows === null && html`<${Loading} what="the rows" />`}
        ${rows !== null && messages.length === 0 && html`<p class="calm">No rows yet.</p>`}
      </div>
    </section>
  `;
}

/**
 * @param {Named} series
 * @param {{ lastUs: number | null, isOn: boolean, box: { current: HTMLElement | null } }} parts
 */
function useTail(series, { lastUs, isOn, box }) {
  const [rows, setRows] = useState(/** @type {Row[] | null} */ (null));
  const [fault, setFault] = useState("");
  const last = useRef(lastUs);
  last.current = lastUs;
  const tail = useRef(
    /** @type {import("./tail.js").Tail | null} */ (null),
  );
  tail.current ??= openTail(series, { wanted: SHOWN, lastUs: () => last.current, get: ask.get });
  useEffect(() => {
    let isShown = true;
    let isSeen = false;
    let isBusy = false;
    let rest = 0;
    let looks = 0;
    async function look() {
      if (isBusy || !isSeen || document.hidden || rest-- > 0 || (!isOn && looks > 0)) return;
      isBusy = true;
      looks++;
      const fault = await tail.current?.look() ?? "";
      isBusy = false;
      rest = fault ? REST_LOOKS : 0;
      if (!isShown) return;
      setFault(fault);
      setRows(tail.current?.rows() ?? []);
    }
    const observer = new IntersectionObserver(([{ isIntersecting }]) => {
      isSeen = isIntersecting;
      look();
    });
    if (box.current) observer.observe(box.current);
    const timer = setInterval(look, LOOK_MS);
    return () => {
      isShown = false;
      observer.disconnect();
      clearInterval(timer);
    };
  }, [isOn]);
  return { rows, fault };
}

/** @typedef {{ label: string, align?: "end", cell: (message: Row[]) => unknown }} Column */

/** @type {Record<Named["type"], Column[]>} */
const COLUMNS = {
  trades: [
    time("Time, UTC"),
    figure("Price", "price"),
    figure("Amount", "amount"),
    { label: "Side", cell: ([{ side }]) => side ?? "–" },
  ],
  ohlc: [
    { label: "Opens, UTC", cell: ([{ ts }]) => utc(Number(ts) / 1000).slice(0, 16) },
    ...["open", "high", "low", "close", "volume"].map((name) =>
      figure(name[0].toUpperCase() + name.slice(1), name)
    ),
  ],
  orderbook: [
    time("Time, UTC"),
    { label: "Message", cell: (rows) => rows[0].is_snapshot ? "whole book" : "changes" },
    { label: "Levels", align: "end", cell: (rows) => count(rows.filter(({ side }) => side !== null).length) },
    { label: "Best bid", align: "end", cell: (rows) => bestOf(rows, "bid") },
    { label: "Best ask", align: "end", cell: (rows) => bestOf(rows, "ask") },
  ],
};

/** @param {string} label @returns {Column} */
function time(label) {
  return { label, cell: ([{ ts }]) => utcFine(Number(ts)) };
}

/** @param {string} label @param {string} name @returns {Column} */
function figure(label, name) {
  return { label, align: "end", cell: ([row]) => row[name] ?? "–" };
}

/** `2024-03-09 12:03:05.123` @param {number} us */
function utcFine(us) {
  return `${utc(us / 1000).slice(0, 19)}.${String(Math.floor(us / 1000) % 1000).padStart(3, "0")}`;
}

/** Only a whole book has one. @param {Row[]} rows @param {"bid" | "ask"} side */
function bestOf(rows, side) {
  const prices = rows.filter((row) => row.is_snapshot && row.side === side).map(({ price }) => Number(price));
  if (prices.length === 0) return "–";
  return side === "bid" ? Math.max(...prices) : Math.min(...prices);
}
