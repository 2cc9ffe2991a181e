/** `tapedeck exchanges`: what can be recorded where, and what it is worth. Needs no network but for `--pairs`. */
import { wrap } from "../actors/archive/verify/wrap.ts";
import { type Offer, offers } from "../actors/venue/exchanges/offers.ts";
import { unknownExchange } from "../schemas/known_exchanges.ts";
import { WrongUsage } from "./arguments.ts";
import type { Environment } from "./environment.ts";
import { exampleJobs, OFFER_COLUMNS, OFFER_LEGEND, offerSentences, offerTitle } from "./exchange_words.ts";
import type { PlaceFlags } from "./place.ts";
import { printTable } from "./table.ts";

export interface ExchangesFlags extends PlaceFlags {
  /** Only this one, and all of it. */
  exchange?: string;
  /** Only those that have this, live or as history. */
  type?: "trades" | "ohlc" | "book";
  /** Lists markets of the exchange whose symbol has this text, whatever the case; `all`: every one. */
  pairs?: string;
  json?: true;
}

/** Gives 0, and 1 where the markets cannot be had. Throws `WrongUsage` on an unknown exchange. */
export async function exchanges(flags: ExchangesFlags, environment: Environment): Promise<number> {
  if (flags.pairs !== undefined) {
    const { id } = chosen(flags.exchange, "name the exchange whose pairs are wanted");
    const { printPairs } = await import("./exchange_pairs.ts");
    return await printPairs(id, flags.pairs, flags, environment);
  }
  if (flags.exchange === undefined) await printAll(flags, environment);
  else printOne(chosen(flags.exchange), flags, environment);
  return 0;
}

function chosen(id = "", otherwise = ""): Offer {
  const found = offers().get(id);
  if (found) return found;
  if (id === "") {
    throw new WrongUsage(`Cannot list pairs: ${otherwise}, like tapedeck exchanges binance --pairs BTC`);
  }
  throw new WrongUsage(`Cannot use "${id}": ${unknownExchange(id)}`);
}

async function printAll({ type, json }: ExchangesFlags, environment: Environment): Promise<void> {
  const { print } = environment;
  const found = [...offers().values()].filter((offer) => has(offer, type));
  if (json) return print(JSON.stringify(found));
  await printTable(OFFER_COLUMNS, found, environment);
  print(`\n${found.length} exchanges${type ? ` that have ${type}` : ""}`);
  OFFER_LEGEND.forEach((line) => print(line));
}

function has({ liveTrades, pastTrades, candles, books }: Offer, type: ExchangesFlags["type"]): boolean {
  switch (type) {
    case undefined:
      return true;
    case "trades":
      return liveTrades !== null || pastTrades.type === "some";
    case "ohlc":
      return candles !== null;
    case "book":
      return books !== null;
    default:
      throw type satisfies never;
  }
}

function printOne(offer: Offer, { json }: ExchangesFlags, { print }: Environment): void {
  if (json) return print(JSON.stringify(offer));
  print(offerTitle(offer));
  for (const { subject, text } of offerSentences(offer)) {
    print(`\n${subject}`);
    wrap(text, "  ").forEach((line) => print(line));
  }
  print(`\nJobs to paste, for example (its pairs: tapedeck exchanges ${offer.id} --pairs BTC):\n`);
  exampleJobs(offer).forEach((line) => print(line));
}
