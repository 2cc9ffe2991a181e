// @ts-check
/**
 * What a chart shows, before anything is drawn: which stretch of time, in what buckets, and where nothing is known.
 * Times are µs since 1970.
 */

/**
 * A stretch of time, half-open.
 * @typedef {{ fromUs: number, toUs: number }} Stretch
 *
 * A bucket as the server gives it; one without a price has no rows.
 * @typedef {import("../../schemas/wire_archive.ts").ChartBucket} Bucket
 * @typedef {import("../../schemas/wire_archive.ts").Chart} ChartAnswer
 *
 * Every bucket of the stretch in its place, so that time runs evenly from left to right.
 * @typedef {{ startUs: number, bucketUs: number, buckets: Bucket[] }} Tape
 */

const SECOND = 1e6;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Stretches that can be chosen, by their name in the address; null: all there is. */
export const SPANS = /** @type {const} */ ({
  "15min": { words: "15 min", us: 15 * MINUTE },
  "1h": { words: "1 h", us: HOUR },
  "6h": { words: "6 h", us: 6 * HOUR },
  "1d": { words: "1 d", us: DAY },
  "1w": { words: "1 w", us: 7 * DAY },
  "1mo": { words: "1 mo", us: 30 * DAY },
  "1y": { words: "1 y", us: 365 * DAY },
  "all": { words: "All", us: null },
});
/** @typedef {keyof typeof SPANS} SpanName */

/** Nothing finer is asked for: the library's times are whole seconds. */
const FINEST_US = SECOND;
const SHORTEST_US = 30 * SECOND;
/** What lies on either side of the view is loaded with it, so that a short move shows something at once. */
const MARGIN = 1;
/** As the server takes them. */
const MIN_POINTS = 10;
const MAX_POINTS = 2000;
const PX_PER_BUCKET = 2.5;

/**
 * The stretch that an address asks for: `?from=…&to=…` (ISO or µs), or `?range=1d` up to the end.
 * @param {URLSearchParams} params
 * @param {Stretch} all From the first row to the last, or to now.
 * @param {number} usualUs As much as is shown where nothing is asked for.
 * @returns {Stretch & { span: SpanName | null }} `span`: it ends where the series does, and moves with it.
 */
export function stretchOf(params, all, usualUs) {
  const fromUs = timeOf(params.get("from"));
  const toUs = timeOf(params.get("to"));
  if (fromUs !== null && toUs !== null && fromUs < toUs) return { fromUs, toUs, span: null };
  const asked = params.get("range") ?? "";
  const span = /** @type {SpanName} */ (Object.hasOwn(SPANS, asked) ? asked : usualSpan(usualUs, all));
  return { ...spanned(span, all), span };
}

/** The last so much of all. @param {SpanName} span @param {Stretch} all @returns {Stretch} */
export function spanned(span, all) {
  const us = SPANS[span].us ?? Math.max(all.toUs - all.fromUs, SHORTEST_US);
  return { fromUs: all.toUs - us, toUs: all.toUs };
}

/** The shortest that shows so much, or all where that is less. @param {number} us @param {Stretch} all @returns {SpanName} */
function usualSpan(us, { fromUs, toUs }) {
  if (toUs - fromUs <= SPANS["15min"].us) return "all";
  const names = /** @type {SpanName[]} */ (Object.keys(SPANS));
  return names.find((name) => (SPANS[name].us ?? Infinity) >= Math.min(us, toUs - fromUs)) ?? "all";
}

/** @param {string | null} text */
function timeOf(text) {
  if (!text) return null;
  if (/^\d{15,17}$/.test(text)) return Number(text);
  const ms = Date.parse(/[Zz]$|^\d{4}-\d{2}-\d{2}$/.test(text) ? text : `${text}Z`);
  return Number.isNaN(ms) ? null : ms * 1000;
}

/** As the address writes a time: whole seconds, UTC. @param {number} us */
export function timeText(us) {
  return new Date(Math.round(us / SECOND) * 1000).toISOString().replace(".000Z", "Z");
}

/**
 * Closer to (`factor` below 1) or farther from the time at that share of the view; never beyond what makes sense.
 * @param {Stretch} view
 * @param {number} factor
 * @param {Stretch} all
 * @param {number} [at] 0: the left edge, 1: the right one.
 * @returns {Stretch}
 */
export function zoomed(view, factor, all, at = 0.5) {
  const length = view.toUs - view.fromUs;
  const longest = Math.max(2 * (all.toUs - all.fromUs), length, SHORTEST_US);
  const next = clamp(length * factor, Math.min(SHORTEST_US, length), longest);
  const still = view.fromUs + at * length;
  return { fromUs: still - at * next, toUs: still + (1 - at) * next };
}

/** Earlier (below 0) or later by that share of the view. @param {Stretch} view @param {number} share @returns {Stretch} */
export function moved({ fromUs, toUs }, share) {
  const by = share * (toUs - fromUs);
  return { fromUs: fromUs + by, toUs: toUs + by };
}

/**
 * What the view has, in figures; null where it has no rows.
 * @param {Tape} tape
 * @param {Stretch} view
 */
export function figuresOf({ buckets, bucketUs }, { fromUs, toUs }) {
  const seen = buckets.filter(({ t }) => t + bucketUs > fromUs && t < toUs);
  const gaps = gapRuns(seen).length;
  const traded = seen.filter(({ c }) => c !== undefined);
  if (traded.length === 0) return { gaps, prices: null };
  const sum = (/** @type {"v" | "n"} */ name) => traded.reduce((sum, bucket) => sum + (bucket[name] ?? 0), 0);
  const prices = {
    t: traded[0].t,
    o: traded[0].o ?? 0,
    h: Math.max(...traded.map(({ h }) => h ?? -Infinity)),
    l: Math.min(...traded.map(({ l }) => l ?? Infinity)),
    c: traded[traded.length - 1].c ?? 0,
    v: traded[0].v === undefined ? undefined : sum("v"),
    n: sum("n"),
  };
  return { gaps, prices };
}

/**
 * What to ask the server for, so that `view` is shown in buckets of some pixels: the server takes the next rounder length.
 * @param {Stretch} view
 * @param {Stretch} all
 * @param {number} widthPx
 * @returns {Stretch & { points: number }}
 */
export function requestFor(view, all, widthPx) {
  const length = view.toUs - view.fromUs;
  const fromUs = clamp(view.fromUs - MARGIN * length, all.fromUs - length, all.toUs - FINEST_US);
  const leastUs = fromUs + MIN_POINTS * FINEST_US;
  const toUs = clamp(view.toUs + MARGIN * length, leastUs, Math.max(all.toUs, leastUs));
  const shown = clamp(Math.round(widthPx / PX_PER_BUCKET), 40, 600);
  const points = Math.ceil(shown * (toUs - fromUs) / length);
  const finest = Math.floor((toUs - fromUs) / FINEST_US);
  return {
    ...{ fromUs: Math.floor(fromUs), toUs: Math.ceil(toUs) },
    points: clamp(Math.min(points, finest), MIN_POINTS, MAX_POINTS),
  };
}

/**
 * Whether what is loaded is too coarse, too fine or too short for the view.
 * @param {Stretch} view
 * @param {Stretch} all
 * @param {(Stretch & { points: number }) | null} loaded As it was asked for.
 * @param {number} widthPx
 */
export function needsLoading(view, all, loaded, widthPx) {
  if (loaded === null) return true;
  const wanted = requestFor(view, all, widthPx);
  const slack = 0.25 * (view.toUs - view.fromUs);
  const isOutside = Math.max(view.fromUs - slack, wanted.fromUs) < loaded.fromUs ||
    Math.min(view.toUs + slack, wanted.toUs) > loaded.toUs;
  const density = (/** @type {Stretch & { points: number }} */ request) =>
    request.points / (request.toUs - request.fromUs);
  const change = density(wanted) / density(loaded);
  return isOutside || change > 1.6 || change < 0.3;
}

/**
 * Puts each bucket in its place; those that the server did not tell of stay blank.
 * @param {Pick<ChartAnswer, "bucket_us" | "buckets">} answer
 * @returns {Tape}
 */
export function tapeOf({ bucket_us: bucketUs, buckets }) {
  if (buckets.length === 0) return { startUs: 0, bucketUs, buckets: [] };
  const startUs = buckets[0].t;
  const length = Math.round((buckets[buckets.length - 1].t - startUs) / bucketUs) + 1;
  const places = Array.from(
    { length },
    (_, n) => /** @type {Bucket} */ ({ t: startUs + n * bucketUs }),
  );
  for (const bucket of buckets) places[Math.round((bucket.t - startUs) / bucketUs)] = bucket;
  return { startUs, bucketUs, buckets: places };
}

/** Runs of buckets in which something is missing: first and last place. @param {Bucket[]} buckets */
export function gapRuns(buckets) {
  /** @type {Array<[number, number]>} */
  const runs = [];
  buckets.forEach((bucket, place) => {
    if (!bucket.gap) return;
    const last = runs[runs.length - 1];
    if (last && last[1] === place - 1) last[1] = place;
    else runs.push([place, place]);
  });
  return runs;
}

/** Figures behind the point that show what a price is made of. @param {number} price */
export function decimalsOf(price) {
  if (!(price > 0)) return 2;
  return clamp(5 - Math.floor(Math.log10(price)), 2, 10);
}

/** @type {Map<number, Intl.NumberFormat>} */
const formats = new Map();

/** `57,709.75` @param {number} price @param {number} decimals */
export function priceText(price, decimals) {
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  const format = formats.get(decimals) ?? new Intl.NumberFormat("en-US", digits);
  formats.set(decimals, format);
  return format.format(price);
}

/** `1 min`, `3 h`: how long a bucket is. @param {number} us */
export function bucketWords(us) {
  for (const [unit, word] of /** @type {const} */ ([[DAY, "d"], [HOUR, "h"], [MINUTE, "min"]])) {
    if (us >= unit) return `${trimmed(us / unit)} ${word}`;
  }
  return `${trimmed(us / SECOND)} s`;
}

/** @param {number} n */
function trimmed(n) {
  return Number.isInteger(n) ? String(n) : n.toFixed(1);
}

/** @param {number} n @param {number} least @param {number} most */
function clamp(n, least, most) {
  return Math.min(Math.max(n, least), most);
}
