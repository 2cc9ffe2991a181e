// @ts-check
/// <reference lib="dom" />
/**
 * The chart as the page uses it, over the drawing library. A bar for each bucket of the tape, also for those without
 * rows, so that time runs evenly and nothing is ever bridged.
 * @import { CandlestickData, HistogramData, IChartApi, ISeriesApi, LogicalRange, UTCTimestamp, WhitespaceData } from "lightweight-charts"
 * @import { Bucket, Stretch, Tape } from "./chart.js"
 * @import { Colors } from "./chart_colors.js"
 */
import { decimalsOf, gapRuns, priceText } from "./chart.js";
import { colorsAt, faint } from "./chart_colors.js";
import { openGapBands } from "./chart_gaps.js";
import { utc } from "./format.js";

const VOLUME_SHARE = 0.18;
const LEAST_BAR_PX = 0.05;
/** A swipe moves the chart on for a while. */
const GLIDE_MS = 1_000;

/**
 * @typedef {object} ChartView
 * @property {(tape: Tape, view: Stretch) => void} show
 * @property {(view: Stretch) => void} look Shows another part of what is loaded.
 * @property {() => void} recolor After the theme has changed.
 * @property {() => number} width Of the plot, px.
 * @property {() => void} close
 */

/**
 * The library is fetched with the first chart, and not before.
 * @param {HTMLElement} place
 * @param {{ onLook: (view: Stretch) => void, onPoint: (bucket: Bucket | null) => void }} events `onLook`: the user
 *   moved or zoomed.
 * @returns {Promise<ChartView>}
 */
export async function openChart(place, { onLook, onPoint }) {
  const library = await import("lightweight-charts");
  const chart = library.createChart(place, optionsOf(place, library.CrosshairMode.Normal));
  const candles = chart.addSeries(library.CandlestickSeries, {
    borderVisible: false,
    priceLineVisible: false,
  });
  const volume = chart.addSeries(library.HistogramSeries, {
    ...{
      priceScaleId: "volume",
      priceFormat: { type: "volume" },
      lastValueVisible: false,
      priceLineVisible: false,
    },
  });
  volume.priceScale().applyOptions({ scaleMargins: { top: 1 - VOLUME_SHARE, bottom: 0 } });
  candles.priceScale().applyOptions({ scaleMargins: { top: 0.08, bottom: VOLUME_SHARE + 0.06 } });
  const bands = openGapBands(chart);
  candles.attachPrimitive(bands.primitive);
  /** @type {Tape} */
  let tape = { startUs: 0, bucketUs: 1e6, buckets: [] };
  /** @type {Stretch} */
  let looked = { fromUs: 0, toUs: 1 };
  const end = new AbortController();
  const isHeld = watchHand(place, end.signal);

  /** @param {Stretch} view */
  function look(view) {
    looked = view;
    const placeOf = (/** @type {number} */ us) => (us - tape.startUs) / tape.bucketUs - 0.5;
    const range = { from: placeOf(view.fromUs), to: placeOf(view.toUs) };
    chart.timeScale().setVisibleLogicalRange(/** @type {LogicalRange} */ (range));
  }

  function recolor() {
    const colors = colorsAt(place);
    chart.applyOptions(chartColors(colors));
    candles.applyOptions(candleColors(colors));
    volume.setData(tape.buckets.map((bucket) => volumeBar(bucket, colors)));
    bands.set(gapRuns(tape.buckets), { fill: faint(colors.warn, 0.12), line: faint(colors.warn, 0.55) });
  }

  chart.timeScale().subscribeVisibleLogicalRangeChange((range) => {
    if (!range || tape.buckets.length === 0 || !isHeld()) return;
    const timeAt = (/** @type {number} */ n) => tape.startUs + (n + 0.5) * tape.bucketUs;
    looked = { fromUs: timeAt(range.from), toUs: timeAt(range.to) };
    onLook(looked);
  });
  // A wider window shows the same time, not more of it.
  chart.timeScale().subscribeSizeChange(() => tape.buckets.length > 0 && look(looked));
  chart.subscribeCrosshairMove(({ logical }) => {
    onPoint(logical === undefined ? null : tape.buckets[Math.round(logical)] ?? null);
  });

  return {
    show(next, view) {
      tape = next;
      const price = next.buckets.find(({ c }) => c !== undefined)?.c ?? 1;
      const precision = decimalsOf(price);
      const formatter = (/** @type {number} */ price) => priceText(price, precision);
      candles.applyOptions({ priceFormat: { type: "custom", formatter, minMove: 10 ** -precision } });
      candles.setData(next.buckets.map(candleBar));
      recolor();
      look(view);
    },
    look,
    recolor,
    width: () => Math.max(1, chart.timeScale().width()),
    close() {
      end.abort();
      chart.remove();
    },
  };
}

/**
 * The library tells of every change of what is seen; the user's are those while he has the chart in his hand, or has
 * just let it go.
 * @param {HTMLElement} place
 * @param {AbortSignal} signal Ends it.
 * @returns {() => boolean}
 */
function watchHand(place, signal) {
  let until = 0;
  place.addEventListener("pointerdown", () => until = Infinity, { signal });
  for (const end of ["pointerup", "pointercancel"]) {
    addEventListener(end, () => until = Math.min(until, performance.now() + GLIDE_MS), { signal });
  }
  return () => performance.now() < until;
}

/** @param {Bucket} bucket @returns {UTCTimestamp} */
function timeOf({ t }) {
  return /** @type {UTCTimestamp} */ (t / 1e6);
}

/** @param {Bucket} bucket @returns {CandlestickData | WhitespaceData} */
function candleBar(bucket) {
  const { o: open, h: high, l: low, c: close } = bucket;
  if (open === undefined || high === undefined || low === undefined || close === undefined) {
    return { time: timeOf(bucket) };
  }
  return { time: timeOf(bucket), open, high, low, close };
}

/** @param {Bucket} bucket @param {Colors} colors @returns {HistogramData | WhitespaceData} */
function volumeBar(bucket, { good, bad }) {
  if (bucket.v === undefined) return { time: timeOf(bucket) };
  const rose = (bucket.c ?? 0) >= (bucket.o ?? 0);
  return { time: timeOf(bucket), value: bucket.v, color: faint(rose ? good : bad, 0.35) };
}

/** @param {HTMLElement} place @param {number} crosshair */
function optionsOf(place, crosshair) {
  return {
    autoSize: true,
    // Its logo brings a style of its own, which the page's policy forbids; the line below the chart names it.
    layout: { attributionLogo: false, fontFamily: getComputedStyle(place).fontFamily },
    crosshair: { mode: crosshair },
    timeScale: { timeVisible: true, secondsVisible: true, minBarSpacing: LEAST_BAR_PX, rightOffset: 0 },
    localization: { timeFormatter: (/** @type {any} */ seconds) => utc(Number(seconds) * 1000) },
    // The wheel scrolls the page; with Ctrl it zooms, see chart.js of the series' page.
    handleScroll: { mouseWheel: false, vertTouchDrag: false },
    handleScale: { mouseWheel: false },
  };
}

/** @param {Colors} colors */
function chartColors({ card, soft, line }) {
  return {
    layout: { background: { color: card }, textColor: soft },
    grid: { vertLines: { color: line }, horzLines: { color: line } },
    rightPriceScale: { borderColor: line },
    timeScale: { borderColor: line },
  };
}

/** Risen candles are green, fallen ones red. @param {Colors} colors */
function candleColors({ good, bad }) {
  return { upColor: good, downColor: bad, wickUpColor: good, wickDownColor: bad };
}
