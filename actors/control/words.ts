/** The state of things in sentences that a person would say. */
import type { Problem, Snapshot } from "../../schemas/snapshot.ts";
import { countWords, momentWords } from "./phrases.ts";
import type { SeriesRecord } from "./series_record.ts";

/** What a series is called: `binance BTC/USDT trades`, `kraken ETH/USD 1m candles`. */
export function seriesName({ series }: SeriesRecord): string {
  const what = { trades: "trades", orderbook: "order book", ohlc: `${series.span} candles` }[series.type];
  return `${series.exchange} ${series.symbol} ${what}`;
}

/** The state of a series. It says moments, not ages, so that it changes only with the series, and with the day of `now` (ms). */
export function stateSentence(record: SeriesRecord, now: number): string {
  switch (record.state) {
    case "starting":
      return "starting";
    case "connecting":
      return "connecting";
    case "recording":
      return `recording, ${lastRow(record, now)}`;
    case "waiting":
      return record.nextRunAt === null
        ? "waiting"
        : `waiting, next run at ${momentWords(record.nextRunAt, now)}`;
    case "collecting":
      return "collecting";
    case "retrying":
      return retryingSentence(record, now);
    case "paused":
      return `paused: ${record.lastError}`;
    case "stopped":
      return record.configured ? record.stopped ?? "stopped" : "not recorded any more: no job names it";
    case "ended":
      return `ended: ${record.lastError ?? "no reason was given"}`;
    default:
      return record.state satisfies never;
  }
}

function lastRow({ lastAt }: SeriesRecord, now: number): string {
  return lastAt === null ? "no row yet" : `last row at ${momentWords(lastAt, now)}`;
}

function retryingSentence(record: SeriesRecord, now: number): string {
  const at = record.retryAt ?? record.nextRunAt;
  const when = at === null ? "" : `, next try at ${momentWords(at, now)}`;
  return `retrying after ${countWords(record.errors, "failure")}${when}: ${record.lastError}`;
}

/** The board in one sentence, and how bad it is. */
export function verdictOf(records: SeriesRecord[], problems: Problem[]): Snapshot["verdict"] {
  const wanted = records.filter((record) => record.configured && record.state !== "stopped");
  if (wanted.length === 0) {
    return { state: "warning", sentence: "Nothing is being recorded: no job is running." };
  }
  const errors = problems.filter((problem) => problem.severity === "error");
  const starting = wanted.filter((record) => record.state === "starting" || record.state === "connecting");
  const recording = recordingWords(wanted.filter(isUnderWay));
  if (errors.length > 0) {
    return { state: "error", sentence: `${recording}; ${subjects(errors, "is", "are")} failing.` };
  }
  if (problems.length > 0) {
    return { state: "warning", sentence: `${recording}; ${subjects(problems, "needs", "need")} a look.` };
  }
  if (starting.length > 0) {
    const sentence = `Starting: ${wanted.length - starting.length} of ${wanted.length} series run.`;
    return { state: "starting", sentence };
  }
  return { state: "ok", sentence: `${recording}.` };
}

/** What the problems are about, with the verb for one or for several: `2 series and 1 other thing need`. */
function subjects(problems: Problem[], one: string, several: string): string {
  const series = new Set(problems.flatMap(({ key }) => key ?? [])).size;
  const others = problems.filter(({ key }) => key === null).length;
  const verb = series + others === 1 ? one : several;
  if (series === 0) return `${countWords(others, "thing")} ${verb}`;
  return `${series} series${others > 0 ? ` and ${countWords(others, "other thing")}` : ""} ${verb}`;
}

function isUnderWay(record: SeriesRecord): boolean {
  return record.state === "recording" || record.state === "waiting" || record.state === "collecting";
}

function recordingWords(underWay: SeriesRecord[]): string {
  if (underWay.length === 0) return "Nothing is being recorded";
  const exchanges = new Set(underWay.map((record) => record.series.exchange)).size;
  return `Recording ${underWay.length} series from ${countWords(exchanges, "exchange")}`;
}
