/** What a config may say, and hardly means. */
import { historyKey, streamKey } from "../../actors/control/configured.ts";
import type { Config } from "../../schemas/config.ts";

/** A sentence each. */
export function warningsOf({ stream_jobs, histo_jobs }: Config): string[] {
  const streams = stream_jobs.flatMap((job, i) =>
    job.pairs.flatMap((pair) =>
      job.channels.map((channel) => ({ at: `stream_jobs[${i}]`, key: streamKey(job, pair, channel) }))
    )
  );
  const histories = histo_jobs.flatMap((job, i) =>
    job.pairs.map((pair) => ({ at: `histo_jobs[${i}]`, key: historyKey(job, pair) }))
  );
  return [...namedTwice(streams), ...namedTwice(histories)];
}

function namedTwice(named: Array<{ at: string; key: string }>): string[] {
  const first = new Map<string, string>();
  return named.flatMap(({ at, key }) => {
    const before = first.get(key);
    if (before === undefined) first.set(key, at);
    return before === undefined ? [] : [`${at} names ${key} again: what ${before} says of it holds`];
  });
}
