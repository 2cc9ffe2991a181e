/** The status as a person reads it: the verdict, what needs a look, then the rest. */
import { megabytes, number } from "../actors/archive/verify/words.ts";
import { countWords, durationWords, momentWords } from "../actors/control/phrases.ts";
import type { SeriesState, SeriesView, Snapshot } from "../schemas/snapshot.ts";
import type { BackfillRecord } from "../schemas/wire.ts";
import { type Paint, painter, type Tint } from "./colours.ts";
import type { Look } from "./look.ts";
import type { Status } from "./status.ts";
import { type Column, tableText } from "./table.ts";
import { shownSafely } from "./text_width.ts";

export interface Room {
  /** Cells of a line; null: any. */
  columns: number | null;
  colour: boolean;
  nowMs: number;
}

const MAX_PROBLEMS = 20;
const MAX_NEXT_RUNS = 5;

export function statusText({ look, backfills }: Status, room: Room): string {
  const { snapshot } = look;
  const paint = painter(room);
  const blocks = [
    headLines(look, paint),
    problemLines(snapshot, room, paint),
    backfills.length > 0 ? ["Backfills under way", ...backfills.flatMap(backfillLines)] : [],
    look.type === "app"
      ? [...table(SERIES_COLUMNS, snapshot, room)]
      : [...table(HELD_COLUMNS, snapshot, room)],
    look.type === "app" ? nextRunLines(snapshot, room.nowMs) : [],
    [paint(totalLine(snapshot), "faint")],
  ];
  return blocks.filter((lines) => lines.length > 0).map((lines) => lines.join("\n")).join("\n\n") + "\n";
}

const VERDICT_TINTS: Record<Snapshot["verdict"]["state"], Tint> = {
  starting: "notice",
  ok: "good",
  warning: "notice",
  error: "bad",
};

function headLines(look: Look, paint: Paint): string[] {
  const { snapshot } = look;
  if (look.type === "app") {
    const { verdict, version, now, startedAt, dataFolder } = snapshot;
    const since = `up ${durationWords(now - startedAt)}`;
    return [
      paint(verdict.sentence, VERDICT_TINTS[verdict.state]),
      paint(`tapedeck ${version} at ${look.app.url}, ${since}, into ${dataFolder}`, "faint"),
    ];
  }
  if (look.holder === null) {
    return [
      paint("Nothing is recorded now: no tapedeck runs on this folder.", "bad"),
      paint(`${look.folder} has this; tapedeck start goes on`, "faint"),
    ];
  }
  const who = look.holder.pid === null ? "another process" : `process ${look.holder.pid}`;
  return [
    paint(
      `${who[0].toUpperCase()}${who.slice(1)} records into ${look.folder}, and cannot be asked how it is.`,
      "notice",
    ),
    paint("it is starting, or it records without the app; the folder has this", "faint"),
  ];
}

function problemLines({ problems }: Snapshot, { nowMs }: Room, paint: Paint): string[] {
  const shown = problems.toSorted((a, b) => Number(b.severity === "error") - Number(a.severity === "error"))
    .slice(0, MAX_PROBLEMS);
  const lines = shown.map(({ severity, sentence, since }) =>
    `${paint(severity === "error" ? "✗" : "!", severity === "error" ? "bad" : "notice")} ${
      shownSafely(sentence)
    } ` +
    paint(`(for ${durationWords(nowMs - since)})`, "faint")
  );
  const rest = problems.length - shown.length;
  return rest > 0 ? [...lines, `… and ${countWords(rest, "more problem")}`] : lines;
}

function backfillLines({ id, progress }: BackfillRecord): string[] {
  const pairs = Object.entries(progress).map(([pair, { done, total, rows, eta_seconds }]) => {
    const left = eta_seconds === null ? "" : `, ${durationWords(eta_seconds * 1000)} left`;
    const share = total > 0 ? `${Math.floor(done / total * 100)} %` : "–";
    return `    ${shownSafely(pair)}  ${share}, ${countWords(rows, "row")}${left}`;
  });
  return [`  ${shownSafely(id)}`, ...pairs];
}

function nextRunLines({ series, now }: Snapshot, nowMs: number): string[] {
  const next = series.filter(({ nextRunAt }) => nextRunAt !== null)
    .sort((a, b) => a.nextRunAt! - b.nextRunAt!);
  if (next.length === 0) return [];
  const lines = next.slice(0, MAX_NEXT_RUNS).map(({ nextRunAt, key }) => {
    const when = nextRunAt! <= now ? "now" : `in ${durationWords(nextRunAt! - now)}`;
    return `  ${momentWords(nextRunAt!, nowMs)} (${when})  ${key}`;
  });
  const rest = next.length - lines.length;
  return ["Next runs", ...lines, ...(rest > 0 ? [`  … and ${number(rest)} more`] : [])];
}

function totalLine({ rows, bytes, disk, rowsPerSecond }: Snapshot): string {
  const free = disk.freeBytes === null ? [] : [`${sizeWords(disk.freeBytes)} free`];
  const rate = rowsPerSecond > 0 ? [`${rateWords(rowsPerSecond)} rows/s`] : [];
  return [...rate, countWords(rows, "row"), `${sizeWords(bytes)} in files`, ...free].join(", ");
}

/** With a digit behind the point where it says something. */
const rateWords = (rate: number): string =>
  number(rate < 100 ? Math.round(rate * 10) / 10 : Math.round(rate));

const sizeWords = (bytes: number): string =>
  bytes < 1e9 ? megabytes(bytes) : `${number(Math.round(bytes / 1e8) / 10)} GB`;

function table(columns: Column<Seen>[], { series, now }: Snapshot, room: Room): string[] {
  if (series.length === 0) return [];
  return tableText(columns, series.map((view) => ({ ...view, now })), room).trimEnd().split("\n");
}

/** A series, and when it was so (ms). */
type Seen = SeriesView & { now: number };

const STATE_TINTS: Record<SeriesState, Tint> = {
  starting: "notice",
  connecting: "notice",
  recording: "good",
  waiting: "good",
  collecting: "good",
  retrying: "bad",
  paused: "bad",
  stopped: "faint",
  ended: "bad",
};

const age = (ms: number) => `${durationWords(ms)} ago`;

const NAMES: Column<Seen>[] = [
  { name: "exchange", text: ({ exchange }) => exchange },
  { name: "pair", text: ({ pair }) => pair },
  { name: "type", text: ({ type }) => type },
  { name: "span", text: ({ span }) => span ?? "–" },
];
const ROWS: Column<Seen> = { name: "rows", isNumber: true, text: ({ rows }) => number(rows) };

const SERIES_COLUMNS: Column<Seen>[] = [
  ...NAMES,
  { name: "state", text: ({ state }) => state, tint: ({ state }) => STATE_TINTS[state] },
  {
    name: "rows/s",
    isNumber: true,
    text: ({ rowsPerSecond }) => rowsPerSecond > 0 ? rateWords(rowsPerSecond) : "–",
  },
  { ...ROWS, goes: 1 },
  {
    name: "last row",
    isNumber: true,
    text: ({ lastAt, now }) => lastAt === null ? "–" : age(now - lastAt),
  },
  // What is wrong is said above already.
  { name: "errors", isNumber: true, text: ({ errors }) => errors > 0 ? number(errors) : "–", goes: 2 },
];

const HELD_COLUMNS: Column<Seen>[] = [
  ...NAMES,
  ROWS,
  {
    name: "last row",
    isNumber: true,
    text: ({ lastUs, now }) => lastUs === null ? "–" : age(Math.max(0, now - lastUs / 1000)),
  },
];
