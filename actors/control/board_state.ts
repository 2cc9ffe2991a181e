/**
 * All that the board knows, and how each fact changes it. A state and a fact make the next state, or the same one
 * where nothing changed. Only the map of the series goes over from one to the next and is changed in place: to copy
 * it for each fact would cost more than all the rest where there are thousands.
 */
import type { Fact } from "../../schemas/facts.ts";
import type {
  ActorFailure,
  ArchivingFailure,
  ClockReport,
  ConfigReport,
  Damage,
  DiskReport,
  Quarantined,
} from "./problems.ts";
import {
  configured,
  foldSeries,
  newSeries,
  onDisk,
  sealed,
  type SeriesRecord,
  unconfigured,
  venueFailed,
  venueOpened,
} from "./series_record.ts";
import type { ShownSeries } from "./stops.ts";
import { type ExchangeFact, foldVenue, newVenue, type VenueRecord } from "./venue_record.ts";

export interface BoardState {
  readonly series: Map<string, SeriesRecord>;
  readonly venues: ReadonlyMap<string, VenueRecord>;
  /** Oldest first, the last 100. */
  readonly quarantined: readonly Quarantined[];
  readonly failures: readonly ActorFailure[];
  /** The newest of each series or file. */
  readonly archiving: ReadonlyMap<string, ArchivingFailure>;
  /** Oldest first, the last 100. */
  readonly damages: readonly Damage[];
  readonly disk: DiskReport;
  readonly config: ConfigReport;
  /** By exchange. */
  readonly clocks: ReadonlyMap<string, ClockReport>;
}

export function emptyBoard(): BoardState {
  return {
    series: new Map(),
    venues: new Map(),
    quarantined: [],
    failures: [],
    archiving: new Map(),
    damages: [],
    disk: { state: "ok", freeBytes: null, problem: null, at: 0 },
    config: { error: null, restart: [], at: 0 },
    clocks: new Map(),
  };
}

const MAX_INCIDENTS = 100;

/** The state after `fact`. */
export function foldFact(state: BoardState, fact: Fact): BoardState {
  switch (fact.type) {
    case "series-changed":
      return changeSeries(state, fact.summary.key, fact.at, (record) => onDisk(record, fact.summary));
    case "segment-sealed":
      return Object.entries(fact.rowsByKey).reduce(
        (next, [key, rows]) => changeSeries(next, key, fact.at, (record) => sealed(record, rows)),
        state,
      );
    case "quarantined":
      return { ...state, quarantined: [...state.quarantined, fact].slice(-MAX_INCIDENTS) };
    case "archiving-failed":
      return { ...state, archiving: new Map(state.archiving).set(fact.what, fact) };
    case "clock-compared":
      return { ...state, clocks: new Map(state.clocks).set(fact.exchange, fact) };
    case "damage-found":
    case "counts-differ":
      return { ...state, damages: [...state.damages, fact].slice(-MAX_INCIDENTS) };
    case "disk-changed": {
      const { state: now, freeBytes, problem, at } = fact;
      const since = now === state.disk.state ? state.disk.at : at;
      return { ...state, disk: { state: now, freeBytes, problem, at: since } };
    }
    case "config-refused":
      return { ...state, config: { error: fact.error, restart: [], at: fact.at } };
    case "config-taken":
      return { ...state, config: { error: null, restart: fact.restart, at: fact.at } };
    case "actor-failed":
      return { ...state, failures: [...state.failures, fact].slice(-MAX_INCIDENTS) };
    // The page of the storage asks for these by itself.
    case "sync-started":
    case "sync-progressed":
    case "sync-finished":
    case "purge-finished":
    case "restore-finished":
      return state;
    default:
      if ("exchange" in fact) return foldExchange(state, fact);
      return changeSeries(state, fact.key, fact.at, (record) => foldSeries(record, fact));
  }
}

/**
 * The state once exactly the series of `wanted` are configured, and these exchanges asked. A series that is not
 * named any more stays for what is on disk, or goes where nothing is.
 */
export function configureSeries(
  state: BoardState,
  wanted: ShownSeries[],
  exchanges: Iterable<string>,
  at: number,
): BoardState {
  const keys = new Set(wanted.map(({ key }) => key));
  const others = [...state.series.values()].filter((record) => !keys.has(record.key) && rowsOf(record) > 0);
  const named = wanted.map((entry) =>
    configured(state.series.get(entry.key) ?? newSeries(entry.key, at), entry, at)
  );
  return {
    ...state,
    series: byKey([...others.map((record) => unconfigured(record, at)), ...named]),
    venues: new Map([...exchanges].map((exchange) => [exchange, venueOf(state, exchange, at)])),
  };
}

/** Acknowledged rows of a series, in files and journal. */
export function rowsOf(record: SeriesRecord): number {
  return (record.disk?.rows ?? 0) + record.unsealed;
}

function foldExchange(state: BoardState, fact: ExchangeFact): BoardState {
  // A cell on its way out is not one that begins.
  if (fact.type === "budget-changed" && !state.venues.has(fact.exchange)) return state;
  const venue = foldVenue(venueOf(state, fact.exchange, fact.at), fact);
  const next = { ...state, venues: new Map(state.venues).set(fact.exchange, venue) };
  if (fact.type === "venue-opened") return changeVenueSeries(next, fact.exchange, venueOpened);
  if (fact.type !== "venue-failed") return next;
  return changeVenueSeries(
    next,
    fact.exchange,
    (record) => venueFailed(record, fact.error, fact.retryAt, fact.at),
  );
}

function changeSeries(
  state: BoardState,
  key: string,
  at: number,
  step: (record: SeriesRecord) => SeriesRecord,
): BoardState {
  const before = state.series.get(key);
  const after = step(before ?? newSeries(key, at));
  if (after === before) return state;
  state.series.set(key, after);
  return { ...state };
}

function changeVenueSeries(
  state: BoardState,
  exchange: string,
  step: (record: SeriesRecord) => SeriesRecord,
) {
  for (const record of state.series.values()) {
    if (record.series.exchange === exchange) state.series.set(record.key, step(record));
  }
  return { ...state };
}

function byKey(records: SeriesRecord[]): Map<string, SeriesRecord> {
  return new Map(records.map((record) => [record.key, record]));
}

function venueOf(state: BoardState, exchange: string, at: number): VenueRecord {
  return state.venues.get(exchange) ?? newVenue(exchange, at);
}
