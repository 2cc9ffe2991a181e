// @ts-check
/**
 * How far a backfill is, over all its series.
 * @import { BackfillRecord } from "../../schemas/wire.ts"
 */
import { count } from "./format.js";

const PAIRS_NAMED = 3;

/**
 * @param {BackfillRecord} record
 * @returns {{
 *   title: string, done: number, total: number, failed: number, rows: number, rowsPerSecond: number | null,
 *   etaMs: number | null,
 * }} `done` and `total` count windows, as far as they are known; `etaMs` is that of the slowest series.
 */
export function backfillState(record) {
  const parts = Object.values(record.progress);
  const sum = (/** @type {(part: typeof parts[number]) => number} */ of) =>
    parts.reduce((n, part) => n + of(part), 0);
  const rates = parts.flatMap(({ rows_per_second }) => rows_per_second ?? []);
  const etas = parts.flatMap(({ eta_seconds }) => eta_seconds ?? []);
  return {
    title: titleOf(record),
    done: sum(({ done, failed }) => done + failed),
    total: sum(({ total }) => total),
    failed: sum(({ failed }) => failed),
    rows: sum(({ rows }) => rows),
    rowsPerSecond: rates.length === 0 ? null : rates.reduce((a, b) => a + b),
    etaMs: etas.length === 0 ? null : Math.max(...etas) * 1000,
  };
}

/** `binance BTC/USDT, ETH/USDT and 4 more, from 2020-01-01` @param {BackfillRecord} record */
function titleOf({ exchange, pairs, start }) {
  const named = pairs?.slice(0, PAIRS_NAMED).join(", ");
  const more = (pairs?.length ?? 0) - PAIRS_NAMED;
  const what = [exchange ?? "all exchanges", named].filter(Boolean).join(" ");
  return `${what}${more > 0 ? ` and ${count(more)} more` : ""}, from ${
    start.replace(/[ T]00:00(:00)?Z?$/, "")
  }`;
}
