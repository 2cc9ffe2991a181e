/** Metrics as the text that Prometheus reads. The library is loaded at the first scrape: the start does not pay for it. */
import type { Family } from "./family.ts";

export interface Exposition {
  body: string;
  /** Its media type. */
  type: string;
}

/** A family without samples is left out. */
export async function exposition(families: Family[]): Promise<Exposition> {
  const { Counter, Gauge, Registry } = await import("prom-client");
  const registry = new Registry();
  for (const { name, help, type, samples } of families.filter(({ samples }) => samples.length > 0)) {
    const options = { name, help, labelNames: Object.keys(samples[0].labels), registers: [registry] };
    const metric = type === "counter" ? new Counter(options) : new Gauge(options);
    for (const { labels, value } of samples) metric.inc(labels, value);
  }
  return { body: await registry.metrics(), type: registry.contentType };
}
