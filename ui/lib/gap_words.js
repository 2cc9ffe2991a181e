// @ts-check
/**
 * What was missed lately, in a sentence.
 * @import { IncidentRecord } from "../../schemas/incidents.ts"
 */
import { count, counted } from "./format.js";

const DAY_MS = 86_400_000;

/** The beginning of yesterday, UTC, ms. @param {number} now ms */
export function yesterday(now) {
  return Math.floor(now / DAY_MS - 1) * DAY_MS;
}

/**
 * `2 gaps since yesterday, both refilled.` An incident that began earlier and went on since counts as a whole, as
 * nobody knows when its holes came: then it says since which day.
 * @param {IncidentRecord[]} incidents
 * @param {number} now ms
 */
export function gapWords(incidents, now) {
  const from = yesterday(now);
  const lately = incidents.filter(({ closed_at, opened_at, holes }) =>
    holes.opened > 0 && (closed_at === null || Math.max(closed_at, opened_at) * 1000 >= from)
  );
  const opened = sum(lately, ({ opened }) => opened);
  if (opened === 0) return "No gaps since yesterday.";
  const healed = sum(lately, ({ opened, healed }) => Math.min(opened, healed));
  const refillable = Math.min(opened - healed, sum(lately, ({ refillable }) => refillable));
  const begun = Math.min(...lately.map(({ opened_at }) => opened_at * 1000));
  const since = begun >= from ? "yesterday" : new Date(begun).toISOString().slice(0, 10);
  return `${counted(opened, "gap")} since ${since}${outcome(opened, healed, refillable)}.`;
}

/** @param {number} opened @param {number} healed @param {number} refillable */
function outcome(opened, healed, refillable) {
  if (healed === opened) {
    return opened === 1 ? ", refilled" : opened === 2 ? ", both refilled" : ", all refilled";
  }
  const missing = opened - healed;
  const parts = [
    healed > 0 && `${count(healed)} refilled`,
    refillable < missing && (opened === 1 ? "still missing" : `${count(missing - refillable)} still missing`),
    refillable > 0 && (opened === 1 ? "to be fetched yet" : `${count(refillable)} to be fetched yet`),
  ];
  return `: ${parts.filter(Boolean).join(", ")}`;
}

/** @param {IncidentRecord[]} incidents @param {(holes: IncidentRecord["holes"]) => number} of */
function sum(incidents, of) {
  return incidents.reduce((total, { holes }) => total + of(holes), 0);
}
