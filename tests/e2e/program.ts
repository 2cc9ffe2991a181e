/** The program as a process of its own, the way a user runs it. */
import { join } from "@std/path";

const ROOT = new URL("../../", import.meta.url).pathname;
const START_TIMEOUT_MS = 30_000;

export interface Program {
  readonly pid: number;
  /** All that it has printed so far, stdout and stderr. */
  output(): string;
  /** Waits for output that matches; rejects when the program ends first, or after `timeoutMs`. */
  until(pattern: RegExp, timeoutMs?: number): Promise<RegExpExecArray>;
  signal(signal: Deno.Signal): void;
  /** Its exit code; 128 + n after a signal that it did not handle. */
  readonly ended: Promise<number>;
}

/** Runs `tapedeck {args}` in a folder. `runtime`: arguments of deno before the program's, or a binary's path. */
export function startProgram(
  args: string[],
  { cwd, env = {}, binary }: { cwd: string; env?: Record<string, string>; binary?: string },
): Program {
  const fromSource = ["run", "--allow-all", "--config", join(ROOT, "deno.json"), join(ROOT, "main.ts")];
  const child = new Deno.Command(binary ?? Deno.execPath(), {
    args: binary ? args : [...fromSource, ...args],
    cwd,
    env,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let output = "";
  let looks: Array<() => void> = [];
  let isOver = false;

  async function collect(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      output += text;
      looks.forEach((look) => look());
    }
  }

  const ended = Promise.all([child.status, collect(child.stdout), collect(child.stderr)]).then(([status]) => {
    isOver = true;
    looks.forEach((look) => look());
    return status.code;
  });

  function until(pattern: RegExp, timeoutMs = START_TIMEOUT_MS): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const give = (why: string) => {
        done();
        reject(new Error(`Cannot find ${pattern} in the output: ${why}:\n${output}`));
      };
      const timer = setTimeout(() => give(`not there after ${timeoutMs} ms`), timeoutMs);
      const done = () => {
        clearTimeout(timer);
        looks = looks.filter((each) => each !== look);
      };
      const look = () => {
        const found = pattern.exec(output);
        if (!found) return isOver ? give("the program has ended") : undefined;
        done();
        resolve(found);
      };
      looks.push(look);
      look();
    });
  }

  return { pid: child.pid, output: () => output, until, signal: (signal) => child.kill(signal), ended };
}

export interface RunningSandbox {
  program: Program;
  url: string;
}

/** The built-in exchange alone; stop it with SIGKILL, it holds nothing. */
export async function startSandboxProgram(
  cwd: string,
  { rate, seed = 1, timeScale = 1 }: { rate: number; seed?: number; timeScale?: number },
): Promise<RunningSandbox> {
  const numbers = ["--rate", `${rate}`, "--seed", `${seed}`, "--time-scale", `${timeScale}`];
  const program = startProgram(["sandbox", "--port", "0", ...numbers], { cwd });
  const [, url] = await program.until(/sandbox exchange on (\S+)/);
  return { program, url };
}

export interface RunningRecorder {
  program: Program;
  /** Of its API. */
  url: string;
}

/** `tapedeck start` on a free port, when it answers. */
export async function startRecorderProgram(cwd: string, args: string[] = []): Promise<RunningRecorder> {
  const program = startProgram(["start", "--port", "0", ...args], { cwd });
  const [, url] = await program.until(/^app +(http:\S+)/m);
  await untilHealthy(url);
  return { program, url };
}

/** Polls `/health` until it answers. */
export async function untilHealthy(url: string, timeoutMs = START_TIMEOUT_MS): Promise<void> {
  const endsAt = Date.now() + timeoutMs;
  for (;;) {
    const answer = await fetch(`${url}/health`).catch(() => null);
    await answer?.body?.cancel();
    if (answer?.ok) return;
    if (Date.now() > endsAt) throw new Error(`Cannot reach ${url}/health: no answer in ${timeoutMs} ms`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

/** Asks it to stop as Ctrl-C does, and waits. */
export async function stopProgram(program: Program): Promise<number> {
  program.signal("SIGINT");
  return await program.ended;
}

/** A power cut, as far as a process can have one. */
export async function killProgram(program: Program): Promise<void> {
  program.signal("SIGKILL");
  await program.ended;
}

/** Runs `body` in a temporary folder, which is removed where it succeeds. */
export async function inTempFolder<T>(body: (folder: string) => Promise<T>): Promise<T> {
  const folder = await Deno.makeTempDir({ prefix: "tapedeck-" });
  const result = await body(folder);
  await Deno.remove(folder, { recursive: true });
  return result;
}
