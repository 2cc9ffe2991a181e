/** Times as people and scripts write them, to and from µs since 1970 UTC. */

const TIMES_TAKEN =
  "a date (2024-03-05), a time (2024-03-05T14:00:00.5Z; UTC where it has no zone), or a whole number since 1970 in " +
  "seconds (up to 11 digits), milliseconds (12 to 14) or microseconds (15 and more)";

const ISO =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})?)?$/i;

/** µs since 1970; what is finer is cut off. Throws with {@linkcode TIMES_TAKEN} where it is none of them. */
export function parseTime(text: string): number {
  const us = timeOf(text);
  if (us === null) throw new Error(`expected ${TIMES_TAKEN}`);
  return us;
}

function timeOf(text: string): number | null {
  if (/^\d{9,17}$/.test(text)) return Number(text) * (text.length < 12 ? 1e6 : text.length < 15 ? 1e3 : 1);
  const [whole, day, minute = "00:00", second = "00", fraction = "", zone = "Z"] = ISO.exec(text) ?? [];
  if (!whole) return null;
  const local = Date.parse(`${day}T${minute}:${second}Z`);
  // Date.parse takes the 30th of February for the 1st of March.
  if (Number.isNaN(local) || new Date(local).toISOString().slice(0, 10) !== day) return null;
  const ms = local - offsetMs(zone);
  return ms * 1000 + Number(fraction.padEnd(6, "0").slice(0, 6));
}

function offsetMs(zone: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone) ?? [];
  return sign ? Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes)) * 60_000 : 0;
}

/** Prints times as `2024-03-05T14:00:00.123456Z`; quick where they come in order. */
export function isoPrinter(): (us: number) => string {
  let second = NaN;
  let shown = "";
  return (us) => {
    const at = Math.floor(us / 1e6);
    if (at !== second) {
      second = at;
      shown = new Date(at * 1000).toISOString().slice(0, -4);
    }
    return `${shown}${String(1e6 + us - at * 1e6).slice(1)}Z`;
  };
}
