/** A series as the page shows it, made of what the board knows. */
import type { SeriesView } from "../../schemas/snapshot.ts";
import { rowsOf } from "./board_state.ts";
import { isSameDay } from "./phrases.ts";
import type { SeriesRecord } from "./series_record.ts";
import { isSameSpark, rateAt, sparkAt } from "./spark.ts";
import { stateSentence } from "./words.ts";

const MAX_HOLES_SHOWN = 20;

/** Gives a record's view at `now` (ms): the same object as long as it says the same. */
export type SeriesViewer = (record: SeriesRecord, now: number) => SeriesView;

export function createSeriesViewer(): SeriesViewer {
  const made = new WeakMap<SeriesRecord, { at: number; view: SeriesView }>();
  return (record, now) => {
    const known = made.get(record);
    // The sentence says a moment's day only where it is not today.
    if (known && isSameDay(known.at, now) && isSameSpark(record.spark, known.at, now)) return known.view;
    const view = seriesView(record, now);
    made.set(record, { at: now, view });
    return view;
  };
}

function seriesView(record: SeriesRecord, now: number): SeriesView {
  const { series, disk } = record;
  return {
    key: record.key,
    exchange: series.exchange,
    pair: series.symbol,
    type: series.type,
    span: series.span ?? null,
    state: record.state,
    sentence: stateSentence(record, now),
    rowsPerSecond: rateAt(record.spark, now),
    spark: sparkAt(record.spark, now),
    rows: rowsOf(record),
    firstUs: record.firstUs,
    lastUs: record.lastUs,
    lastAt: record.lastAt,
    rejected: record.rejected,
    duplicates: record.duplicates,
    errors: record.errors,
    lastError: record.lastError,
    lastRunAt: record.lastRunAt,
    lastSuccessAt: record.lastSuccessAt,
    retryAt: record.retryAt,
    nextRunAt: record.nextRunAt,
    holes: record.holes.slice(0, MAX_HOLES_SHOWN),
    disk,
  };
}
