/** What a config asks of an exchange that this one does not have. */
import { type Offer, offers } from "../actors/venue/exchanges/offers.ts";
import type { Config, HistoJob, StreamJob } from "../schemas/config.ts";
import { spanOfSeconds, spanSeconds } from "../schemas/series.ts";

/** A sentence each, which begins with the key. Asks nobody: which pairs there are only the exchange knows. */
export function doubtsOf({ stream_jobs, histo_jobs }: Config): string[] {
  const known = offers();
  const doubt = <J extends { exchange: string }>(
    list: string,
    jobs: J[],
    doubtsOfJob: (job: J, offer: Offer) => string[],
  ) =>
    jobs.flatMap((job, i) => {
      const offer = known.get(job.exchange)!; // the schema knows them all
      return doubtsOfJob(job, offer).map((words) => `${list}[${i}].${words}`);
    });
  return [
    ...doubt("stream_jobs", stream_jobs, doubtsOfStream),
    ...doubt("histo_jobs", histo_jobs, doubtsOfHisto),
  ];
}

function doubtsOfStream({ channels, raw }: StreamJob, { id, liveTrades, books }: Offer): string[] {
  const lacks = (channel: "trades" | "book", offered: unknown) =>
    channels.includes(channel) && offered === null;
  return [
    ...lacks("trades", liveTrades) ? [`channels: ${id} has no live trades`] : [],
    ...lacks("book", books) ? [`channels: ${id} has no live order books`] : [],
    ...raw && channels.includes("book") && books !== null && !books.eachChange
      ? [`raw: changes of ${id}'s books cannot be shown to be complete; leave it out, and they are sampled`]
      : [],
  ];
}

function doubtsOfHisto({ data_type, span }: HistoJob, { id, candles, pastTrades }: Offer): string[] {
  if (data_type === "trades") {
    return pastTrades.type === "none" ? [`data_type: ${id} gives no past trades: ${pastTrades.reason}`] : [];
  }
  if (candles === null) return [`exchange: ${id} has no candles`];
  if (candles.spans.includes(spanOfSeconds(span))) return [];
  const there = candles.spans.map((each) => spanSeconds(each)).join(", ");
  return [`span: ${id} has no candles of ${span} s; there are ${there}`];
}
