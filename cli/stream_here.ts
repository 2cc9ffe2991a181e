/** Records streams of the config in this process, without the app, until it is told to stop. */
import type { Board } from "../actors/control/board.ts";
import { type Configured, configuredStreams } from "../actors/control/configured.ts";
import { countWords, durationWords } from "../actors/control/phrases.ts";
import type { SeriesView } from "../schemas/snapshot.ts";
import { openSettings } from "./config/settings.ts";
import type { Environment } from "./environment.ts";
import { LOOK_EVERY_MS, pause, untilAborted } from "./follow.ts";
import { withRecording } from "./here.ts";
import { type Bar, createProgress, type Progress } from "./progress.ts";
import { isMeant, meantAmong, type StreamFlags } from "./stream.ts";

/** Gives 0 when it was told to stop, 1 where none of them can be recorded. Rejects where none is meant. */
export async function recordStreams(flags: StreamFlags, environment: Environment): Promise<number> {
  const { config } = (await openSettings(flags, environment)).inForce();
  const streams = config.stream_jobs.flatMap(({ exchange, pairs, channels }) =>
    pairs.map((pair) => ({ exchange, pair, channels }))
  );
  meantAmong(streams, flags);
  const isWanted = (stream: Configured) => isMeant(flags, asStream(stream));
  const keys = new Set(configuredStreams(config).filter(isWanted).map(({ key }) => key));
  const progress = createProgress(environment);
  const around = { ...environment, complain: progress.say };
  try {
    const begins = { streams: isWanted, schedule: "off" } as const;
    return await withRecording(flags, around, begins, async ({ board, stopped }) => {
      const startedAt = environment.clock.now();
      const before = rowsOf(board, keys);
      await untilOver(board, keys, { progress, stopped, clock: environment.clock });
      progress.end();
      return tell(board, { keys, before, startedAt }, flags, environment);
    });
  } finally {
    progress.end();
  }
}

function asStream({ series: { exchange, symbol, type } }: Configured) {
  return { exchange, pair: symbol, channels: [type === "orderbook" ? "book" : type] };
}

const viewsOf = (board: Board, keys: Set<string>): SeriesView[] =>
  board.snapshot().series.filter(({ key }) => keys.has(key));

const rowsOf = (board: Board, keys: Set<string>): Map<string, number> =>
  new Map(viewsOf(board, keys).map(({ key, rows }) => [key, rows]));

interface Watching extends Pick<Environment, "clock"> {
  progress: Progress;
  stopped: AbortSignal;
}

/** Until it is told to stop, or no stream goes on; why one does not, the log has said. */
async function untilOver(
  board: Board,
  keys: Set<string>,
  { progress, stopped, clock }: Watching,
): Promise<void> {
  while (!stopped.aborted) {
    const views = viewsOf(board, keys);
    if (views.length > 0 && views.every(({ state }) => state === "ended")) return;
    progress.show(views.map(barOf));
    await Promise.race([pause(clock, LOOK_EVERY_MS), untilAborted(stopped)]);
  }
  progress.say("Stopping: rows in flight are written and sealed.");
}

const barOf = ({ key, rows, sentence }: SeriesView): Bar => ({
  label: key,
  done: rows,
  total: null,
  unit: "rows",
  note: sentence,
});

interface Recorded {
  keys: Set<string>;
  /** Rows that were there before, by key. */
  before: Map<string, number>;
  startedAt: number;
}

function tell(
  board: Board,
  { keys, before, startedAt }: Recorded,
  { json }: StreamFlags,
  { print, clock }: Environment,
): number {
  const views = viewsOf(board, keys);
  const recorded = views.map(({ key, rows, state }) => ({ key, rows: rows - (before.get(key) ?? 0), state }));
  const total = recorded.reduce((sum, { rows }) => sum + rows, 0);
  if (json) print(JSON.stringify(recorded));
  else {
    const took = durationWords(clock.now() - startedAt);
    print(`Recorded ${countWords(total, "row")} of ${views.length} series in ${took}`);
  }
  return views.every(({ state }) => state === "ended") ? 1 : 0;
}
