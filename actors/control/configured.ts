/** The series that a configuration names. */
import type { Config, HistoJob, StreamJob } from "../../schemas/config.ts";
import { type Series, seriesKey, spanOfSeconds } from "../../schemas/series.ts";

export type Configured =
  | { kind: "stream"; key: string; series: Series; job: StreamJob }
  | { kind: "histo"; key: string; series: Series; job: HistoJob };

/**
 * Every series that `config` names, once each. Where two jobs name the same one, the first holds, and streams
 * come before histories (which then ask only for what the stream has not).
 */
export function configuredSeries(config: Config): Configured[] {
  return onceEach([...config.stream_jobs.flatMap(streamsOf), ...config.histo_jobs.flatMap(historiesOf)]);
}

/** The series that `config` records live, once each. */
export function configuredStreams({ stream_jobs }: Config): Configured[] {
  return onceEach(stream_jobs.flatMap(streamsOf));
}

/** The series whose history `config` names, once each, also those that it streams. */
export function configuredHistories({ histo_jobs }: Config): Configured[] {
  return onceEach(histo_jobs.flatMap(historiesOf));
}

/** Of {@linkcode configuredHistories} those that are collected: not those of which every job is paused. */
export function runningHistories({ histo_jobs }: Config): Configured[] {
  return onceEach(histo_jobs.filter(({ paused }) => !paused).flatMap(historiesOf));
}

/** The key of what a channel of a stream job records. */
export function streamKey(job: StreamJob, pair: string, channel: StreamJob["channels"][number]): string {
  return seriesKey(streamed(job, pair, channel));
}

/** The key of what a histo job collects of a pair. */
export function historyKey(job: HistoJob, pair: string): string {
  return seriesKey(collected(job, pair));
}

function onceEach(all: Configured[]): Configured[] {
  const byKey = new Map<string, Configured>();
  for (const entry of all) if (!byKey.has(entry.key)) byKey.set(entry.key, entry);
  return [...byKey.values()];
}

function streamsOf(job: StreamJob): Configured[] {
  return job.pairs.flatMap((pair) =>
    job.channels.map((channel): Configured => {
      const series = streamed(job, pair, channel);
      return { kind: "stream", key: seriesKey(series), series, job };
    })
  );
}

function historiesOf(job: HistoJob): Configured[] {
  return job.pairs.map((pair): Configured => {
    const series = collected(job, pair);
    return { kind: "histo", key: seriesKey(series), series, job };
  });
}

function streamed({ exchange }: StreamJob, symbol: string, channel: StreamJob["channels"][number]): Series {
  return { exchange, symbol, type: channel === "book" ? "orderbook" : "trades" };
}

function collected({ exchange, data_type: type, span }: HistoJob, symbol: string): Series {
  return { exchange, symbol, type, ...(type === "ohlc" && { span: spanOfSeconds(span) }) };
}
