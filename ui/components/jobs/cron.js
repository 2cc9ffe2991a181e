// @ts-check
/**
 * When a cron pattern is next due, to show it as one types. The recorder reads the pattern itself, and has the last
 * word; what this does not read (`L`, `W`, `#`, `@daily`) it shows no times for.
 */

/**
 * Lowest and highest value of each field, and the names that stand for some.
 * @type {Array<{ min: number, max: number, names?: string[] }>}
 */
const FIELDS = [
  { min: 0, max: 59 },
  { min: 0, max: 23 },
  { min: 1, max: 31 },
  {
    min: 1,
    max: 12,
    names: ["", "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"],
  },
  { min: 0, max: 7, names: ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"] },
];
const DAY_MS = 86_400_000;
/** The 29th of February may be eight years away. */
const DAYS_LOOKED_AT = 9 * 366;

/**
 * The first `n` times after `now`; null where the pattern is not read here.
 * @param {string} pattern Minute, hour, day of month, month, day of week.
 * @param {string} timezone IANA; the fields mean its time.
 * @param {number} now ms
 * @param {number} n
 * @returns {number[] | null} ms
 */
export function nextCronTimes(pattern, timezone, now, n) {
  const texts = pattern.trim().split(/\s+/);
  if (texts.length !== FIELDS.length) return null;
  const fields = texts.map((text, at) => valuesOf(text, FIELDS[at]));
  if (fields.some((values) => values === null)) return null;
  const [minutes, hours, days, months, weekdays] = /** @type {number[][]} */ (fields);
  const isDay = dayTest({ days, months, weekdays, eitherDay: texts[2] !== "*" && texts[4] !== "*" });
  const offsetAt = offsets(timezone);
  const isOnceADay = minutes.length === 1 && hours.length === 1;
  /** @type {number[]} */
  const found = [];
  // Local time as if it were UTC, from the day before, so that no offset can hide a time of today.
  const first = Math.floor((now + offsetAt(now)) / DAY_MS) - 1;
  for (let day = first; day < first + DAYS_LOOKED_AT && found.length < n; day++) {
    if (!isDay(new Date(day * DAY_MS))) continue;
    const moments = timesOfDay(day, hours, minutes).flatMap((local) =>
      momentsOf(local, offsetAt, isOnceADay)
    );
    found.push(...moments.filter((at) => at > now).sort((a, b) => a - b));
  }
  return found.slice(0, n);
}

/**
 * `*`, `5`, `1-5`, `*∕15`, `0,30`, `MON-FRI`: the values that they stand for.
 * @param {string} text
 * @param {{ min: number, max: number, names?: string[] }} field
 * @returns {number[] | null}
 */
function valuesOf(text, { min, max, names = [] }) {
  /** @param {string} word */
  const numberOf = (word) => /^\d{1,2}$/.test(word) ? Number(word) : names.indexOf(word.toUpperCase());
  const values = new Set();
  for (const part of text.split(",")) {
    const match = /^(?:(\*)|(\w+)(?:-(\w+))?)(?:\/(\d{1,2}))?$/.exec(part);
    if (!match) return null;
    const [, star, low, high = low, step] = match;
    if (step !== undefined && (Number(step) === 0 || Number(step) > max || (!star && high === low))) {
      return null;
    }
    const [from, to] = star ? [min, max] : [numberOf(low), numberOf(high)];
    if (from < min || to > max || from > to) return null;
    for (let value = from; value <= to; value += Number(step ?? 1)) values.add(value);
  }
  return [...values].sort((a, b) => a - b);
}

/**
 * Where both the day of the month and that of the week are given, either one will do, as in crontab(5).
 * @param {{ days: number[], months: number[], weekdays: number[], eitherDay: boolean }} fields
 */
function dayTest({ days, months, weekdays, eitherDay }) {
  return (/** @type {Date} */ date) => {
    if (!months.includes(date.getUTCMonth() + 1)) return false;
    const weekday = date.getUTCDay();
    const isDate = days.includes(date.getUTCDate());
    const isWeekday = weekdays.includes(weekday) || (weekday === 0 && weekdays.includes(7));
    return eitherDay ? isDate || isWeekday : isDate && isWeekday;
  };
}

/** @param {number} day Days since 1970. @param {number[]} hours @param {number[]} minutes */
function timesOfDay(day, hours, minutes) {
  return hours.flatMap((hour) => minutes.map((minute) => day * DAY_MS + (hour * 60 + minute) * 60_000));
}

/** How far a zone's clock is ahead of UTC at a moment, ms. @param {string} timezone */
function offsets(timezone) {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: timezone,
    hourCycle: "h23",
    ...{ year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric" },
  });
  return (/** @type {number} */ at) => {
    const parts = Object.fromEntries(
      format.formatToParts(at).map(({ type, value }) => [type, Number(value)]),
    );
    const { year, month, day, hour, minute } = parts;
    return Date.UTC(year, month - 1, day, hour, minute) - Math.floor(at / 60_000) * 60_000;
  };
}

/**
 * The moments at which a zone's clock shows `local`: none in an hour that is left out, two in one that is shown
 * twice. A pattern of one time a day is due once, whatever the clock does.
 * @param {number} local ms, as if it were UTC
 * @param {(at: number) => number} offsetAt
 * @param {boolean} isOnceADay
 */
function momentsOf(local, offsetAt, isOnceADay) {
  const atOffsets = new Set([offsetAt(local - DAY_MS), offsetAt(local + DAY_MS)]);
  const candidates = [...atOffsets].map((offset) => local - offset).sort((a, b) => a - b);
  const shown = candidates.filter((at) => at + offsetAt(at) === local);
  if (!isOnceADay) return shown;
  return [shown[0] ?? changeBetween(candidates[0], candidates[1], offsetAt)];
}

/** When the clock goes on. @param {number} from @param {number} to @param {(at: number) => number} offsetAt */
function changeBetween(from, to, offsetAt) {
  let at = from;
  while (at < to && offsetAt(at) === offsetAt(from)) at += 60_000;
  return at;
}
