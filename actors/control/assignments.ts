/** What each exchange's cell is to record, from the config. */
import { type Config, startMs } from "../../schemas/config.ts";
import type { Assignment, CellArgs } from "../venue/messages.ts";
import { type Configured, configuredHistories, configuredSeries } from "./configured.ts";

export interface VenuePlan {
  assignment: Assignment;
  /** What a cell takes only at its start. */
  settings: Pick<CellArgs, "endpoint" | "options" | "sealMs">;
}

/** By exchange id. */
export function plansOf(config: Config): Map<string, VenuePlan> {
  const streams = configuredSeries(config).filter(({ kind }) => kind === "stream");
  const byExchange = Map.groupBy(
    [...streams, ...configuredHistories(config)],
    ({ series }) => series.exchange,
  );
  const sealMs = config.storage.seal_interval * 1_000;
  const plans = [...byExchange].map(([exchange, configured]): [string, VenuePlan] => {
    const { endpoint = null, options = {} } = config.exchanges[exchange] ?? {};
    return [exchange, { assignment: assignmentOf(configured), settings: { endpoint, options, sealMs } }];
  });
  return new Map(plans);
}

function assignmentOf(configured: Configured[]): Assignment {
  const assignment: Assignment = { streams: [], histories: [] };
  for (const { kind, key, series, job } of configured) {
    const { symbol, type, span } = series;
    if (kind === "stream") {
      const common = { key, symbol, depth: job.depth, everyMs: job.time_step * 1_000 };
      if (type !== "orderbook") assignment.streams.push({ ...common, type: "trades" });
      else assignment.streams.push({ ...common, type, ...(job.raw && { raw: true }) });
    } else {
      const startUs = job.start === undefined ? null : startMs(job.start) * 1_000;
      assignment.histories.push({ key, symbol, span: span ?? null, startUs });
    }
  }
  return assignment;
}
