/** A series and a range of it, as requests name them. */
import { z } from "zod";
import { TYPE_NAMES } from "../actors/archive/reader/series.ts";
import { parseTime } from "../actors/archive/reader/times.ts";

const named = (what: string) =>
  z.string({ error: `expected ${what}` }).regex(/\S/, { error: "expected a name" });
const time = (description: string) => parsed(parseTime).optional().meta({ type: "string", description });

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
  from: time("The first moment: a date, an ISO time, or a whole number since 1970 in s, ms or µs"),
  to: time("The moment behind the last one, written the same way"),
};

export const isRange = ({ from = -Infinity, to = Infinity }: { from?: number; to?: number }) => from < to;
export const RANGE_ERROR = { path: ["to"], error: "expected a time after from" };

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
