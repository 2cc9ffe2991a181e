// @ts-check
/**
 * What an exchange has, in the words of a form.
 * @import { ExchangeOffer } from "../../../schemas/wire_app.ts"
 */

/** What of it a kind of job can take. @param {ExchangeOffer} offer @param {"stream" | "histo"} kind */
export function canTake(offer, kind) {
  if (kind === "stream") return offer.live_trades || offer.books;
  return offer.spans.length > 0 || offer.past_trades !== "none";
}

/** In a few words, beside its name. @param {ExchangeOffer} offer @param {"stream" | "histo"} kind */
export function offerWords({ live_trades, books, raw_books, spans, past_trades }, kind) {
  const stream = [live_trades && "trades", books && (raw_books ? "books, each change" : "books")];
  const histo = [
    spans.length > 0 && "candles",
    past_trades !== "none" && `past trades${past_trades === "proven" ? ", proven" : ""}`,
  ];
  return (kind === "stream" ? stream : histo).filter(Boolean).join("; ") || "nothing of this";
}
