// @ts-check
/** Which series a history's job collects: what a backfill can ask for. */

/** A job of the config. @typedef {{ exchange: string, pairs: string[], data_type?: string, span?: number }} HistoJob */

const UNITS =
  /** @type {const} */ ([["mo", 2_592_000], ["w", 604_800], ["d", 86_400], ["h", 3600], ["m", 60], ["s", 1]]);

/** Seconds in their largest whole unit, as the archive's folders have them: 3600 → `1h`. @param {number} seconds */
export function spanOf(seconds) {
  const [unit, size] = UNITS.find(([, size]) => seconds % size === 0) ?? ["s", 1];
  return `${seconds / size}${unit}`;
}

/** The inverse: `1h` → 3600. @param {string} span */
export function secondsOf(span) {
  const unit = UNITS.find(([unit]) => unit === span.replace(/^\d+/, ""));
  return Number.parseInt(span) * (unit?.[1] ?? 1);
}

/**
 * @param {HistoJob[]} jobs
 * @param {string} key Of the series.
 * @param {string | null} pair
 */
export function isCollected(jobs, key, pair) {
  const [exchange, type, , span] = key.split("/");
  return pair !== null &&
    jobs.some((job) =>
      job.exchange === exchange && job.pairs.includes(pair) && (job.data_type ?? "ohlc") === type &&
      (type !== "ohlc" || spanOf(job.span ?? 3600) === span)
    );
}
