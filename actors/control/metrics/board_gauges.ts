/** What the board shows of all series of an exchange and type, as gauges. Pure. */
import type { SeriesState, SeriesView, Snapshot } from "../../../schemas/snapshot.ts";
import { type Family, gauge, seconds, type SeriesLabels } from "./family.ts";
import type { Lags } from "./lags.ts";

/** All series of an exchange and type. */
export interface SeriesGroup {
  labels: SeriesLabels;
  series: SeriesView[];
}

export interface Moment {
  lags: Lags;
  /** ms. */
  now: number;
}

interface GroupGauge {
  name: string;
  help: string;
  /** null: there is nothing to tell. */
  value(series: SeriesView[], moment: Moment): number | null;
}

const STATES: readonly SeriesState[] = [
  ...["starting", "connecting", "recording", "waiting", "collecting"] as const,
  ...["retrying", "paused", "stopped", "ended"] as const,
];
/** A hole that was seen longer ago is the past, which `tapedeck_holes` counts. */
const RECENT_MS = 24 * 3_600_000;

const GAUGES: GroupGauge[] = [
  {
    name: "tapedeck_stored_rows",
    help: "Rows that are kept, in files and journal.",
    value: total(({ rows }) => rows),
  },
  {
    name: "tapedeck_unsealed_rows",
    help: "Rows that are in the journal and not in Parquet yet.",
    value: total(({ rows, disk }) => Math.max(0, rows - (disk?.rows ?? 0))),
  },
  {
    name: "tapedeck_stored_bytes",
    help: "Size of the Parquet files.",
    value: total(({ disk }) => disk?.bytes ?? 0),
  },
  { name: "tapedeck_stored_files", help: "Parquet files.", value: total(({ disk }) => disk?.files ?? 0) },
  {
    name: "tapedeck_holes",
    help:
      "Stretches that are missing between first and last row on disk, also what the exchange has no more.",
    value: total(({ disk }) => disk?.gapCount ?? 0),
  },
  {
    name: "tapedeck_recent_holes",
    help: "Holes that were noticed in the last day and are not filled; at most 20 of each series count.",
    value: total(({ holes }, { now }) => holes.filter(({ at }) => now - at < RECENT_MS).length),
  },
  {
    name: "tapedeck_complete_ratio",
    help:
      "Share of the time between first and last row that is proven complete, of the series that has least.",
    value: least(({ disk }) => disk && disk.firstUs !== null ? disk.complete : null),
  },
  {
    name: "tapedeck_last_row_age_seconds",
    help: "Time since a row was safe on disk, of the recorded series that waits longest.",
    value: most((view, { now }) =>
      isRecorded(view) && view.lastAt !== null ? seconds(Math.max(0, now - view.lastAt)) : null
    ),
  },
  {
    name: "tapedeck_lag_seconds",
    help:
      "Time from the exchange's stamp on a stream's newest row to its being safe, of the stream that lags most.",
    value(series, { lags, now }) {
      const lagMs = lags.worst(series, now);
      return lagMs === null ? null : seconds(lagMs);
    },
  },
  {
    name: "tapedeck_consecutive_errors",
    help: "Failures in a row, of the series that has most.",
    value: most(({ errors }) => errors),
  },
];

export function groupsOf({ series }: Snapshot): SeriesGroup[] {
  const groups = Map.groupBy(series, ({ exchange, type }) => `${exchange}/${type}`);
  return [...groups.values()].map((series) => {
    const [{ exchange, type }] = series;
    return { labels: { exchange, type }, series };
  });
}

export function boardGauges(groups: SeriesGroup[], moment: Moment): Family[] {
  const families = GAUGES.map(({ name, help, value }) =>
    gauge(name, help, groups.map(({ labels, series }) => [labels, value(series, moment)]))
  );
  return [statesGauge(groups), ...families];
}

function statesGauge(groups: SeriesGroup[]): Family {
  const samples = groups.flatMap(({ labels, series }) =>
    STATES.map((state): [SeriesLabels & { state: string }, number] => [
      { ...labels, state },
      series.filter((view) => view.state === state).length,
    ])
  );
  return gauge("tapedeck_series", "Series, by what they are doing.", samples);
}

type OfSeries<T> = (view: SeriesView, moment: Moment) => T;

function total(of: OfSeries<number>): GroupGauge["value"] {
  return (series, moment) => series.reduce((sum, view) => sum + of(view, moment), 0);
}

function most(of: OfSeries<number | null>): GroupGauge["value"] {
  return (series, moment) => {
    const known = series.flatMap((view) => of(view, moment) ?? []);
    return known.length === 0 ? null : Math.max(...known);
  };
}

function least(of: OfSeries<number | null>): GroupGauge["value"] {
  return (series, moment) => {
    const known = series.flatMap((view) => of(view, moment) ?? []);
    return known.length === 0 ? null : Math.min(...known);
  };
}

function isRecorded({ state }: SeriesView): boolean {
  return state !== "stopped" && state !== "ended";
}
