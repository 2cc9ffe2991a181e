/** The deck's look at what could be recorded: exchanges, their symbols, and what a backfill would ask for. */
import { historiesMeant } from "../actors/control/backfill_plan.ts";
import { unknownExchange } from "../schemas/known_exchanges.ts";
import type { Configured } from "../actors/control/configured.ts";
import type { PreviewedSeries, SeriesPreview } from "../actors/control/lookups/messages.ts";
import { createSymbolSearch } from "../actors/control/lookups/symbols.ts";
import { createRedactor } from "../actors/control/redact.ts";
import { type Offer, offers } from "../actors/venue/exchanges/offers.ts";
import type { Deck } from "../api/deck.ts";
import { isSpanSeconds, startMs } from "../schemas/config.ts";
import { parseSeriesKey, spanSeconds } from "../schemas/series.ts";
import type { SeriesView } from "../schemas/snapshot.ts";
import type { BackfillPreview, ExchangeOffer } from "../schemas/wire_app.ts";
import type { DeckParts } from "./deck.ts";
import { offerSentences } from "./exchange_words.ts";
import { secretsOf } from "./secrets_of.ts";

type LookupDeck = Pick<Deck, "exchanges" | "symbols" | "previewBackfill">;

export function lookupDeck(
  { board, settings, lookups, clock, begun }: Pick<
    DeckParts,
    "board" | "settings" | "lookups" | "clock" | "begun"
  >,
): LookupDeck {
  const search = createSymbolSearch(lookups, clock);
  const redact = createRedactor(secretsOf(settings));
  let shown: ExchangeOffer[] | null = null;
  return {
    exchanges: () => shown ??= [...offers().values()].map(shownOffer),
    async symbols(exchange, query) {
      if (!offers().has(exchange)) return { type: "unknown", reason: unknownExchange(exchange) };
      const { reachOne } = await begun.promise;
      try {
        return { type: "symbols", symbols: await search.find(await reachOne(exchange), query) };
      } catch (error) {
        return { type: "unreachable", reason: redact((error as Error).message) };
      }
    },
    async previewBackfill(request) {
      const meant = historiesMeant(settings.inForce().config, request);
      if (meant.length === 0) return null;
      const { reachOne } = await begun.promise;
      const exchanges = [...new Set(meant.map(({ series }) => series.exchange))];
      const views = new Map(board.snapshot().series.map((view) => [view.key, view]));
      const previews = await lookups.lookUp("preview", {
        fromUs: startMs(request.start) * 1_000,
        nowMs: clock.now(),
        series: meant.map((each) => previewed(each, views.get(each.key))),
        exchanges: await Promise.all(exchanges.map(reachOne)),
      });
      return { series: previews.map(shownPreview) };
    },
  };
}

/** Spans that a job cannot name are left out. */
function shownOffer(offer: Offer): ExchangeOffer {
  const { id, name, liveTrades, books, candles, pastTrades } = offer;
  return {
    id,
    name,
    live_trades: liveTrades !== null,
    books: books !== null,
    raw_books: books?.eachChange ?? false,
    spans: candles?.spans.map(spanSeconds).filter(isSpanSeconds) ?? [],
    past_trades: pastTrades.type === "none" ? "none" : pastTrades.proof.length > 0 ? "proven" : "unproven",
    notes: offerSentences(offer).filter(({ subject }) => !subject.startsWith("Spans"))
      .map(({ subject, text }) => `${subject}: ${text}`),
  };
}

/** Fewer rows say nothing of how densely a market trades. */
const LEAST_ROWS = 100;

/** By what is on disk; of a young series, by all that came. */
function previewed({ key }: Configured, view: SeriesView | undefined): PreviewedSeries {
  const { rows = 0, firstUs = null, lastUs = null } = view?.disk?.rows ? view.disk : view ?? {};
  if (rows < LEAST_ROWS || firstUs === null || lastUs === null) return { key, firstUs, rowUs: null };
  const share = view?.disk?.complete || 1; // of what ids do not prove it is not known
  return { key, firstUs, rowUs: (lastUs - firstUs) * share / rows };
}

function shownPreview(
  { key, windows, rows, rowsAre, seconds, missingUs }: SeriesPreview,
): BackfillPreview["series"][number] {
  const { exchange, symbol: pair, type, span = null } = parseSeriesKey(key);
  return {
    key,
    exchange,
    pair,
    type,
    span,
    windows,
    rows,
    rows_are: rowsAre,
    seconds,
    missing_us: missingUs,
  };
}
