/** An exchange by its id: by an adapter of its own where there is one, else through ccxt. */
import type { Venue } from "../contract.ts";
import { openBitmexVenue } from "./bitmex.ts";
import { type CcxtVenueOptions, openCcxtVenue } from "./ccxt.ts";

export type VenueOptions = CcxtVenueOptions;

/** Asks the exchange nothing yet. Throws as {@linkcode openCcxtVenue} does. */
export async function openExchange(options: VenueOptions): Promise<Venue> {
  return options.exchange === "bitmex" ? openBitmexVenue(options) : await openCcxtVenue(options);
}
