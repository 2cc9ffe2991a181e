/** `/api/exchanges`: what can be recorded where. */
import { z } from "zod";
import { ApiError } from "../schemas/wire.ts";
import { ExchangeOffers, SymbolQuery, Symbols } from "../schemas/wire_app.ts";
import { answerError, answerJson } from "./answer.ts";
import { route } from "./route.ts";

const id = z.string().meta({ description: "As the config has it", examples: ["binance"] });

export const exchangeRoutes = [
  route({
    method: "GET",
    path: "/api/exchanges",
    summary: "Every exchange that can be recorded, and what is to be had of it",
    access: "reader",
    answers: {
      200: {
        description: "By id, in its order",
        schema: ExchangeOffers,
        example: [{
          ...{ id: "binance", name: "Binance", live_trades: true, books: true, raw_books: true },
          ...{ spans: [60, 180, 300, 900, 3600, 86400], past_trades: "proven" },
          notes: [
            "Past trades: Back to each market's first day. That they are complete is shown by their ids.",
          ],
        }],
      },
    },
    handle: ({ deck }) => answerJson(deck.exchanges()),
  }),
  route({
    method: "GET",
    path: "/api/exchanges/{id}/symbols",
    summary: "The markets of an exchange, by what is in their symbol",
    description:
      "As they were kept on disk while recording; where there are none, or only ones that are older than a day, the " +
      "exchange is asked, which takes ten seconds at most.",
    access: "reader",
    params: { id },
    query: SymbolQuery,
    queryExample: "search=BTC&limit=50",
    answers: {
      200: {
        description: "The symbols: those that begin with the search first, those that do not trade last",
        schema: Symbols,
        example: {
          ...{ symbols: ["BTC/USDT", "WBTC/USDT"], not_trading: [], total: 2 },
          ...{ source: "disk", as_of: 1709596800 },
        },
      },
      404: {
        description: "There is no such exchange; the nearest is named",
        schema: ApiError,
        example: { detail: 'No exchange "binnance": there is no such exchange; did you mean binance?' },
      },
      503: {
        description: "It cannot be asked now, and nothing is on disk",
        schema: ApiError,
        example: { detail: "Cannot ask the markets on binance: no answer within 10 s; try again" },
      },
    },
    async handle({ deck, params, query }) {
      const found = await deck.symbols(params.id, query);
      switch (found.type) {
        case "symbols":
          return answerJson(found.symbols);
        case "unknown":
          return answerError(404, `No exchange ${JSON.stringify(params.id)}: ${found.reason}`);
        case "unreachable":
          return answerError(503, found.reason, { "retry-after": "10" });
        default:
          throw found satisfies never;
      }
    },
  }),
];
