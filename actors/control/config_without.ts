/** A config without some of the series that it names, and without paused jobs: what is left of its jobs. */
import type { Config, HistoJob, StreamJob } from "../../schemas/config.ts";
import { historyKey, streamKey } from "./configured.ts";

/** Keys of series. */
interface Left {
  has(key: string): boolean;
}

/** A job of which nothing is left out is the same object; one of whose channels some are becomes several. */
export function configWithout(config: Config, { streams, histories }: { streams: Left; histories: Left }) {
  return {
    ...config,
    stream_jobs: config.stream_jobs.flatMap((job) => streamsWithout(job, streams)),
    histo_jobs: config.histo_jobs.flatMap((job) => historiesWithout(job, histories)),
  };
}

function streamsWithout(job: StreamJob, out: Left): StreamJob[] {
  const channelsOf = (pair: string) =>
    job.channels.filter((channel) => !out.has(streamKey(job, pair, channel)));
  if (job.pairs.every((pair) => channelsOf(pair).length === job.channels.length)) return [job];
  const alike = Map.groupBy(job.pairs, (pair) => channelsOf(pair).join());
  return [...alike.values()]
    .map((pairs) => ({ ...job, pairs, channels: channelsOf(pairs[0]) }))
    .filter(({ channels }) => channels.length > 0);
}

function historiesWithout(job: HistoJob, out: Left): HistoJob[] {
  if (job.paused) return [];
  const pairs = job.pairs.filter((pair) => !out.has(historyKey(job, pair)));
  if (pairs.length === job.pairs.length) return [job];
  return pairs.length > 0 ? [{ ...job, pairs }] : [];
}
