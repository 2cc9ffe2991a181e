/** What each exchange's cell is to record, from the config. */
import { type Config, startMs } from "../../schemas/config.ts";
import type { Assignment, CellArgs } from "../venue/messages.ts";
import { type Configured, configuredHistories, configuredStreams } from "./configured.ts";

export interface VenuePlan {
  assignment: Assignment;
  /** What a cell takes only at its start. */
  settings: Pick<CellArgs, "endpoint" | "options">;
  sealMs: number;
}

/** By exchange id. `away`: by key, why a stream did not run before. */
export function plansOf(config: Config, away: Record<string, string> = {}): Map<string, VenuePlan> {
  const byExchange = Map.groupBy(
    [...configuredStreams(config), ...configuredHistories(config)],
    ({ series }) => series.exchange,
  );
  const sealMs = config.storage.seal_interval * 1_000;
  const plans = [...byExchange].map(([exchange, configured]): [string, VenuePlan] => {
    const { endpoint = null, options = {} } = config.exchanges[exchange] ?? {};
    return [exchange, {
      assignment: assignmentOf(configured, away),
      settings: { endpoint, options },
      sealMs,
    }];
  });
  return new Map(plans);
}

function assignmentOf(configured: Configured[], away: Record<string, string>): Assignment {
  const own = configured.flatMap(({ key }) => key in away ? [[key, away[key]]] : []);
  const assignment: Assignment = { streams: [], histories: [], away: Object.fromEntries(own) };
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
