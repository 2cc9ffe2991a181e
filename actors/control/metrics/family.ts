/** Metrics as plain data, by the names that Prometheus' conventions ask for: base units, `_total` on counters. */
import type { DataType } from "../../../schemas/series.ts";

/**
 * What tells the samples of one metric from each other. `exchange` and `type` name things; every other label has
 * fixed words. Never a pair, a path or a remote: how many samples there are is bounded by how many exchanges.
 */
export type Labels = Readonly<Record<string, string>>;

export interface Sample {
  labels: Labels;
  value: number;
}

export interface Family {
  name: string;
  type: "counter" | "gauge";
  /** A sentence for who looks at the name alone. */
  help: string;
  /** Those of a family have the same labels. */
  samples: Sample[];
}

/** What is counted series by series is told for all of an exchange and type together. */
export interface SeriesLabels extends Labels {
  exchange: string;
  type: DataType;
}

/** @param key A series' key. */
export function seriesLabels(key: string): SeriesLabels {
  const [exchange, type] = key.split("/");
  return { exchange, type: type as DataType };
}

/** A gauge; values that are not known are left out. */
export function gauge(name: string, help: string, samples: Array<[Labels, number | null]>): Family {
  const known = samples.flatMap(([labels, value]) => value === null ? [] : [{ labels, value }]);
  return { name, type: "gauge", help, samples: known };
}

/** A gauge for a state: 1 at the word that holds, 0 at every other, so that a query needs no numbers for words. */
export function stateGauge(name: string, help: string, words: readonly string[], now: string): Family {
  return gauge(name, help, words.map((state) => [{ state }, state === now ? 1 : 0]));
}

/** ms since 1970, or a length in ms, as Prometheus counts. */
export const seconds = (ms: number) => ms / 1_000;
