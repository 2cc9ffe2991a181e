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
  const byKey = new Map<string, Configured>();
  for (const entry of [...config.stream_jobs.flatMap(streamsOf), ...config.histo_jobs.flatMap(historiesOf)]) {
    if (!byKey.has(entry.key)) byKey.set(entry.key, entry);
  }
  return [...byKey.values()];
}

/** The series whose history `config` names, once each, also those that it streams. */
export function configuredHistories({ histo_jobs }: Config): Configured[] {
  const byKey = new Map(histo_jobs.flatMap(historiesOf).reverse().map((entry) => [entry.key, entry]));
  return [...byKey.values()].reverse();
}

function streamsOf(job: StreamJob): Configured[] {
  return job.pairs.flatMap((symbol) =>
    job.channels.map((channel): Configured => {
      const type = channel === "book" ? "orderbook" : "trades";
      const series: Series = { exchange: job.exchange, symbol, type };
      return { kind: "stream", key: seriesKey(series), series, job };
    })
  );
}

function historiesOf(job: HistoJob): Configured[] {
  return job.pairs.map((symbol): Configured => {
    const span = job.data_type === "ohlc" ? { span: spanOfSeconds(job.span) } : {};
    const series: Series = { exchange: job.exchange, symbol, type: job.data_type, ...span };
    return { kind: "histo", key: seriesKey(series), series, job };
  });
}
