/** `GET /api/series`: one series with every day, gap and file that its ledger knows. */
import { z } from "zod";
import { SeriesPage } from "../schemas/wire_archive.ts";
import { answerError, answerJson } from "./answer.ts";
import { route } from "./route.ts";
import { BUSY, BUSY_ANSWER, NO_SERIES_ANSWER, noSeries, SeriesKey } from "./series_key.ts";

const SeriesQuery = z.object({ key: SeriesKey });

export const seriesRoutes = [
  route({
    method: "GET",
    path: "/api/series",
    summary: "A series: its days, its gaps with cause and reason, its files with their checksums",
    description:
      "From its ledger; no file is opened. Of gaps the newest 500 are told, of days and files all.",
    access: "reader",
    query: SeriesQuery,
    queryExample: "key=binance/trades/BTC-USDT",
    answers: {
      200: {
        description: "What there is of it",
        schema: SeriesPage,
        example: {
          ...{
            key: "binance/trades/BTC-USDT",
            exchange: "binance",
            pair: "BTC/USDT",
            type: "trades",
            span: null,
          },
          ...{ rows: 1_204_331, bytes: 14_882_201, first_us: 1709596800000123, last_us: 1709683199998210 },
          days: [{ day: "2024-03-05", state: "degraded" }],
          gaps: [{
            ...{ from_us: 1709618400000000, to_us: 1709618412000000, state: "gap", cause: "outage" },
            ...{ reason: "the socket closed", refillable: true },
          }],
          gap_count: 1,
          files: [{
            ...{ path: "binance/trades/BTC-USDT/2024-03-05.parquet", period: "2024-03-05", kind: "file" },
            ...{ rows: 1_204_331, bytes: 14_882_201, sha256: "6f3c…", remote: null },
          }],
        },
      },
      404: NO_SERIES_ANSWER,
      503: BUSY_ANSWER,
    },
    async handle({ deck, query: { key } }) {
      const series = await deck.series(key);
      if (series === "busy") return answerError(503, BUSY, { "retry-after": "1" });
      return series ? answerJson(series) : answerError(404, noSeries(key));
    },
  }),
];
