/**
 * Which of the configured series do not run, and why: streams that somebody stopped, histories whose job is paused,
 * and what waits until it is asked for. All of it is forgotten when the program ends, but for the pauses: the config
 * says what is recorded.
 */
import type { Config } from "../../schemas/config.ts";
import type { SeriesState } from "../../schemas/snapshot.ts";
import { type Configured, configuredSeries, configuredStreams, runningHistories } from "./configured.ts";
import { configWithout } from "./config_without.ts";

/** What runs without being asked for: at the start, and when it is new to the config. */
export interface Beginning {
  streams: "all" | "none" | ((stream: Configured) => boolean);
  /** `off`: histories wait until they are asked for, and so do runs that the end of the program interrupted. */
  schedule: "on" | "off";
}

/** Where a configured series begins on the board. */
export interface ShownSeries {
  key: string;
  state: SeriesState;
  /** Why it does not run, in a sentence; null where it does. */
  why?: string | null;
}

export interface Stops {
  /** Takes another config: what has gone from it is forgotten, what is new begins or waits. */
  follow(config: Config): void;
  /** These streams stop. Gives those that ran. */
  stop(keys: string[]): string[];
  /** These streams run. Gives those that were stopped. */
  start(keys: string[]): string[];
  /** These histories wait no longer; without keys none does. Gives those that waited. */
  release(keys?: string[]): string[];
  /** `config` without what does not run. */
  without(config: Config): Config;
  /** Every configured series with the state that it begins in. */
  shown(config: Config): ShownSeries[];
  /** By key, why a stream that runs again did not run before, until it is `back`. */
  away(): Record<string, string>;
  /** The stream is subscribed. */
  back(key: string): void;
}

/** For the ledger: what is missing for good is missing because of that. */
const BY_HAND = "stopped by hand";
const UNNAMED = "no job named it";
const STOPPED = "stopped by hand; it goes on when it is started again, or when tapedeck is";
const NOT_STARTED = "not started: here nothing starts by itself";
const PAUSED = "its job is paused";
const NOT_SCHEDULED = "not started: the scheduler is stopped";

/** How a config is shown before anything of it runs. */
export function shownAtStart(config: Config, begins: Beginning): ShownSeries[] {
  const stops = createStops(begins, () => begins.schedule === "on");
  stops.follow(config);
  return stops.shown(config);
}

/** @param isScheduling Asked each time: histories that are new to the config wait while the scheduler is stopped. */
export function createStops({ streams: begin }: Beginning, isScheduling: () => boolean): Stops {
  const begins = typeof begin === "function" ? begin : () => begin === "all";
  /** With the reason. */
  const streams = new Map<string, string>();
  const histories = new Set<string>();
  const away = new Map<string, string>();
  /** What the config named last; a stream and a history may have one key. */
  let known: { streams: Set<string>; histories: Set<string> } | null = null;

  function follow(config: Config): void {
    const live = configuredStreams(config);
    const past = runningHistories(config);
    const named = { streams: keysOf(live), histories: keysOf(past) };
    for (const key of streams.keys()) if (!named.streams.has(key)) streams.delete(key);
    for (const key of histories) if (!named.histories.has(key)) histories.delete(key);
    for (const each of live.filter(({ key }) => !known?.streams.has(key))) {
      if (known) away.set(each.key, UNNAMED);
      if (!begins(each)) streams.set(each.key, NOT_STARTED);
    }
    for (const { key } of past) if (!known?.histories.has(key) && !isScheduling()) histories.add(key);
    known = named;
  }

  function start(keys: string[]): string[] {
    const stopped = keys.filter((key) => streams.has(key));
    for (const key of stopped) {
      if (streams.get(key) === STOPPED) away.set(key, BY_HAND);
      streams.delete(key);
    }
    return stopped;
  }

  function whyNot({ kind, key }: Configured): string | null {
    if (kind === "stream") return streams.get(key) ?? null;
    if (!known?.histories.has(key)) return PAUSED;
    return histories.has(key) ? NOT_SCHEDULED : null;
  }

  return {
    follow,
    stop(keys) {
      const ran = keys.filter((key) => known?.streams.has(key) && !streams.has(key));
      for (const key of ran) streams.set(key, STOPPED);
      return ran;
    },
    start,
    release: (keys = [...histories]) => keys.filter((key) => histories.delete(key)),
    without: (config) => configWithout(config, { streams, histories }),
    shown: (config) =>
      configuredSeries(config).map((each) => {
        const why = whyNot(each);
        return { key: each.key, state: why === null ? "starting" : "stopped", why };
      }),
    away: () => Object.fromEntries(away),
    back: (key) => void away.delete(key),
  };
}

const keysOf = (configured: Configured[]) => new Set(configured.map(({ key }) => key));
