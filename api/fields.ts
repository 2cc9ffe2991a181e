/** Parameters that several routes read alike. */
import { z } from "zod";
import { TYPE_NAMES } from "../actors/archive/reader/series.ts";
import { parseTime } from "../actors/archive/reader/times.ts";

/** A text that something else reads, which throws with what is expected. */
export function parsed<T>(parse: (text: string) => T) {
  return z.string().transform((text, context) => {
    try {
      return parse(text);
    } catch (error) {
      context.addIssue({ code: "custom", message: (error as Error).message });
      return z.NEVER;
    }
  });
}

/** A time that may be absent, as µs since 1970. */
export const timeField = (description: string) =>
  parsed(parseTime).optional().meta({ type: "string", description });

/** The two ends of a range that may be open. */
export const TIME_RANGE = {
  from: timeField("The first moment: a date, an ISO time, or a whole number since 1970 in s, ms or µs"),
  to: timeField("The moment behind the last one, written the same way"),
};

const named = (what: string) =>
  z.string({ error: `expected ${what}` }).regex(/\S/, { error: "expected a name" });

/** A series, and a range of it. */
export const SERIES_RANGE = {
  exchange: named("an exchange, as the inventory has it"),
  pair: named("a pair, as the inventory has it"),
  type: z.enum(Object.keys(TYPE_NAMES), {
    error: ({ input }) =>
      input === undefined
        ? "expected trades, ohlc or orderbook"
        : `expected one of ${Object.keys(TYPE_NAMES).join(", ")}`,
  }),
  span: named("a name").optional().meta({ description: "Of candles; needed where there are several" }),
  ...TIME_RANGE,
};

/** Where both are given, `from` is the earlier. */
export const isRange = ({ from = -Infinity, to = Infinity }: { from?: number; to?: number }) => from < to;
export const NO_RANGE = { path: ["to"], error: "expected a time after from" };

/** A whole number, written in digits. */
export function wholeField(
  of: string,
  { min, max, otherwise }: { min: number; max: number; otherwise: number },
) {
  const error = `expected a whole number of ${of} from ${min} to ${max}`;
  return z.string().regex(/^\d+$/, { error }).transform(Number)
    .pipe(z.int({ error }).min(min, { error }).max(max, { error }))
    .default(otherwise);
}
