// @ts-check
/// <reference lib="dom" />
/**
 * The series over time. What is missing is a hatched band, and no line leads over it.
 * @import { Address } from "../../lib/address.js"
 * @import { SpanName, Stretch } from "../../lib/chart.js"
 * @import { Charted } from "./charted.js"
 */
import { html } from "htm/preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { moved, spanned, SPANS, stretchOf, timeText, zoomed } from "../../lib/chart.js";
import { utc } from "../../lib/format.js";
import { scheme } from "../../lib/theme.js";
import { Button } from "../button.js";
import { openCharted } from "./charted.js";
import { ChartLegend, ChartNote } from "./chart_texts.js";

const FOLLOW_MS = 5_000;
const ADDRESS_REST_MS = 400;
const STEP = 0.25;
const CLOSER = 0.5;

/**
 * @param {{
 *   seriesKey: string, name: string, all: Stretch, usualUs: number, isGrowing: boolean, address: Address,
 *   onView: (view: Stretch) => void,
 * }} props `isGrowing`: rows still come in.
 */
export function Chart({ seriesKey, name, all, usualUs, isGrowing, address, onView }) {
  const place = useRef(/** @type {HTMLElement | null} */ (null));
  const bounds = useRef(all);
  bounds.current = all;
  const params = address.url.value.searchParams;
  const asked = stretchOf(params, all, usualUs);
  const charted = useCharted(seriesKey, { place, asked, bounds, address });
  useAddress(charted, { params, asked, usualUs, bounds, isGrowing });
  const view = charted.view.value;
  useEffect(() => onView(view), [view]);
  const go = charted.go;
  const onKeyDown = keysOf(view, all, go);
  const onWheel = wheelOf(view, all, go);
  return html`
    <section class="card part chart" aria-labelledby="chart-title">
      <header class="card-head">
        <h2 id="chart-title" class="visually-hidden">Chart</h2>
        <${Spans} span=${asked.span} all=${all} address=${address} />
        <p class="chart-range">${minute(view.fromUs)} – ${minute(view.toUs)} UTC</p>
        <${Moves} view=${view} all=${all} go=${go} />
      </header>
      <${ChartLegend} charted=${charted} />
      <div
        class="chart-box" role="group" tabindex="0" onKeyDown=${onKeyDown} onWheel=${onWheel}
        aria-label="Chart of ${name}. Arrows move, plus and minus zoom." aria-busy=${charted.busy.value}
      >
        <div class="chart-place" ref=${place} aria-hidden="true"></div>
        <${ChartNote} charted=${charted} />
      </div>
      <p class="chart-foot">
        <span><i class="band" aria-hidden="true"></i> Hatched: something is missing there, or may be.
          Drag to move; Ctrl and the wheel, or two fingers, to zoom.</span>
        <span>Drawn by <a href="https://www.tradingview.com/" rel="noreferrer">TradingView</a> Lightweight Charts™,
          Copyright (c) 2026 TradingView, Inc.</span>
      </p>
    </section>
  `;
}

/**
 * @param {string} key
 * @param {{
 *   place: { current: HTMLElement | null }, asked: Stretch, bounds: { current: Stretch }, address: Address,
 * }} parts
 * @returns {Charted}
 */
function useCharted(key, { place, asked, bounds, address }) {
  const timer = useRef(/** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined));
  /** @param {Stretch} view */
  const onMove = (view) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => address.set(wordsOf(view)), ADDRESS_REST_MS);
  };
  const charted = useMemo(() => openCharted(key, { view: asked, all: () => bounds.current, onMove }), [key]);
  useEffect(() => {
    charted.attach(/** @type {HTMLElement} */ (place.current));
    charted.reload();
    return () => {
      clearTimeout(timer.current);
      charted.close();
    };
  }, [charted]);
  useEffect(() => charted.recolor(), [scheme.value]);
  return charted;
}

/**
 * The address says where to look: a link to a day, Back, or a span that ends now and so moves on.
 * @param {Charted} charted
 * @param {{
 *   params: URLSearchParams, asked: Stretch & { span: SpanName | null }, usualUs: number, bounds: { current: Stretch },
 *   isGrowing: boolean,
 * }} parts
 */
function useAddress(charted, { params, asked, usualUs, bounds, isGrowing }) {
  const words = ["from", "to", "range"].map((name) => params.get(name)).join(" ");
  const followed = useRef(charted.view.value);
  useEffect(() => {
    const { fromUs, toUs } = charted.view.value;
    const isThere = Math.abs(fromUs - asked.fromUs) < 1e6 && Math.abs(toUs - asked.toUs) < 1e6;
    if (!isThere) charted.look(asked);
    followed.current = charted.view.value;
  }, [words]);
  useEffect(() => {
    if (asked.span === null || !isGrowing) return;
    const timer = setInterval(() => {
      // Nor where the user has just gone elsewhere, and the address does not say so yet.
      if (document.hidden || charted.busy.value || charted.view.value !== followed.current) return;
      followed.current = charted.view.value = stretchOf(params, bounds.current, usualUs);
      charted.reload();
    }, FOLLOW_MS);
    return () => clearInterval(timer);
  }, [words, isGrowing]);
}

/** `2024-03-09 12:03` @param {number} us */
function minute(us) {
  return utc(us / 1000).slice(0, 16);
}

/** @param {Stretch} view */
function wordsOf({ fromUs, toUs }) {
  return { from: timeText(fromUs), to: timeText(toUs), range: null };
}

/** The last so much. @param {{ span: SpanName | null, all: Stretch, address: Address }} props */
function Spans({ span, all, address }) {
  const length = all.toUs - all.fromUs;
  const names = /** @type {SpanName[]} */ (Object.keys(SPANS))
    .filter((name, n, list) => name === "all" || n === 0 || (SPANS[list[n - 1]].us ?? 0) < length);
  return html`
    <div class="spans" role="group" aria-label="Show the last">
      ${names.map((name) =>
        html`
          <button
            type="button" class="span" aria-pressed=${name === span ? "true" : "false"}
            onClick=${() => address.set({ range: name, from: null, to: null })}
          >${SPANS[name].words}</button>
        `
      )}
    </div>
  `;
}

/** @param {{ view: Stretch, all: Stretch, go: (view: Stretch) => void }} props */
function Moves({ view, all, go }) {
  const moves = [
    { label: "Earlier", sign: "←", next: () => moved(view, -STEP) },
    { label: "Later", sign: "→", next: () => moved(view, STEP) },
    { label: "Zoom out", sign: "−", next: () => zoomed(view, 1 / CLOSER, all) },
    { label: "Zoom in", sign: "+", next: () => zoomed(view, CLOSER, all) },
  ];
  return html`
    <div class="moves">
      ${moves.map(({ label, sign, next }) =>
        html`<${Button} class="move" aria-label=${label} title=${label} onClick=${() =>
          go(next())}>${sign}<//>`
      )}
    </div>
  `;
}

/** @param {Stretch} view @param {Stretch} all @param {(view: Stretch) => void} go */
function keysOf(view, all, go) {
  /** @type {Record<string, () => Stretch>} */
  const keys = {
    "ArrowLeft": () => moved(view, -STEP),
    "ArrowRight": () => moved(view, STEP),
    "+": () => zoomed(view, CLOSER, all),
    "=": () => zoomed(view, CLOSER, all),
    "-": () => zoomed(view, 1 / CLOSER, all),
    "End": () => ({ fromUs: all.toUs - (view.toUs - view.fromUs), toUs: all.toUs }),
    "Home": () => spanned("all", all),
  };
  /** @param {KeyboardEvent} event */
  return (event) => {
    const next = keys[event.key];
    if (!next || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    go(next());
  };
}

/** @param {Stretch} view @param {Stretch} all @param {(view: Stretch) => void} go */
function wheelOf(view, all, go) {
  /** @param {WheelEvent} event */
  return (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const { left, width } = /** @type {Element} */ (event.currentTarget).getBoundingClientRect();
    go(zoomed(view, 1.002 ** event.deltaY, all, (event.clientX - left) / width));
  };
}
