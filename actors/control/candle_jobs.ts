/** When the candles that a configuration names are collected. */
import type { Config } from "../../schemas/config.ts";
import { spanSeconds } from "../../schemas/series.ts";
import { rowOf } from "../venue/exchanges/traits.ts";
import { configuredSeries } from "./configured.ts";
import type { ScheduledJob } from "./next_run.ts";

/** A job for each candle series of `config`. */
export function candleJobs(config: Config): ScheduledJob[] {
  return configuredSeries(config).flatMap((configured): ScheduledJob[] => {
    const { kind, key, series, job } = configured;
    if (kind !== "histo" || series.span === undefined) return [];
    const { every: everyS, cron: pattern } = job;
    return [{
      key,
      spanS: spanSeconds(series.span),
      settleMs: rowOf(series.exchange).traits.settleMs,
      ...(everyS && { everyS }),
      ...(pattern && { cron: { pattern, timezone: config.settings.timezone } }),
    }];
  });
}
