/** When the histories that a configuration names are collected. */
import type { Config } from "../../schemas/config.ts";
import { spanSeconds } from "../../schemas/series.ts";
import { rowOf } from "../venue/exchanges/traits.ts";
import { configuredHistories } from "./configured.ts";
import type { ScheduledJob } from "./next_run.ts";

/** A job for each series of a histo job; trades are collected as often as candles of the job's `span` close. */
export function histoJobs(config: Config): ScheduledJob[] {
  return configuredHistories(config).flatMap((configured): ScheduledJob[] => {
    const { kind, key, series, job } = configured;
    if (kind !== "histo") return [];
    const { every: everyS, cron: pattern } = job;
    return [{
      key,
      spanS: series.span === undefined ? job.span : spanSeconds(series.span),
      settleMs: rowOf(series.exchange).traits.settleMs,
      ...(everyS && { everyS }),
      ...(pattern && { cron: { pattern, timezone: config.settings.timezone } }),
    }];
  });
}
