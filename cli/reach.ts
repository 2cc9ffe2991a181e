/** Where a command's work is done: by the tapedeck that runs, or, where none does, by a recorder in this process. */
import { createReadHost } from "../actors/archive/reader/host.ts";
import { createLookupHost } from "../actors/control/lookups/host.ts";
import { createBegun } from "./begun.ts";
import { findApp, type ReachFlags } from "./client.ts";
import { type Controls, controlsOf, controlsOver } from "./controls.ts";
import type { Environment } from "./environment.ts";
import { createProgress, type Progress } from "./progress.ts";
import type { Beginning } from "./recorder.ts";
import { ENDED_BY_SIGNAL, untilStopped } from "./signals.ts";

export type Place =
  | { type: "here" }
  /** `name`, for sentences: `the tapedeck at http://127.0.0.1:8080`. */
  | { type: "app"; name: string };

/** What a command has to work with. */
export interface Site {
  controls: Controls;
  place: Place;
  progress: Progress;
  /** Aborted by the first Ctrl-C. A second one ends the program at once, with 130. */
  stopped: AbortSignal;
}

const NOTHING_BY_ITSELF: Beginning = { streams: "none", schedule: "off" };

/** A line of the log that is about a series; its level may be coloured. */
const IS_OF_SERIES = /^\S+ \S*(warning|error)\S* +[a-z0-9_]+\/(ohlc|trades|orderbook)\//;

/** Gives what `use` gives. Rejects, with a sentence and nothing done, where there is no way to do it. */
export async function withControls(
  flags: ReachFlags,
  environment: Environment,
  use: (site: Site) => Promise<number>,
): Promise<number> {
  const progress = createProgress(environment);
  try {
    const app = await findApp(flags, environment);
    if (!app) return await useHere(flags, environment, { progress, use });
    const place: Place = { type: "app", name: `the tapedeck at ${app.url}` };
    return await use({
      controls: controlsOver(app),
      place,
      progress,
      stopped: stopSignal(environment, progress),
    });
  } finally {
    progress.end();
  }
}

/** What goes on there is not this program's to end. */
function stopSignal(environment: Environment, progress: Progress): AbortSignal {
  const controller = new AbortController();
  const end = () => {
    progress.end();
    environment.exit(ENDED_BY_SIGNAL);
  };
  void untilStopped(environment, { hangUp: end, insist: end }).then(() => controller.abort());
  return controller.signal;
}

async function useHere(
  flags: ReachFlags,
  environment: Environment,
  { progress, use }: { progress: Progress; use(site: Site): Promise<number> },
): Promise<number> {
  const { withRecording } = await import("./here.ts");
  const { createDeck } = await import("./deck.ts");
  // What it warns of stands above the bars, and not in them; of the series the command tells itself.
  const complain = (line: string) => IS_OF_SERIES.test(line) ? undefined : progress.say(line);
  const around = { ...environment, complain };
  return await withRecording(flags, around, NOTHING_BY_ITSELF, async ({ recording, stopped, ...parts }) => {
    const { clock } = environment;
    const { dataFolder } = parts.board.snapshot();
    const reads = createReadHost({ dataFolder, clock });
    const lookups = createLookupHost({ dataFolder, clock });
    const begun = createBegun<typeof recording>();
    begun.resolve(recording);
    const deck = createDeck({ ...parts, reads, lookups, begins: NOTHING_BY_ITSELF, clock, begun });
    return await use({ controls: controlsOf(deck), place: { type: "here" }, progress, stopped });
  });
}
