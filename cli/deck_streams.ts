/** The deck's streams: what a request means among those that are configured. */
import { configuredStreams } from "../actors/control/configured.ts";
import { streamRowKey } from "../actors/control/views.ts";
import type { Deck } from "../api/deck.ts";
import type { Config } from "../schemas/config.ts";
import type { StreamRequest } from "../schemas/wire.ts";
import type { DeckParts } from "./deck.ts";

export function streamDeck(
  { settings, begun }: Pick<DeckParts, "settings" | "begun">,
): Pick<Deck, "startStream" | "stopStream"> {
  const config = () => settings.inForce().config;
  return {
    async startStream(request) {
      const { setStreams } = await begun.promise;
      const { pair, meant } = streamsMeant(config(), request);
      if (pair.length === 0) return null;
      // Whatever the channels are called, who starts a stream means one that is configured.
      setStreams("start", meant.length > 0 ? meant : pair);
      return streamRowKey(request);
    },
    async stopStream(request) {
      const { setStreams } = await begun.promise;
      const stopped = setStreams("stop", streamsMeant(config(), request).meant);
      return { key: streamRowKey(request), wasRunning: stopped.length > 0 };
    },
  };
}

/** Keys of the series that are streamed of the pair, and of those among them whose channels are named. */
function streamsMeant(config: Config, { exchange, pair, channels }: StreamRequest) {
  const streams = configuredStreams(config).filter(({ series }) =>
    series.exchange === exchange && series.symbol === pair
  );
  const types = channels.map((channel) => channel === "book" ? "orderbook" : channel);
  const meant = streams.filter(({ series }) => types.includes(series.type));
  return { pair: streams.map(({ key }) => key), meant: meant.map(({ key }) => key) };
}
