/** The app: the recorder with its API and its page, until it is told to stop. */
import { resolve } from "@std/path";
import { createReadHost } from "../actors/archive/reader/host.ts";
import { createBoard } from "../actors/control/board.ts";
import { createLog, type Log } from "../actors/control/log.ts";
import { createLookupHost } from "../actors/control/lookups/host.ts";
import { shownAtStart } from "../actors/control/stops.ts";
import { createApp } from "../api/app.ts";
import type { Deck } from "../api/deck.ts";
import { loadAssets } from "../api/pages.ts";
import { VERSION } from "../version.ts";
import { announceApp, type Announced } from "./app_address.ts";
import { createBegun } from "./begun.ts";
import { openSettings, type Settings, type StartFlags } from "./config/settings.ts";
import { claimFolder } from "./data_folder.ts";
import { createDeck } from "./deck.ts";
import { endOnDefect } from "./defects.ts";
import type { Environment } from "./environment.ts";
import { type Front, openFront } from "./front.ts";
import type { Beginning } from "./recorder.ts";
import type { Recording } from "./recording.ts";
import { secretsOf } from "./secrets_of.ts";
import { ENDED_BY_SIGNAL, untilStopped } from "./signals.ts";

const FIRST_ANSWERS_MS = 5;
const UI_FOLDER = new URL("../ui/", import.meta.url);

/** Gives the exit code. What is wrong is said in a line, and nothing has been written then. */
export async function runApp(
  flags: StartFlags,
  environment: Environment,
  begins: Beginning,
): Promise<number> {
  try {
    await using opened = new AsyncDisposableStack(); // what was opened last is closed first
    await serveAndRecord(flags, environment, begins, opened);
    return 0;
  } catch (error) {
    environment.complain((error as Error).message);
    return 1;
  }
}

async function serveAndRecord(
  flags: StartFlags,
  environment: Environment,
  begins: Beginning,
  opened: AsyncDisposableStack,
): Promise<void> {
  const { clock, print, exit } = environment;
  const settings = await openSettings(flags, environment);
  const dataFolder = resolve(environment.cwd, settings.inForce().config.storage.local_path);
  const log = createLog({ ...environment, terminal: print, secrets: secretsOf(settings) });
  const reads = createReadHost({ dataFolder, clock });
  opened.defer(reads.stop);
  const lookups = createLookupHost({ dataFolder, clock });
  opened.defer(lookups.stop);
  const board = createBoard({ clock, version: VERSION, dataFolder, configPath: settings.place.path });
  board.configure(shownAtStart(settings.inForce().config, begins));
  const begun = createBegun<Recording>();
  const deck = createDeck({ board, log, reads, lookups, settings, begins, begun, clock });
  let announced: Announced | null = null;
  const front = await listen(deck, { settings, log, clock, moved: () => announced?.at(front.url()) });
  opened.defer(front.stop);
  const folder = claimFolder(dataFolder, clock.now());
  opened.defer(folder.release);
  const stopped = untilStopped(environment, {
    hangUp: () => void begun.promise.then(({ reload }) => reload("signal")),
    insist: () => endAtOnce(log, exit),
  });

  // Settings, port and folder are good: from here on things are written.
  await settings.keep();
  for (const line of firstLines(settings, dataFolder, front.url())) print(line);
  log.open(folder.logs);
  opened.defer(log.close);
  endOnDefect(log, exit);
  announced = announceApp(folder.path, clock.now());
  announced.at(front.url());
  opened.defer(announced.withdraw);
  // Loading the rest takes the thread for some 50 ms: who waits for the app is answered first.
  await new Promise<void>((resolve) => clock.after(FIRST_ANSWERS_MS, resolve));
  const { startRecording } = await import("./recording.ts");
  const recording = await startRecording({
    settings,
    begins,
    folder,
    board,
    log,
    clock,
    fetch: environment.fetch,
    prepare: front.prepare,
  });
  opened.defer(recording.stop);
  begun.resolve(recording);
  await stopped;
  log.info("tapedeck", "stopping: rows in flight are written and sealed");
  void front.stop(); // pages end meanwhile
}

interface ListenParts {
  settings: Settings;
  log: Log;
  clock: Environment["clock"];
  moved(): void;
}

async function listen(deck: Deck, { settings, log, clock, moved }: ListenParts): Promise<Front> {
  const app = createApp(deck, { clock, assets: await loadAssets(UI_FOLDER) });
  return await openFront({
    app,
    deck,
    config: settings.inForce().config,
    clock,
    moved(url) {
      log.info("app", `answers at ${url} from now on`);
      moved();
    },
    failed: (reason) => log.error("app", reason),
  });
}

function endAtOnce(log: Log, exit: Environment["exit"]): never {
  log.warning("tapedeck", "ending at once; what is not sealed yet is sealed at the next start");
  return exit(ENDED_BY_SIGNAL);
}

function firstLines({ place, inForce }: Settings, dataFolder: string, url: string): string[] {
  const { stream_jobs, histo_jobs } = inForce().config;
  const jobs = (kind: string, count: number) => `${count} ${kind} ${count === 1 ? "job" : "jobs"}`;
  return [
    `tapedeck ${VERSION}`,
    `config   ${place.path}${place.namedBy === "nobody" ? " (new)" : ""}`,
    `data     ${dataFolder}`,
    `jobs     ${jobs("stream", stream_jobs.length)}, ${jobs("histo", histo_jobs.length)}`,
    `app      ${url}`,
  ];
}
