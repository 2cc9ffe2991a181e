/** `GET /api/storage/usage`: what takes how much room, and how long it lasts. */
import { StorageUsage } from "../schemas/wire_archive.ts";
import { answerError, answerJson } from "./answer.ts";
import { route } from "./route.ts";
import { BUSY, BUSY_ANSWER } from "./series_key.ts";

export const usageRoutes = [
  route({
    method: "GET",
    path: "/api/storage/usage",
    summary: "What takes how much room on the disk, and how long it lasts",
    access: "reader",
    answers: {
      200: {
        description: "Files by exchange and type, the journal, and what the last days added",
        schema: StorageUsage,
        example: {
          ...{ free_bytes: 81_204_117_504, total_bytes: 250_790_436_864, reserve_bytes: 2_000_000_000 },
          groups: [{ exchange: "binance", type: "trades", bytes: 14_882_201, rows: 1_204_331, files: 1 }],
          ...{ journal_bytes: 4_194_304, days: [{ day: "2024-03-05", bytes: 14_882_201 }] },
          ...{ bytes_per_day: 14_882_201, days_until_full: 5322.1 },
        },
      },
      503: BUSY_ANSWER,
    },
    async handle({ deck }) {
      const usage = await deck.usage();
      return usage === "busy" ? answerError(503, BUSY, { "retry-after": "1" }) : answerJson(usage);
    },
  }),
];
