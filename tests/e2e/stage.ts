/** A folder of its own for a test that runs the program, and an end for all that it started there. */
import { join } from "@std/path";
import type { SeriesView } from "../../schemas/snapshot.ts";
import { inTempFolder, type Program, startProgram, untilHealthy } from "./program.ts";

export interface Stage {
  folder: string;
  /** Runs `tapedeck {args}` in the folder, or in another. */
  run(args: string[], options?: { cwd?: string; env?: Record<string, string>; binary?: string }): Program;
  /** The same for `start` on a free port, when it answers. */
  record(args?: string[], options?: Parameters<Stage["run"]>[1]): Promise<{ program: Program; url: string }>;
  /** The built-in exchange alone; its address. */
  exchange(rate: number): Promise<string>;
  /** Writes a file of the folder; what is no text becomes JSON, which is YAML. */
  write(name: string, content: unknown): Promise<void>;
  /** Paths of all files and folders, sorted. */
  list(): string[];
}

export async function onStage(body: (stage: Stage) => Promise<void>): Promise<void> {
  await inTempFolder(async (folder) => {
    const started: Program[] = [];
    try {
      await body(stageIn(folder, started));
    } finally {
      await Promise.all(started.map(kill));
    }
  });
}

function stageIn(folder: string, started: Program[]): Stage {
  function run(args: string[], { cwd = folder, ...options } = {}): Program {
    const program = startProgram(args, { cwd, ...options });
    started.push(program);
    return program;
  }
  return {
    folder,
    run,
    async record(args = [], options) {
      const program = run(["start", "--port", "0", ...args], options);
      const [, url] = await program.until(/^app +(http:\S+)/m);
      await untilHealthy(url);
      return { program, url };
    },
    async exchange(rate) {
      const program = run(["sandbox", "--rate", `${rate}`]);
      return (await program.until(/sandbox exchange on (\S+)/))[1];
    },
    write: (name, content) =>
      Deno.writeTextFile(join(folder, name), typeof content === "string" ? content : JSON.stringify(content)),
    list: () => listed(folder, ""),
  };
}

async function kill(program: Program): Promise<void> {
  try {
    program.signal("SIGKILL");
  } catch {
    // It has ended already.
  }
  await program.ended;
}

function listed(folder: string, below: string): string[] {
  return [...Deno.readDirSync(join(folder, below))].flatMap(({ name, isDirectory }) => {
    const path = join(below, name);
    return isDirectory ? [path, ...listed(folder, path)] : [path];
  }).sort();
}

/** Whether all series of the starter have rows; the quiet pair has a trade in minutes. */
export function areAllRecorded(series: SeriesView[]): boolean {
  return series.length === 11 &&
    series.every(({ key, rows }) => rows > 0 || key === "sandbox/trades/QUIET-USDT");
}
