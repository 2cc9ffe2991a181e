/** Times, lengths and counts, as the certificate writes them. */

/** `2024-03-05 14:00:00`, with as many digits behind the seconds as it takes. */
export function timeWords(us: number): string {
  const ms = Math.floor(us / 1000);
  const [day, time] = new Date(ms).toISOString().split("T");
  const fraction = `${time.slice(9, 12)}${String(us - ms * 1000).padStart(3, "0")}`.replace(/0+$/, "");
  return `${day} ${time.slice(0, 8)}${fraction && `.${fraction}`}`;
}

const UNITS: Array<[string, number]> = [
  ["d", 86_400e6],
  ["h", 3_600e6],
  ["min", 60e6],
  ["s", 1e6],
  ["ms", 1e3],
  ["µs", 1],
];

/** A length of time in its two largest units, the rest cut off: `3 d 2 h`, `1 min`, `12 ms 5 µs`. */
export function lengthWords(us: number): string {
  const first = UNITS.findIndex(([, length]) => us >= length);
  if (first < 0) return "0 s";
  const [[unit, length], next] = [UNITS[first], UNITS[first + 1]];
  const whole = `${Math.floor(us / length)} ${unit}`;
  const rest = next ? Math.floor((us % length) / next[1]) : 0;
  return rest > 0 ? `${whole} ${rest} ${next[0]}` : whole;
}

export const number = (n: number): string => n.toLocaleString("en-US");

/** `1 row`, `1,234 rows`. */
export const count = (n: number, noun: string): string => `${number(n)} ${noun}${n === 1 ? "" : "s"}`;

/** `0.014 MB`, `1,234.5 MB`. */
export function megabytes(bytes: number): string {
  const digits = bytes < 1e6 ? 3 : 1;
  return `${
    (bytes / 1e6).toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits })
  } MB`;
}

/** `99.987 %`; never rounded up: only what is whole is 100 %. */
export const percent = (share: number): string =>
  `${share === 0 || share === 1 ? share * 100 : (Math.floor(share * 1e5) / 1e3).toFixed(3)} %`;

export const message = (error: unknown): string => error instanceof Error ? error.message : String(error);
