/** What each thing that happens adds to the counters. */
import type { BackfillFact } from "../../../schemas/backfill.ts";
import type { Fact } from "../../../schemas/facts.ts";
import type { IncidentChange } from "../incidents/incident.ts";
import type { SyncFact } from "../sync/facts.ts";
import type { Addition, CounterName } from "./counters.ts";
import { type Labels, seriesLabels } from "./family.ts";

/** All that is told to the metrics. */
export type Happening = Fact | SyncFact | IncidentChange;

type Of<T, H = Happening> = H extends { type: infer Types } ? T extends Types ? H : never : never;
type Additions = { [T in Happening["type"]]?: (happening: Of<T>) => Addition[] };

const one = (name: CounterName, labels: Labels = {}): Addition[] => [{ name, labels, by: 1 }];
const many = (name: CounterName, key: string, by: number): Addition => ({
  name,
  labels: seriesLabels(key),
  by,
});

/** What asks for no memory. */
const ADDITIONS: Additions = {
  "rows-recorded": ({ key, rows }) => [many("tapedeck_rows_total", key, rows)],
  "rows-rejected": ({ key, rows }) => [many("tapedeck_rejected_rows_total", key, rows)],
  "duplicates-dropped": ({ key, rows }) => [many("tapedeck_duplicate_rows_total", key, rows)],
  "part-sealed": ({ key, rows, bytes }) => [
    many("tapedeck_sealed_rows_total", key, rows),
    many("tapedeck_sealed_bytes_total", key, bytes),
  ],
  "period-merged": ({ key, bytes }) => [many("tapedeck_merged_bytes_total", key, bytes)],
  "stream-dropped": ({ key }) => one("tapedeck_stream_drops_total", seriesLabels(key)),
  "stream-paused": ({ key }) => one("tapedeck_stream_pauses_total", seriesLabels(key)),
  "gap-opened": ({ key, cause }) => one("tapedeck_gaps_opened_total", { ...seriesLabels(key), cause }),
  "gap-healed": ({ key }) => one("tapedeck_gaps_healed_total", seriesLabels(key)),
  "collect-finished": ({ key, requests, error }) => [
    ...one("tapedeck_collect_runs_total", {
      ...seriesLabels(key),
      outcome: error === null ? "done" : "failed",
    }),
    many("tapedeck_collect_requests_total", key, requests),
  ],
  "backfill-finished": ({ key, outcome }) =>
    one("tapedeck_backfill_tasks_total", { ...seriesLabels(key), outcome }),
  "venue-failed": ({ exchange }) => one("tapedeck_exchange_failures_total", { exchange }),
  "actor-failed": () => one("tapedeck_part_failures_total"),
  "archiving-failed": () => one("tapedeck_archiving_failures_total"),
  "damage-found": () => one("tapedeck_damages_total"),
  "quarantined": () => one("tapedeck_quarantined_total"),
  "counts-differ": () => one("tapedeck_count_differences_total"),
  "sync-finished": ({ outcome, files, bytes }) => [
    ...one("tapedeck_sync_runs_total", { outcome }),
    { name: "tapedeck_sync_files_total", labels: {}, by: files },
    { name: "tapedeck_sync_bytes_total", labels: {}, by: bytes },
  ],
  "opened": ({ incident }) => one("tapedeck_incidents_total", { kind: incident.kind }),
};

/** Gives what each happening adds. It remembers what backfills told before, and which streams were connected. */
export function createAdditions(): (happening: Happening) => Addition[] {
  const reconnects = reconnectsOf();
  const backfills = backfillSteps();
  return (happening) => {
    const adds = ADDITIONS[happening.type] as ((happening: Happening) => Addition[]) | undefined;
    return [...adds?.(happening) ?? [], ...reconnects(happening), ...backfills(happening)];
  };
}

function reconnectsOf(): (happening: Happening) => Addition[] {
  const connected = new Set<string>();
  return (happening) => {
    if (happening.type !== "stream-connected") return [];
    const { key } = happening;
    if (connected.has(key)) return one("tapedeck_stream_reconnects_total", seriesLabels(key));
    connected.add(key);
    return [];
  };
}

/** A backfill tells what it has brought in all; a cell that begins anew counts from 0 again. */
function backfillSteps(): (happening: Happening) => Addition[] {
  const told = new Map<string, { rows: number; requests: number }>();

  function step(fact: BackfillFact): Addition[] {
    const task = `${fact.run} ${fact.key}`;
    const before = told.get(task) ?? { rows: 0, requests: 0 };
    if (fact.type === "backfill-finished") told.delete(task);
    else told.set(task, fact);
    return [
      many("tapedeck_backfill_rows_total", fact.key, Math.max(0, fact.rows - before.rows)),
      many("tapedeck_backfill_requests_total", fact.key, Math.max(0, fact.requests - before.requests)),
    ];
  }

  function forget(exchange: string): void {
    for (const task of told.keys()) if (task.split(" ")[1].startsWith(`${exchange}/`)) told.delete(task);
  }

  return (happening) => {
    if (happening.type === "backfill-progressed" || happening.type === "backfill-finished") {
      return step(happening);
    }
    if (happening.type === "venue-opened") forget(happening.exchange);
    return [];
  };
}
