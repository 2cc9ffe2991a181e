/** `/api/storage`: copies of the data on remotes. */
import { z } from "zod";
import { TYPE_NAMES } from "../actors/archive/reader/series.ts";
import * as wire from "../schemas/wire.ts";
import { NothingToRestore, PurgePlan, RestoreStarted, Storage } from "../schemas/wire_storage.ts";
import { answerError, answerJson } from "./answer.ts";
import type { Deck } from "./deck.ts";
import { isRange, NO_RANGE, SERIES_RANGE } from "./fields.ts";
import { route } from "./route.ts";

const NO_REMOTES = "No remotes configured";
const NO_RULES =
  "Cannot purge: no remote of the config has purge_after_days or purge_when_low; add one under storage.remotes";

const RestoreRequest = z.object(SERIES_RANGE).refine(isRange, NO_RANGE);

export const storageRoutes = [
  route({
    method: "GET",
    path: "/api/storage",
    summary: "The remotes, and how far each is in step",
    description:
      "`sync_interval` in seconds, 0: off. `last_sync`: when everything was last on every remote. " +
      "`purged_files` of a remote: files that are there and not here. `restores`: what is brought back, newest first.",
    access: "reader",
    answers: {
      200: {
        description: "The remotes",
        schema: Storage,
        example: {
          remotes: [{ provider: "rclone", remote: "s3:bucket/tape" }],
          ...{ sync_interval: 3600, rclone_available: true, last_sync: 1709596800 },
        },
      },
    },
    handle: async ({ deck }) => answerJson(await deck.storage()),
  }),
  route({
    method: "POST",
    path: "/api/storage/sync",
    summary: "Brings every remote in step now",
    access: "writer",
    answers: {
      202: { description: "It begins", schema: wire.Started, example: { status: "started" } },
      400: { description: "There are none", schema: wire.ApiError, example: { detail: NO_REMOTES } },
    },
    handle: async ({ deck }) =>
      await deck.sync() ? answerJson({ status: "started" }, 202) : answerError(400, NO_REMOTES),
  }),
  route({
    method: "GET",
    path: "/api/storage/purge",
    summary: "What a purge would remove here now",
    description:
      "Files that are due by the rules of the config, and that the syncs saw on every remote. No remote is asked: a " +
      "file that one of them does not hold any more stays when it is purged.",
    access: "reader",
    answers: {
      200: {
        description: "By series, what takes most first",
        schema: PurgePlan,
        example: {
          ...{ files: 62, bytes: 1_204_882_110 },
          series: [{
            ...{ series: "binance/trades/BTC-USDT", files: 62, bytes: 1_204_882_110 },
            ...{ first_day: "2024-01-01", last_day: "2024-03-02" },
          }],
        },
      },
    },
    handle: async ({ deck }) => answerJson(await deck.planPurge()),
  }),
  route({
    method: "POST",
    path: "/api/storage/purge",
    summary: "Removes here what every remote holds and the config wants purged",
    description:
      "By `purge_after_days` and `purge_when_low` of `storage.remotes`. Each file is looked at on every remote " +
      "before it goes.",
    access: "writer",
    answers: {
      202: { description: "It begins", schema: wire.Started, example: { status: "started" } },
      400: { description: "Nothing is to be purged", schema: wire.ApiError, example: { detail: NO_RULES } },
    },
    handle: async ({ deck }) =>
      await deck.purge() ? answerJson({ status: "started" }, 202) : answerError(400, NO_RULES),
  }),
  route({
    method: "POST",
    path: "/api/storage/restore",
    summary: "Brings back what was moved to a remote",
    description:
      "Files whose day (candles: year) has something of the range. `restores` of `GET /api/storage` says " +
      "how far it is.",
    access: "writer",
    body: RestoreRequest,
    bodyExample: {
      exchange: "binance",
      pair: "BTC/USDT",
      type: "trades",
      from: "2024-03-05",
      to: "2024-03-07",
    },
    answers: {
      200: {
        description: "Nothing of the range was moved",
        schema: NothingToRestore,
        example: { status: "nothing_to_restore" },
      },
      202: {
        description: "It begins; so much is to come",
        schema: RestoreStarted,
        example: { status: "started", id: "0b9c7a52", files: 2, bytes: 48_211_934 },
      },
      404: {
        description: "There is no such series; the nearest are named",
        schema: wire.ApiError,
        example: {
          detail:
            "Cannot restore BTC/USD of binance: there are no trades of BTC/USD on binance; nearest: BTC/USDT",
        },
      },
      409: {
        description: "It cannot be begun, for the reason given",
        schema: wire.ApiError,
        example: {
          detail:
            "Cannot restore 48 MB: the disk has 12 MB to spare, beyond what storage.min_free_gb keeps free; " +
            "free space, or restore less at once",
        },
      },
    },
    handle: ({ deck, body }) => restore(deck, body),
  }),
];

async function restore(deck: Deck, body: z.infer<typeof RestoreRequest>): Promise<Response> {
  const { exchange, pair, type, span, from = -Infinity, to = Infinity } = body;
  const wish = { exchange, pair, type: TYPE_NAMES[type], span, fromUs: from, toUs: to };
  const answer = await deck.restore(wish);
  switch (answer.type) {
    case "unknown-series":
      return answerError(404, `Cannot restore ${pair} of ${exchange}: ${answer.reason}`);
    case "refused":
      return answerError(409, answer.why);
    case "nothing":
      return answerJson({ status: "nothing_to_restore" });
    case "begun": {
      const { id, files, bytes } = answer;
      return answerJson({ status: "started", id, files, bytes }, 202);
    }
    default:
      throw answer satisfies never;
  }
}
