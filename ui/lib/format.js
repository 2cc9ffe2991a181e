// @ts-check
/** Figures and times as the page writes them: thousands separated, sizes in MB, times in UTC. */

const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const oneDecimal = new Intl.NumberFormat("en-US", { minimumFractionDigits: 1, maximumFractionDigits: 1 });

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** 1234567 → `1,234,567` @param {number} n */
export function count(n) {
  return whole.format(n);
}

/** `1 hole`, `2 holes` @param {number} n @param {string} noun */
export function counted(n, noun) {
  return `${count(n)} ${noun}${n === 1 ? "" : "s"}`;
}

/** Rows a second: small ones keep a decimal. @param {number} perSecond */
export function rate(perSecond) {
  return perSecond > 0 && perSecond < 10 ? oneDecimal.format(perSecond) : whole.format(perSecond);
}

/** Small ones by what can be told of them: a part of a minute has some kB. @param {number} bytes */
export function megabytes(bytes) {
  const mb = bytes / 1e6;
  if (mb === 0) return "0 MB";
  if (mb < 0.001) return "under 0.001 MB";
  if (mb < 0.1) return `${mb.toFixed(3)} MB`;
  return `${(mb < 1000 ? oneDecimal : whole).format(mb)} MB`;
}

/** A share of 1, cut and never rounded up: only what is whole says 100 %. @param {number} share */
export function percent(share) {
  if (share >= 1) return "100 %";
  return `${(Math.floor(share * 1e4) / 100).toFixed(2)} %`;
}

/** A length of time in its two largest units. @param {number} ms */
export function duration(ms) {
  if (ms < SECOND) return "under 1 s";
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)} s`;
  if (ms < HOUR) return inUnits(ms, MINUTE, "min", SECOND, "s");
  if (ms < DAY) return inUnits(ms, HOUR, "h", MINUTE, "min");
  return inUnits(ms, DAY, "d", HOUR, "h");
}

/** @param {number} ms @param {number} large @param {string} largeName @param {number} small @param {string} smallName */
function inUnits(ms, large, largeName, small, smallName) {
  const rest = Math.floor((ms % large) / small);
  const head = `${count(Math.floor(ms / large))} ${largeName}`;
  return rest === 0 ? head : `${head} ${rest} ${smallName}`;
}

/** A length of time in one unit, for what ticks. @param {number} ms */
function roughly(ms) {
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < 2 * DAY) return `${Math.floor(ms / HOUR)} h`;
  return `${count(Math.floor(ms / DAY))} d`;
}

/** `4 s ago`; what lies ahead by a hair's breadth of clocks is now. @param {number} at ms @param {number} now ms */
export function ago(at, now) {
  return now - at < SECOND ? "just now" : `${roughly(now - at)} ago`;
}

/** `in 4 s` @param {number} at ms @param {number} now ms */
export function until(at, now) {
  return at - now < SECOND ? "now" : `in ${roughly(at - now)}`;
}

/** `2024-03-09 12:03:05 UTC` @param {number} ms */
export function utc(ms) {
  return `${new Date(ms).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** The same, without the date if that is today's. @param {number} ms @param {number} now ms */
export function utcShort(ms, now) {
  const text = utc(ms);
  return text.slice(0, 10) === utc(now).slice(0, 10) ? text.slice(11) : text.slice(0, 16) + " UTC";
}
