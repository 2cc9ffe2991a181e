// @ts-check
/// <reference lib="dom" />
/**
 * The table of the inventory: as many rows as there are, of which only those in sight exist. Arrows move from row to
 * row and from day to day, Enter opens.
 * @import { Signal } from "@preact/signals"
 * @import { SeriesView } from "../../../schemas/snapshot.ts"
 * @import { Address } from "../../lib/address.js"
 * @import { Wanted } from "./listing.js"
 */
import { html } from "htm/preact";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { dayInWords, dayNames, daysAmong } from "../../lib/coverage.js";
import { seriesPath } from "../../lib/series_path.js";
import { Heads } from "./heads.js";
import { dayPath, Row } from "./row.js";
import { useMedia, useWindow } from "./use_window.js";

const ROW_PX = 58;
/** Where the cells of a row stand below each other. */
const TALL_ROW_PX = 132;
const NARROW = "(max-width: 1000px)";
const FAR = 10;
const DAYS_SHOWN = 90;
const DAY_MS = 86_400_000;

/**
 * @param {{
 *   rows: SeriesView[], wanted: Wanted, now: Signal<number>, today: number, address: Address,
 * }} props
 */
export function Grid({ rows, wanted, now, today, address }) {
  const rowPx = useMedia(NARROW) ? TALL_ROW_PX : ROW_PX;
  const body = useRef(/** @type {HTMLElement | null} */ (null));
  const { from, to } = useWindow(body, rows.length, rowPx);
  const names = useMemo(() => dayNames(today, DAYS_SHOWN), [Math.floor(today / DAY_MS)]);
  const cursor = useCursor(rows, { body, names, address });
  const active = Math.min(cursor.place, rows.length - 1);
  // The row that has the focus stays, wherever one scrolls: or the focus would be lost with it.
  const places = range(from, to);
  if (active < from || active >= to) places.push(active);
  const height = { height: `${rows.length * rowPx}px` };
  return html`
    <div role="grid" class="inv" aria-label="Series" aria-rowcount=${rows.length + 1} aria-colcount="7">
      <${Heads} wanted=${wanted} address=${address} />
      <div role="rowgroup" class="inv-body" ref=${body} style=${height} onKeyDown=${cursor.onKeyDown}
        onFocusIn=${cursor.onFocusIn}>
        ${places.map((place) =>
          html`
            <${Row}
              key=${rows[place].key} view=${rows[place]} place=${place} top=${place *
                rowPx} isActive=${place === active}
              day=${place === active ? cursor.day : null} now=${now} names=${names} address=${address}
            />
          `
        )}
      </div>
    </div>
    <p class="visually-hidden" role="status">${cursor.words}</p>
  `;
}

/**
 * Where the keyboard is: on a row, and there on a day.
 * @param {SeriesView[]} rows
 * @param {{ body: { current: HTMLElement | null }, names: string[], address: Address }} parts
 */
function useCursor(rows, { body, names, address }) {
  const [place, setPlace] = useState(0);
  const [day, setDay] = useState(/** @type {number | null} */ (null));
  const [moves, setMoves] = useState(0);
  const days = day === null || !rows[place] ? null : daysAmong(rows[place].disk, names);

  useLayoutEffect(() => {
    if (moves === 0) return;
    const row = /** @type {HTMLElement | null} */ (body.current?.querySelector(`[data-place="${place}"]`));
    row?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: "nearest" });
  }, [moves]);

  /** @param {number} next */
  function moveTo(next) {
    setPlace(clamp(next, rows.length));
    setMoves((moves) => moves + 1);
  }
  /** @param {KeyboardEvent} event */
  function onKeyDown(event) {
    const { key } = event;
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const steps = stepsOf(key, rows.length);
    if (steps !== 0) moveTo(place + steps);
    else if (key === "ArrowLeft") setDay(clamp((day ?? DAYS_SHOWN) - 1, DAYS_SHOWN));
    else if (key === "ArrowRight") setDay(clamp((day ?? -1) + 1, DAYS_SHOWN));
    else if (key === "Escape" && day !== null) setDay(null);
    else if (key === "Enter") address.go(targetOf(rows[place], days?.[day ?? 0].day));
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
  /** @param {FocusEvent} event */
  function onFocusIn(event) {
    const row =
      /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-place]"));
    if (row) setPlace(Number(row.dataset.place));
  }
  return { place, day, onKeyDown, onFocusIn, words: days && day !== null ? dayInWords(days[day]) : "" };
}

/** How many rows a key moves by; 0: it is not for that. @param {string} key @param {number} rows */
function stepsOf(key, rows) {
  /** @type {Record<string, number>} */
  const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: FAR, PageUp: -FAR, Home: -rows, End: rows };
  return steps[key] ?? 0;
}

/** @param {SeriesView} view @param {string | undefined} day */
function targetOf(view, day) {
  const path = seriesPath(view.key);
  return day === undefined ? path : dayPath(path, day);
}

/** @param {number} n @param {number} count */
function clamp(n, count) {
  return Math.max(0, Math.min(count - 1, n));
}

/** @param {number} from @param {number} to */
function range(from, to) {
  return Array.from({ length: Math.max(0, to - from) }, (_, n) => from + n);
}
