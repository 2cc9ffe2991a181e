/** What another config would change, in sentences. Pure. */
import { type Configured, configuredHistories, configuredStreams } from "../../actors/control/configured.ts";
import type { Config } from "../../schemas/config.ts";
import { isSecret, maskedAt } from "../../schemas/secrets.ts";
import { needingRestart } from "../reconfigure.ts";
import { isRecord, keysOf, own, same } from "./edit/source.ts";

/** More than anybody reads. */
const SHOWN_LIMIT = 500;

/** `starts binance BTC/USDT trades`, `changes settings.ui_port: 8080 → 9090`; what stays as it is is not told. */
export function changesOf(now: Config, next: Config): string[] {
  const changes = [
    ...seriesChanges(configuredStreams(now), configuredStreams(next)),
    ...seriesChanges(configuredHistories(now), configuredHistories(next)),
    ...exchangeChanges(now, next),
    ...settingChanges(now, next),
  ];
  const rest = changes.length - SHOWN_LIMIT;
  return rest > 0 ? [...changes.slice(0, SHOWN_LIMIT), `and ${rest} more`] : changes;
}

function seriesChanges(now: Configured[], next: Configured[]): string[] {
  const before = new Map(now.map((each) => [each.key, each]));
  const after = new Map(next.map((each) => [each.key, each]));
  return [
    ...now.filter(({ key }) => !after.has(key)).map((each) => `stops ${nameOf(each)}`),
    ...next.filter(({ key }) => !before.has(key)).map((each) => `starts ${nameOf(each)}`),
    ...next.flatMap((each) => {
      const was = before.get(each.key);
      const differences = was ? jobDifferences(was, each) : [];
      return differences.length > 0 ? [`changes ${nameOf(each)}: ${differences.join(", ")}`] : [];
    }),
  ];
}

function nameOf({ kind, series: { exchange, symbol, type, span } }: Configured): string {
  const what = type === "ohlc" ? `${span} candles` : type === "orderbook" ? "order book" : "trades";
  return `${exchange} ${symbol} ${kind === "histo" && type === "trades" ? `past ${what}` : what}`;
}

/** Keys of a job that say how each of its series is recorded. */
const KEYS = ["time_step", "depth", "raw", "connections", "start", "span", "every", "cron", "paused"];

function jobDifferences({ job: was }: Configured, { job }: Configured): string[] {
  return KEYS.filter((key) => !same(own(was, key), own(job, key)))
    .map((key) => `${key} ${shown(own(was, key))} → ${shown(own(job, key))}`);
}

/** What an exchange's cell takes only at its start makes all of its series connect anew. */
function exchangeChanges(now: Config, next: Config): string[] {
  const isUsed = (id: string) =>
    [now, next].every((config) =>
      [...config.stream_jobs, ...config.histo_jobs].some(({ exchange }) => exchange === id)
    );
  return keysOf(now.exchanges, next.exchanges).flatMap((id) => {
    const [was, will] = [now.exchanges[id] ?? {}, next.exchanges[id] ?? {}];
    const differences = leafChanges(was, will, `exchanges.${id}`);
    const reconnects = isUsed(id) &&
      (["endpoint", "options"] as const).some((key) => !same(was[key], will[key]));
    return reconnects ? [...differences, `connects ${id} anew`] : differences;
  });
}

function settingChanges(now: Config, next: Config): string[] {
  const waiting = needingRestart(now, next);
  return (["storage", "settings", "alerts"] as const).flatMap((section) =>
    leafChanges(now[section], next[section], section)
  ).map((change) =>
    waiting.some((name) => change.startsWith(`changes ${name}:`)) ? `${change}, with the next start` : change
  );
}

/** Lists count as one. */
function leafChanges(was: unknown, will: unknown, path: string): string[] {
  if (same(was, will)) return [];
  if (isRecord(was) && isRecord(will)) {
    return keysOf(was, will).flatMap((key) => leafChanges(own(was, key), own(will, key), `${path}.${key}`));
  }
  const key = path.slice(path.lastIndexOf(".") + 1);
  return [
    `changes ${path}: ${
      isSecret(key) ? secretWords(was, will) : `${shownAt(key, was)} → ${shownAt(key, will)}`
    }`,
  ];
}

function secretWords(was: unknown, will: unknown): string {
  const isSet = (value: unknown) => value !== null && value !== undefined;
  if (!isSet(was)) return "a secret is set";
  return isSet(will) ? "another secret" : "the secret is removed";
}

const shownAt = (key: string, value: unknown) => shown(maskedAt(key, value));

function shown(value: unknown): string {
  if (value === undefined || value === null) return "none";
  return typeof value === "string" ? value : JSON.stringify(value);
}
