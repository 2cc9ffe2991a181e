/**
 * How far a work is, for who waits: bars on a terminal, which go when it is done; elsewhere a plain line each ten
 * seconds, so that a log of it stays short. All on standard error.
 */
import { durationWords } from "../actors/control/phrases.ts";
import type { Environment } from "./environment.ts";
import { clip, padEnd, shownSafely, widthOf } from "./text_width.ts";

export interface Bar {
  /** What it is of: a series, a file. The same bar has the same label each time. */
  label: string;
  done: number;
  /** null: nobody knows; then there is no bar, and no time that is left. */
  total: number | null;
  /** What is counted, behind its numbers: `windows`. */
  unit: string;
  /** More in words, behind the numbers: `1,234 rows, 210 rows/s`. */
  note?: string;
  /** ms; null: nobody knows. Absent: by the pace so far. */
  leftMs?: number | null;
}

export interface Progress {
  /** Shows these in place of those before. May be called as often as there is news. */
  show(bars: Bar[]): void;
  /** A line that stays, above the bars. */
  say(line: string): void;
  /** Takes the bars from the terminal. */
  end(): void;
}

const TERMINAL_EVERY_MS = 200;
const PIPE_EVERY_MS = 10_000;
/** More would not fit into a terminal, and cannot be taken away from it again. */
const MAX_BARS = 10;
const BAR_CELLS = 24;

/** Where a bar stood when it was first shown: its pace is counted from there. */
type Starts = Map<string, { done: number; at: number }>;

export function createProgress({ stderr, clock, complain }: Environment): Progress {
  const starts: Starts = new Map();
  const everyMs = stderr.isTerminal ? TERMINAL_EVERY_MS : PIPE_EVERY_MS;
  let shownAt = stderr.isTerminal ? -Infinity : clock.elapsed();
  let shownLines = 0;

  function draw(lines: string[]): void {
    const back = shownLines > 1 ? `\x1b[${shownLines - 1}A` : "";
    shownLines = lines.length;
    void stderr.write(new TextEncoder().encode(`\r${back}\x1b[J${lines.join("\n")}`)).catch(() => {});
  }

  return {
    show(bars) {
      const now = clock.elapsed();
      for (const { label, done } of bars) if (!starts.has(label)) starts.set(label, { done, at: now });
      if (now - shownAt < everyMs) return;
      shownAt = now;
      const lines = linesOf(bars, starts, now);
      if (stderr.isTerminal) draw(lines.map((line) => clip(line, stderr.columns() - 1)));
      else lines.forEach(complain);
    },
    say(line) {
      if (shownLines > 0) draw([]);
      complain(line);
      if (stderr.isTerminal) shownAt = -Infinity;
    },
    end() {
      if (shownLines > 0) draw([]);
      shownLines = 0;
    },
  };
}

/** Those under way first: what is done need not be seen. */
function linesOf(bars: Bar[], starts: Starts, now: number): string[] {
  const isDone = ({ done, total }: Bar) => total !== null && done >= total;
  const inOrder = [...bars.filter((bar) => !isDone(bar)), ...bars.filter(isDone)];
  const shown = inOrder.slice(0, MAX_BARS);
  const labels = shown.map(({ label }) => shownSafely(label));
  const width = Math.max(0, ...labels.map(widthOf));
  const lines = shown.map((bar, i) =>
    barLine({ ...bar, label: padEnd(labels[i], width) }, leftOf(bar, starts, now))
  );
  return bars.length > MAX_BARS ? [...lines, `… and ${bars.length - MAX_BARS} more`] : lines;
}

function leftOf({ label, done, total, leftMs }: Bar, starts: Starts, now: number): number | null {
  if (leftMs !== undefined || total === null) return leftMs ?? null;
  const start = starts.get(label)!;
  return done > start.done ? (now - start.at) / (done - start.done) * (total - done) : null;
}

function barLine({ label, done, total, unit, note }: Bar, leftMs: number | null): string {
  const number = (n: number) => n.toLocaleString("en-US", { maximumFractionDigits: 1 });
  const counted = total === null ? `${number(done)} ${unit}` : `${number(done)} of ${number(total)} ${unit}`;
  const share = total ? Math.min(1, done / total) : 0;
  const drawn = total === null ? [] : [drawnBar(share), `${Math.floor(share * 100)} %`.padStart(5)];
  const rest = leftMs === null || share === 1 ? [] : [`${durationWords(leftMs)} left`];
  return [label, ...drawn, [counted, ...rest, ...(note ? [note] : [])].join(", ")].join("  ");
}

function drawnBar(share: number): string {
  const full = Math.floor(share * BAR_CELLS);
  return "━".repeat(full) + "╌".repeat(BAR_CELLS - full);
}

const MB = 1e6;

export interface ByteProgress {
  /** So many more are done. */
  add(bytes: number): void;
  end(): void;
}

/** How much of a work of about so many bytes is done. */
export function byteProgress(label: string, totalBytes: number, environment: Environment): ByteProgress {
  const progress = createProgress(environment);
  const startedAt = environment.clock.elapsed();
  let done = 0;
  return {
    add(bytes) {
      done += bytes;
      const seconds = (environment.clock.elapsed() - startedAt) / 1000;
      const note = seconds > 0 ? `${(done / MB / seconds).toFixed(1)} MB/s` : undefined;
      const leftMs = seconds > 0 ? seconds * 1000 / done * Math.max(0, totalBytes - done) : null;
      progress.show([{ label, done: done / MB, total: totalBytes / MB, unit: "MB", note, leftMs }]);
    },
    end: progress.end,
  };
}
