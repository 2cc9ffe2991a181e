/** A series named by its key, and what is answered where there is none. */
import { z } from "zod";
import { ApiError } from "../schemas/wire.ts";
import type { Answer } from "./route.ts";

const error = "expected a series' key, like binance/trades/BTC-USDT";

export const SeriesKey = z.string({ error }).regex(/^.{1,200}$/, { error })
  .meta({ description: "As `/api/snapshot` has it: exchange/type/PAIR, and /span for ohlc" });

export const noSeries = (key: string) =>
  `Cannot show "${key}": there is no such series here; GET /api/snapshot has the keys of those that there are`;

export const NO_SERIES_ANSWER: Answer = {
  description: "There is nothing of such a series",
  schema: ApiError,
  example: { detail: noSeries("binance/trades/BTC-USD") },
};

export const BUSY = "Cannot look now: too much is asked for at once; try again";

export const BUSY_ANSWER: Answer = {
  description: "Too much is asked for at once; `Retry-After` says when to ask again",
  schema: ApiError,
  example: { detail: BUSY },
};
