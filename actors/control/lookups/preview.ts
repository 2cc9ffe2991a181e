/** What a backfill would ask for, from what coverage lacks now. Times in µs. */
import { parseSeriesKey, type Series } from "../../../schemas/series.ts";
import { difference, type Interval, lengthOf, unionAll } from "../../archive/intervals.ts";
import type { Reader } from "../../archive/reader/reader.ts";
import { PACE } from "../../venue/budget.ts";
import { type CandleGrid, candleGrid } from "../../venue/candle_grid.ts";
import { type Offer, offers } from "../../venue/exchanges/offers.ts";
import { rowOf } from "../../venue/exchanges/traits.ts";
import {
  candlesClosedUs,
  candleWindowUs,
  countWindows,
  FIRST_TRADE_WINDOW_US,
  tradesClosedUs,
  tradeWindowUs,
} from "../../venue/history_windows.ts";
import { isSettled } from "../../venue/memory.ts";
import type { CostOf } from "./costs.ts";
import type { PreviewedSeries, PreviewQuestion, SeriesPreview } from "./messages.ts";

/** Between two series, so that other questions get their turn. */
const breathe = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

export async function previewOf(
  { fromUs, nowMs, series }: PreviewQuestion,
  reader: Pick<Reader, "stretches">,
  costOf: CostOf,
): Promise<SeriesPreview[]> {
  const known = offers();
  const previews: SeriesPreview[] = [];
  for (const each of series) {
    const parsed = parseSeriesKey(each.key);
    const scene = { ...each, series: parsed, offer: known.get(parsed.exchange), fromUs, nowMs, reader };
    const asked = parsed.type === "ohlc" ? candlesOf(scene) : tradesOf(scene);
    previews.push(toldOf(each.key, asked, asked.requests === null ? null : await costOf(parsed)));
    await breathe();
  }
  return previews;
}

interface Scene extends PreviewedSeries {
  series: Series;
  offer: Offer | undefined;
  fromUs: number;
  nowMs: number;
  reader: Pick<Reader, "stretches">;
}

interface Asked extends Pick<SeriesPreview, "windows" | "rows" | "rowsAre"> {
  missing: Interval[];
  /** null: it cannot be told. */
  requests: number | null;
}

function missingIn({ key, reader }: Scene, { from, to }: Interval): Interval[] {
  if (from >= to) return [];
  return difference([{ from, to }], unionAll([], reader.stretches(key, from, to).filter(isSettled)));
}

function candlesOf(scene: Scene): Asked {
  const { series: { exchange, span }, fromUs, nowMs } = scene;
  const { traits } = rowOf(exchange);
  const grid = candleGrid(span!);
  const range = { from: grid.floor(fromUs), to: candlesClosedUs(grid, traits, nowMs) };
  const missing = missingIn(scene, range);
  const windows = countWindows(missing, candleWindowUs(grid, traits));
  const rows = missing.reduce((sum, each) => sum + candlesIn(each, grid, span!), 0);
  return { missing, windows, requests: windows, ...servedOf(scene, missing, rows) };
}

function candlesIn({ from, to }: Interval, grid: CandleGrid, span: string): number {
  if (!span.endsWith("mo")) return Math.round((grid.floor(to) - grid.floor(from)) / grid.spanUs);
  let count = 0;
  for (let at = grid.floor(from); at < to; at = grid.next(at)) count++; // months are not of one length
  return count;
}

/** How many of the candles that fit there may be. */
function servedOf(
  { offer, firstUs }: Scene,
  missing: Interval[],
  rows: number,
): Pick<SeriesPreview, "rows" | "rowsAre"> {
  const reach = offer?.candles?.reach;
  const isListed = firstUs !== null && missing.every(({ from }) => from >= firstUs);
  if (rows === 0 || (offer?.candles?.emptySpans === "candle" && isListed && reach?.type === "listing")) {
    return { rows, rowsAre: "exactly" };
  }
  return { rows: reach?.type === "newest" ? Math.min(rows, reach.rows) : rows, rowsAre: "at-most" };
}

function tradesOf(scene: Scene): Asked {
  const { series: { exchange }, fromUs, nowMs, rowUs } = scene;
  const { traits } = rowOf(exchange);
  const missing = missingIn(scene, { from: fromUs, to: tradesClosedUs(traits, nowMs) });
  if (missing.length === 0) return { missing, windows: 0, requests: 0, rows: 0, rowsAre: "exactly" };
  if (rowUs === null) {
    const windows = countWindows(missing, FIRST_TRADE_WINDOW_US);
    return { missing, windows, requests: null, rows: null, rowsAre: null };
  }
  const windows = countWindows(missing, tradeWindowUs(rowUs, traits));
  const rows = Math.round(lengthOf(missing) / rowUs);
  const requests = Math.max(windows, Math.ceil(rows / traits.tradePage));
  return { missing, windows, requests, rows, rowsAre: "about" };
}

/** @param costMs Of a request. */
function toldOf(key: string, { missing, requests, ...asked }: Asked, costMs: number | null): SeriesPreview {
  const isKnown = requests === 0 || (requests !== null && costMs !== null);
  const seconds = isKnown ? Math.round(requests! * (costMs ?? 0) / PACE / 100) / 10 : null;
  return { key, ...asked, seconds, missingUs: Math.round(lengthOf(missing)) };
}
