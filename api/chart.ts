/** `GET /api/chart`: any range of a series in a number of buckets. */
import { z } from "zod";
import { Chart } from "../schemas/wire_archive.ts";
import { answerError, answerJson } from "./answer.ts";
import { isRange, NO_RANGE, TIME_RANGE, wholeField } from "./fields.ts";
import { route } from "./route.ts";
import { BUSY, BUSY_ANSWER, NO_SERIES_ANSWER, noSeries, SeriesKey } from "./series_key.ts";

const ChartQuery = z.object({
  key: SeriesKey,
  ...TIME_RANGE,
  points: wholeField("buckets", { min: 10, max: 2_000, otherwise: 500 })
    .meta({ description: "As many buckets as that at most" }),
}).refine(isRange, NO_RANGE);

export const chartRoutes = [
  route({
    method: "GET",
    path: "/api/chart",
    summary: "A series as bars: any range of it, with what is missing",
    description:
      "The range is widened to whole buckets; an end that is left out is that of the rows. A bucket with a `gap` has " +
      "a hole, whether it has rows or not; nothing is drawn across it. One that is `empty` is proven to have had none. " +
      "Of much that was never looked at, some buckets are `pending` at first: ask again while `finished` is false.",
    access: "reader",
    query: ChartQuery,
    queryExample: "key=binance/trades/BTC-USDT&from=2024-03-05&to=2024-03-06&points=500",
    answers: {
      200: {
        description: "The buckets",
        schema: Chart,
        example: {
          ...{
            key: "binance/trades/BTC-USDT",
            type: "trades",
            from_us: 1709596800000000,
            to_us: 1709683200000000,
          },
          bucket_us: 300000000,
          buckets: [
            { t: 1709596800000000, o: 42000.7, h: 42031.2, l: 41990.1, c: 42011.4, v: 31.804, n: 1204 },
            { t: 1709597100000000, o: 42011.4, h: 42012, l: 42002.5, c: 42003, v: 2.2, n: 61, gap: true },
            { t: 1709597400000000, gap: true },
            { t: 1709597700000000, empty: true },
          ],
          ...{ finished: true, problem: null },
        },
      },
      404: NO_SERIES_ANSWER,
      503: BUSY_ANSWER,
    },
    async handle({ deck, clock, query: { key, from, to, points } }) {
      const nowUs = clock.now() * 1000;
      const chart = await deck.chart({ key, fromUs: from ?? null, toUs: to ?? null, points, nowUs });
      if (chart === "busy") return answerError(503, BUSY, { "retry-after": "1" });
      return chart ? answerJson(chart) : answerError(404, noSeries(key));
    },
  }),
];
