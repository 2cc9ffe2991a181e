// @ts-check
/**
 * Days put into months, for a calendar whose weeks begin on Monday.
 * @import { Day } from "../inventory/strip.js"
 */

/**
 * @typedef {object} Month
 * @property {string} name `2024-03`
 * @property {number} offset Days of its first week that belong to the month before.
 * @property {Day[]} days All of the month; `none` where nothing was recorded.
 */

const FEWEST = 3;
const NAMES = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `Mar` @param {string} month `2024-03` */
export function monthName(month) {
  return NAMES[Number(month.slice(5, 7)) - 1];
}

/** Newest first. @param {Array<Pick<Day, "day">>} days Oldest first, at least one. */
export function yearsOf(days) {
  const first = Number(days[0].day.slice(0, 4));
  const last = Number(days[days.length - 1].day.slice(0, 4));
  return Array.from({ length: last - first + 1 }, (_, n) => last - n);
}

/**
 * The months of a year from that of the first day to that of the last, and no fewer than three where the year has
 * them: a series that is a day old is a cell among others.
 * @param {Day[]} days Oldest first, at least one.
 * @param {number} year
 * @returns {Month[]}
 */
export function monthsOf(days, year) {
  const states = new Map(days.map(({ day, state }) => [day, state]));
  const last = days[days.length - 1].day.slice(0, 7);
  const first = [days[0].day.slice(0, 7), monthBefore(last, FEWEST - 1)].sort()[0];
  return NAMES.map((_, n) => `${year}-${String(n + 1).padStart(2, "0")}`)
    .filter((name) => name >= first && name <= last)
    .map((name) => monthOf(name, states));
}

/** @param {string} name @param {Map<string, Day["state"]>} states @returns {Month} */
function monthOf(name, states) {
  const first = `${name}-01`;
  const [year, month] = name.split("-").map(Number);
  const length = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const days = Array.from({ length }, (_, n) => addDays(first, n))
    .map((day) => ({ day, state: states.get(day) ?? /** @type {const} */ ("none") }));
  return { name, offset: (new Date(first).getUTCDay() + 6) % 7, days };
}

/** @param {string} name @param {number} n So many months earlier. */
function monthBefore(name, n) {
  const [year, month] = name.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1 - n)).toISOString().slice(0, 7);
}

/** @param {string} day @param {number} n */
export function addDays(day, n) {
  return new Date(Date.parse(day) + n * 86_400_000).toISOString().slice(0, 10);
}
