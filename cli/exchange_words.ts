/** What an exchange offers, in words: cells of a table, sentences, and jobs to paste into a config. */
import type { Offer, Reach } from "../actors/venue/exchanges/offers.ts";
import { spanSeconds } from "../schemas/series.ts";
import type { Column } from "./table.ts";

/** Of a table, an exchange a row. */
export const OFFER_COLUMNS: Column<Offer>[] = [
  { name: "exchange", text: ({ id }) => id },
  { name: "markets", text: ({ markets }) => markets.join(" "), goes: 3 },
  {
    name: "live trades",
    text: ({ liveTrades }) => liveTrades === null ? "-" : liveTrades.proof === "ids" ? "proven" : "as sent",
    tint: ({ liveTrades }) => liveTrades?.proof === "ids" ? "good" : null,
  },
  {
    name: "books",
    text: ({ books }) => books === null ? "-" : books.eachChange ? "sampled, raw" : "sampled",
    goes: 1,
  },
  { name: "candles", text: candlesCell },
  {
    name: "past trades",
    text: pastTradesCell,
    tint: ({ pastTrades }) => pastTrades.type === "some" && pastTrades.proof.length > 0 ? "good" : null,
    goes: 2,
  },
];

function candlesCell({ candles }: Offer): string {
  return candles === null
    ? "-"
    : `${candles.spans[0]} to ${candles.spans.at(-1)}, ${shortReach(candles.reach)}`;
}

function pastTradesCell({ pastTrades }: Offer): string {
  if (pastTrades.type === "none") return "-";
  return `${shortReach(pastTrades.reach)}, ${pastTrades.proof.length > 0 ? "proven" : "unproven"}`;
}

/** What the words of the table mean. */
export const OFFER_LEGEND = [
  "live trades  proven: the ids show that none is missing; as sent: every one that comes, which proves nothing",
  "books        sampled: the whole book now and then; raw: each change of it, shown to be the next one",
  "candles      their spans, and how far back: all: to the first day; some: as far as it answers, which is not known",
  "past trades  how far back, and whether an answer proves that none is missing",
  "",
  "tapedeck exchanges binance says more of one.",
];

function shortReach(reach: Reach): string {
  switch (reach.type) {
    case "listing":
      return "all";
    case "unknown":
      return "some";
    case "since":
      return `since ${reach.day.slice(0, 4)}`;
    case "days":
      return `${reach.days} days`;
    case "newest":
      return `newest ${number(reach.rows)}`;
    case "no-range":
      return "some";
    default:
      throw reach satisfies never;
  }
}

/** All that there is to say of one, by subject. */
export function offerSentences(offer: Offer): Array<{ subject: string; text: string }> {
  const spans = offer.candles?.spans.map((span) => `${span} (${spanSeconds(span)})`).join(", ");
  return [
    { subject: "Live trades", text: liveTradesWords(offer) },
    { subject: "Order books", text: booksWords(offer) },
    { subject: "Candles", text: candlesWords(offer) },
    ...spans ? [{ subject: "Spans of candles, with the seconds for the config", text: spans }] : [],
    { subject: "Past trades", text: pastTradesWords(offer) },
  ];
}

/** Its name, where it is at home, and what is traded there. */
export function offerTitle({ id, name, countries, markets }: Offer): string {
  const home = countries.length > 0 ? `, at home in ${countries.join(", ")}` : "";
  return `${name} (${id})${home}; markets: ${markets.join(", ") || "not known"}`;
}

const NONE = "None can be had.";

function liveTradesWords({ liveTrades }: Offer): string {
  if (liveTrades === null) return NONE;
  const each = liveTrades.aggregates
    ? "Every trade; those of one order at one price come as one."
    : "Every trade.";
  return liveTrades.proof === "ids"
    ? `${each} Their ids follow each other, so a missing one is seen, and asked for.`
    : `${each} Nothing in them shows that none is missing: what is claimed is since when the connection held.`;
}

function booksWords({ books }: Offer): string {
  if (books === null) return NONE;
  const levels = books.depths ? ` Levels that can be had: ${books.depths.map(number).join(", ")}.` : "";
  const raw = books.eachChange
    ? ", or (raw) each change of them, shown to be the next one."
    : "; its changes cannot be shown to be complete.";
  return `The whole book every time_step seconds${raw}${levels}`;
}

function candlesWords({ candles }: Offer): string {
  if (candles === null) return NONE;
  const empty = {
    "candle": "A span without trades has a candle, so one that is missing is a gap.",
    "no-candle": "A span without trades has no candle.",
    "unknown": "Whether a span without trades has a candle is not known.",
  }[candles.emptySpans];
  return `${longReach(candles.reach, "candles")} At most ${number(candles.page)} come in an answer. ${empty}`;
}

function pastTradesWords({ pastTrades }: Offer): string {
  if (pastTrades.type === "none") return `None can be had: ${pastTrades.reason}.`;
  return `${longReach(pastTrades.reach, "trades")} ${proofWords(pastTrades.proof)}`;
}

function proofWords(proof: Array<"ids" | "answers">): string {
  const by = { ids: "their ids", answers: "what its answers cover" };
  return proof.length === 0
    ? "Its answers prove nothing: the rows are kept, and nothing is claimed of them."
    : `That they are complete is shown by ${proof.map((each) => by[each]).join(" and by ")}.`;
}

function longReach(reach: Reach, what: "candles" | "trades"): string {
  switch (reach.type) {
    case "listing":
      return "Back to each market's first day.";
    case "unknown":
      return "As far back as it answers, which is not known.";
    case "since":
      return `Since ${reach.day}, nothing older.`;
    case "days":
      return `Of the last ${reach.days} days, nothing older.`;
    case "newest":
      return `The newest ${number(reach.rows)} ${what} and no others.`;
    case "no-range":
      return "Those that it has: no range can be asked for.";
    default:
      throw reach satisfies never;
  }
}

/** Jobs for a config, as YAML; without `pairs`, of a market that is likely to exist. */
export function exampleJobs(offer: Offer, pairs: string[] = [examplePair(offer)]): string[] {
  const list = `pairs: [${pairs.map(inList).join(", ")}]`;
  const channels = [...(offer.liveTrades ? ["trades"] : []), ...(offer.books ? ["book"] : [])];
  const stream = channels.length === 0 ? [] : [
    "stream_jobs:",
    `  - exchange: ${offer.id}`,
    `    ${list}`,
    `    channels: [${channels.join(", ")}]`,
    ...(offer.books ? ["    time_step: 60"] : []),
  ];
  const what = historyKeys(offer, stream.length > 0 ? "live too" : "history alone");
  const histo = what === null
    ? []
    : ["histo_jobs:", `  - exchange: ${offer.id}`, `    ${list}`, `    ${what}`];
  return [...stream, ...histo];
}

/** Of a histo job what says which history: candles, or trades where nothing else can be had. */
function historyKeys({ candles, pastTrades }: Offer, beside: "live too" | "history alone"): string | null {
  if (candles !== null) return `span: ${spanSeconds(candles.spans[0])}`;
  return beside === "history alone" && pastTrades.type === "some" ? "data_type: trades" : null;
}

/** In YAML a colon would begin a value. */
const inList = (pair: string) => /^[\w./-]+$/.test(pair) ? pair : JSON.stringify(pair);

/** Exchanges whose best known market is in another currency than USDT. */
const QUOTES: Record<string, string> = {
  binanceus: "USDT",
  bitbank: "JPY",
  bitfinex: "USD",
  bithumb: "KRW",
  bitstamp: "USD",
  bitvavo: "EUR",
  coinbase: "USD",
  coinbaseexchange: "USD",
  coincheck: "JPY",
  coinone: "KRW",
  gemini: "USD",
  kraken: "USD",
  luno: "ZAR",
  upbit: "KRW",
};

function examplePair({ id, markets }: Pick<Offer, "id" | "markets">): string {
  const quote = QUOTES[id] ?? "USDT";
  return markets.includes("spot") || markets.length === 0 ? `BTC/${quote}` : `BTC/${quote}:${quote}`;
}

const number = (n: number) => n.toLocaleString("en");
