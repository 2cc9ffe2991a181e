/** Times that a foreign file gives as plain numbers: their unit is told from their size alone. */

/** The units, each with how many of it make a second. From 2009 to 2100 no number is a time in two of them. */
const UNITS = [["seconds", 1], ["milliseconds", 1e3], ["microseconds", 1e6], ["nanoseconds", 1e9]] as const;
export type Unit = (typeof UNITS)[number][0];

const EARLIEST_S = Date.UTC(2009, 0) / 1000;
const LATEST_S = Date.UTC(2100, 0) / 1000;

/** Turns numbers into µs. One reader a file: it throws where not all of them are of one unit. */
export interface InstantReader {
  micros(value: number | bigint): number;
  /** null: nothing was read yet. */
  unit(): Unit | null;
}

export function instantReader(column: string): InstantReader {
  let unit: Unit | null = null;
  let first: number | bigint = 0;
  return {
    unit: () => unit,
    micros(value) {
      const found = unitOf(Number(value));
      if (!found) {
        throw new Error(`column "${column}" has ${value}, which is no time in seconds or nanoseconds`);
      }
      if (unit === null) [unit, first] = [found, value];
      if (unit === found) return toMicros(value, unit);
      throw new Error(`column "${column}" mixes units: ${first} can only be ${unit}, and ${value} ${found}`);
    },
  };
}

function unitOf(value: number): Unit | null {
  const found = UNITS.find(([, perSecond]) =>
    value >= EARLIEST_S * perSecond && value < LATEST_S * perSecond
  );
  return found?.[0] ?? null;
}

/** What is finer than a microsecond is cut off. */
export function toMicros(value: number | bigint, unit: Unit): number {
  switch (unit) {
    case "seconds":
      return Math.round(Number(value) * 1e6);
    case "milliseconds":
      return Math.round(Number(value) * 1e3);
    case "microseconds":
      return Math.round(Number(value));
    case "nanoseconds":
      return typeof value === "bigint" ? Number(value / 1000n) : Math.round(value / 1e3);
    default:
      throw unit satisfies never;
  }
}
