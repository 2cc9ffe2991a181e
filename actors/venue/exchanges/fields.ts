/** Reads single fields as exchanges write them: exact times in µs, doubles from text, values deep in a frame. */

/** The value at a path of keys and indices, undefined where there is none. */
export function at(value: unknown, ...path: Array<string | number>): unknown {
  let node = value;
  for (const key of path) {
    if (typeof node !== "object" || node === null) return undefined;
    node = (node as Record<string | number, unknown>)[key];
  }
  return node;
}

/** The double nearest to the number that was sent; NaN where none was. */
export function double(value: unknown): number {
  if (typeof value === "number") return value;
  return typeof value === "string" && value.trim() !== "" ? Number(value) : NaN;
}

/**
 * µs of a time written in a decimal unit (`unitUs`: µs of one): `"1619093543708.2642"` ms gives
 * 1619093543708264. Digits below a µs are cut off. Exact, which arithmetic on the double is not.
 */
export function microsOfDecimal(value: unknown, unitUs: 1_000 | 1_000_000): number {
  const match = /^(\d+)(?:\.(\d+))?$/.exec(String(value));
  if (!match) return NaN;
  const digits = unitUs === 1_000 ? 3 : 6;
  return Number(match[1] + (match[2] ?? "").padEnd(digits, "0").slice(0, digits));
}

/** µs of an ISO 8601 time, digits below a µs cut off: `"2021-04-17T16:43:30.244075Z"`. */
export function microsOfIso(value: unknown): number {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:?\d\d)$/.exec(String(value));
  if (!match) return NaN;
  const seconds = Date.parse(match[1] + match[3]) / 1000;
  return seconds * 1_000_000 + Number((match[2] ?? "").padEnd(6, "0").slice(0, 6));
}
