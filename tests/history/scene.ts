/** A folder with the sandbox exchange, what stands before it, and a recorder that can be started again and again. */
import { join } from "@std/path";
import {
  inTempFolder,
  killProgram,
  type Program,
  type RunningRecorder,
  startRecorderProgram,
  startSandboxProgram,
} from "../e2e/program.ts";
import { type WatchedExchange, watchExchange } from "./watched_exchange.ts";

export interface SceneOptions {
  /** Trades a second of the busiest symbol. */
  rate: number;
  histoJobs: Array<Record<string, unknown>>;
  timeScale?: number;
  roundTripMs?: number;
}

export interface Scene {
  folder: string;
  /** The exchange itself: its truth, its faults, its count. */
  exchangeUrl: string;
  watched: WatchedExchange;
  /** Starts the recorder in the folder; `args` as for `tapedeck start`. */
  record(args?: string[]): Promise<RunningRecorder>;
  /** The folder of a series' files. */
  seriesFolder(key: string): string;
}

export function onScene<T>(
  { rate, histoJobs, timeScale, roundTripMs }: SceneOptions,
  body: (scene: Scene) => Promise<T>,
): Promise<T> {
  return inTempFolder(async (folder) => {
    const sandbox = await startSandboxProgram(folder, { rate, timeScale });
    const watched = watchExchange(sandbox.url, { roundTripMs });
    const programs: Program[] = [sandbox.program];
    try {
      await writeConfig(folder, watched.url, histoJobs);
      return await body({
        folder,
        exchangeUrl: sandbox.url,
        watched,
        async record(args) {
          const recorder = await startRecorderProgram(folder, args);
          programs.push(recorder.program);
          return recorder;
        },
        seriesFolder: (key) => join(folder, "data", key),
      });
    } finally {
      await Promise.all(programs.map(endProgram));
      await watched.stop();
    }
  });
}

async function writeConfig(folder: string, endpoint: string, jobs: SceneOptions["histoJobs"]): Promise<void> {
  const config = {
    storage: { min_free_gb: 0 },
    histo_jobs: jobs.map((job) => ({ exchange: "sandbox", span: 60, ...job })),
    exchanges: { sandbox: { endpoint } },
  };
  await Deno.writeTextFile(join(folder, "tapedeck.yaml"), JSON.stringify(config)); // JSON is YAML
}

async function endProgram(program: Program): Promise<void> {
  try {
    await killProgram(program);
  } catch {
    await program.ended; // by itself
  }
}
