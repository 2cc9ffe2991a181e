/** Everything that is counted since the program began: what each counter means, and what it is told apart by. */
import { GAP_CAUSES } from "../../../schemas/evidence.ts";
import { INCIDENT_KINDS } from "../../../schemas/incidents.ts";
import type { Family, Labels, Sample, SeriesLabels } from "./family.ts";

export interface CounterRule {
  help: string;
  /** `series`: by exchange and type; `program`: one for all. */
  of: "series" | "exchange" | "program";
  /** A label more, with all the words that it has. */
  words?: { label: string; values: readonly string[] };
}

const OUTCOMES = ["done", "failed", "cancelled"] as const;

export const COUNTERS = {
  tapedeck_rows_total: {
    help: "Rows that were safe on disk, in the journal, since the program began; history included.",
    of: "series",
  },
  tapedeck_rejected_rows_total: { help: "Rows that could not be true and were refused.", of: "series" },
  tapedeck_duplicate_rows_total: { help: "Rows that came again and were dropped.", of: "series" },
  tapedeck_sealed_rows_total: { help: "Rows that went from the journal into Parquet.", of: "series" },
  tapedeck_sealed_bytes_total: { help: "Bytes of Parquet that was written from the journal.", of: "series" },
  tapedeck_merged_bytes_total: { help: "Bytes of Parquet that parts were merged into.", of: "series" },
  tapedeck_stream_drops_total: { help: "Connections of a stream that were lost.", of: "series" },
  tapedeck_stream_reconnects_total: {
    help: "Times that a stream was subscribed again after it had been before.",
    of: "series",
  },
  tapedeck_stream_pauses_total: {
    help: "Times that a stream was paused because the disk took no more.",
    of: "series",
  },
  tapedeck_gaps_opened_total: {
    help: "Holes that were noticed, by what they came from.",
    of: "series",
    words: { label: "cause", values: GAP_CAUSES },
  },
  tapedeck_gaps_healed_total: { help: "Stretches of holes that were filled.", of: "series" },
  tapedeck_collect_runs_total: {
    help: "Collections of recent history that ended.",
    of: "series",
    words: { label: "outcome", values: ["done", "failed"] },
  },
  tapedeck_collect_requests_total: {
    help: "Requests that collections of recent history made.",
    of: "series",
  },
  tapedeck_backfill_rows_total: { help: "Rows that backfills brought.", of: "series" },
  tapedeck_backfill_requests_total: { help: "Requests that backfills made.", of: "series" },
  tapedeck_backfill_tasks_total: {
    help: "Series of backfills that ended.",
    of: "series",
    words: { label: "outcome", values: OUTCOMES },
  },
  tapedeck_exchange_failures_total: {
    help: "Times that all recording of an exchange failed and had to begin anew.",
    of: "exchange",
  },
  tapedeck_part_failures_total: {
    help: "Times that a part of the program failed and was started again.",
    of: "program",
  },
  tapedeck_archiving_failures_total: {
    help: "Seals and merges that did not work; each is tried again every minute.",
    of: "program",
  },
  tapedeck_damages_total: {
    help: "Findings of something on disk that is not as it was written.",
    of: "program",
  },
  tapedeck_quarantined_total: { help: "Files that could not be read and were put aside.", of: "program" },
  tapedeck_count_differences_total: {
    help: "Candles that count other trades than were recorded, also when asked again.",
    of: "program",
  },
  tapedeck_sync_runs_total: {
    help: "Syncs to remotes that ended.",
    of: "program",
    words: { label: "outcome", values: ["done", "failed", "stopped"] },
  },
  tapedeck_sync_files_total: { help: "Files that were brought to remotes and checked there.", of: "program" },
  tapedeck_sync_bytes_total: { help: "Bytes that were brought to remotes and checked there.", of: "program" },
  tapedeck_incidents_total: {
    help: "Incidents that began, by kind.",
    of: "program",
    words: { label: "kind", values: INCIDENT_KINDS },
  },
} satisfies Record<string, CounterRule>;

export type CounterName = keyof typeof COUNTERS;

/** So much more of something. */
export interface Addition {
  name: CounterName;
  labels: Labels;
  by: number;
}

/** What there is to count for, whether anything happened to it yet or not. */
export interface Subjects {
  series: SeriesLabels[];
  exchanges: string[];
}

export interface Counters {
  add(addition: Addition): void;
  /** All of them. A count that is 0 is told too: `increase()` does not see a counter that begins at 1. */
  families(subjects: Subjects): Family[];
}

export function createCounters(): Counters {
  const names = Object.keys(COUNTERS) as CounterName[];
  const counts = new Map(names.map((name) => [name, new Map<string, Sample>()]));

  function add({ name, labels, by }: Addition): void {
    const samples = counts.get(name)!;
    const key = keyOf(labels);
    samples.set(key, { labels, value: (samples.get(key)?.value ?? 0) + by });
  }

  return {
    add,
    families: (subjects) =>
      [...counts].map(([name, samples]) => {
        const { help, ...rule }: CounterRule = COUNTERS[name];
        for (const labels of labelsOf(rule, subjects)) add({ name, labels, by: 0 });
        return { name, type: "counter", help, samples: [...samples.values()] };
      }),
  };
}

function keyOf(labels: Labels): string {
  return Object.keys(labels).sort().map((label) => labels[label]).join("\n");
}

function labelsOf({ of, words }: Omit<CounterRule, "help">, { series, exchanges }: Subjects): Labels[] {
  const things = { series, exchange: exchanges.map((exchange) => ({ exchange })), program: [{}] }[of];
  if (!words) return things;
  return things.flatMap((thing) => words.values.map((value) => ({ ...thing, [words.label]: value })));
}
