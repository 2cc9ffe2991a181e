/** What dccd 3's jobs are among tapedeck's. */
import { spanOfLabel } from "../../actors/archive/import/dccd_layout.ts";
import { startMs } from "../../schemas/config.ts";
import { spanSeconds } from "../../schemas/series.ts";

type Values = Record<string, unknown>;

interface Conversion {
  histo_jobs: Values[];
  stream_jobs: Values[];
  notes: string[];
}

/** Sections that both have; what is in them and unknown here is named by the config's own check. */
const SHARED = ["storage", "settings", "exchanges", "alerts"];
const DATA_TYPES: Record<string, string> = {
  ohlc: "ohlc",
  ohlcv: "ohlc",
  candles: "ohlc",
  trades: "trades",
  orderbook: "book",
  book: "book",
};
const JOB_KEYS = [
  ...[
    "exchange",
    "pairs",
    "data_type",
    "operation",
    "span",
    "trigger_kind",
    "every",
    "cron",
    "start",
    "depth",
  ],
  "snapshot_interval",
];

/** Throws where a job lacks what it cannot do without. `notes` says what has no counterpart. */
export function convertDccdConfig(root: unknown): { config: Values; notes: string[] } {
  const { jobs, ...sections } = root as Values;
  if (!Array.isArray(jobs)) throw new Error("it has no jobs: expected dccd 3's list of them");
  const conversion: Conversion = { histo_jobs: [], stream_jobs: [], notes: [] };
  jobs.forEach((job, i) => convertJob(job, `jobs[${i}]`, conversion));
  const { notes, ...converted } = conversion;
  const config: Values = {};
  for (const [name, section] of Object.entries(sections)) {
    if (SHARED.includes(name)) config[name] = section;
    else notes.push(`${name} has no counterpart, and is left out`);
  }
  for (const [name, list] of Object.entries(converted)) if (list.length > 0) config[name] = list;
  return { config, notes };
}

function convertJob(job: unknown, name: string, conversion: Conversion): void {
  if (typeof job !== "object" || job === null) throw new Error(`${name} is no job`);
  const values = job as Values;
  for (const key of Object.keys(values).filter((key) => !JOB_KEYS.includes(key))) {
    conversion.notes.push(`${name}.${key} has no counterpart, and is left out`);
  }
  const type = DATA_TYPES[String(values.data_type)];
  const isStream = /stream|live/.test(String(values.operation));
  if (!type) conversion.notes.push(`${name}: tapedeck records no ${values.data_type}; the job is left out`);
  else if (type === "book" || (isStream && type === "trades")) {
    addStream(values, name, type, isStream, conversion);
  } else addHisto(values, name, type, isStream, conversion);
}

function addStream(
  { exchange, pairs, depth, snapshot_interval, every }: Values,
  name: string,
  type: string,
  isStream: boolean,
  { stream_jobs, notes }: Conversion,
): void {
  if (!isStream) {
    notes.push(`${name}: a book has no history to ask for; it is recorded live, a sample each time_step`);
  }
  const step = snapshot_interval ?? (type === "book" ? every : undefined);
  stream_jobs.push(withoutNulls({
    exchange,
    pairs,
    channels: [type],
    time_step: step,
    depth: type === "book" ? depth : undefined,
  }));
}

function addHisto(
  { exchange, pairs, span, start, every, cron, trigger_kind: trigger }: Values,
  name: string,
  type: string,
  isStream: boolean,
  { histo_jobs, notes }: Conversion,
): void {
  if (isStream) notes.push(`${name}: candles are not streamed here, but asked for after each one's close`);
  if (/once|manual|date/.test(String(trigger))) {
    notes.push(`${name}: trigger_kind ${trigger} has no counterpart; the job runs at each start and goes on`);
  }
  histo_jobs.push(withoutNulls({
    exchange,
    pairs,
    span: type === "ohlc" ? secondsOf(span, name) : undefined,
    data_type: type,
    start: startOf(start, name, notes),
    every: cron ? undefined : every,
    cron,
  }));
}

/** dccd writes seconds, a label, or a span like 1m. */
function secondsOf(span: unknown, name: string): unknown {
  if (span === undefined || span === null || typeof span === "number") return span;
  if (/^\d+$/.test(String(span))) return Number(span);
  const label = spanOfLabel(String(span));
  if (label === null) {
    throw new Error(`${name}.span ("${span}") is no span: expected seconds, or one like 1m`);
  }
  return spanSeconds(label);
}

function startOf(start: unknown, name: string, notes: string[]): string | undefined {
  if (start === undefined || start === null) return undefined;
  const text = typeof start === "number" ? new Date(start * 1000).toISOString().slice(0, 19) : String(start);
  if (!Number.isNaN(startMs(text))) return text;
  notes.push(`${name}.start ("${text}") is no UTC time, and is left out`);
  return undefined;
}

const withoutNulls = (values: Values): Values =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== null));
