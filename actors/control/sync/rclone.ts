/** The door to rclone: runs it as a process of its own, and reads what it says. */
import { parseLogLine, type RcloneComplaint, type RcloneStats } from "./rclone_log.ts";

export interface RcloneRun {
  /** Arguments; nothing goes through a shell. */
  args: string[];
  signal: AbortSignal;
  /** Called about once a second while something is transferred. */
  onStats?(stats: RcloneStats): void;
}

export interface RcloneAnswer {
  /** rclone's own: 0 done, 3 no such folder, 4 no such file, … */
  code: number;
  stdout: string;
  /** What it called an error, in its order; at most the first 100. */
  complaints: RcloneComplaint[];
}

/** `run` rejects where rclone is not there ({@linkcode RcloneMissing}) and where `signal` ended it. */
export interface Rclone {
  run(run: RcloneRun): Promise<RcloneAnswer>;
}

export class RcloneMissing extends Error {
  override readonly name = "RcloneMissing";
}

/** From SIGTERM to SIGKILL. A stop of the program waits no longer than a second. */
const KILL_AFTER_MS = 700;
const MAX_COMPLAINTS = 100;
/** Dead connections end; nobody is asked for a password; errors are ours to try again. */
const ALWAYS = [
  "--use-json-log",
  "--ask-password=false",
  "--timeout=60s",
  "--contimeout=20s",
  "--retries=1",
  // Folders may lie on another disk by a link.
  "--copy-links",
];

/** rclone as it is installed. `program`: its name in PATH, or its path. */
export function installedRclone(program = "rclone", env: Record<string, string> = {}): Rclone {
  return {
    async run({ args, signal, onStats }) {
      signal.throwIfAborted();
      const child = spawn(program, [...ALWAYS, ...args], env);
      const end = endAt(signal, child);
      const complaints: RcloneComplaint[] = [];
      try {
        const [status, stdout] = await Promise.all([
          child.status,
          new Response(child.stdout).text(),
          listen(child.stderr, complaints, onStats),
        ]);
        signal.throwIfAborted();
        return { code: status.code, stdout, complaints };
      } finally {
        end();
      }
    },
  };
}

function spawn(program: string, args: string[], env: Record<string, string>): Deno.ChildProcess {
  try {
    return new Deno.Command(program, { args, env, stdin: "null", stdout: "piped", stderr: "piped" }).spawn();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound || error instanceof Deno.errors.PermissionDenied)) {
      throw error;
    }
    throw new RcloneMissing(
      `Cannot run "${program}": rclone is not installed, or not in PATH; install rclone 1.60 or later, then sync again`,
    );
  }
}

/** Ends the process when the signal aborts, whatever it takes. Gives what takes that back. */
function endAt(signal: AbortSignal, child: Deno.ChildProcess): () => void {
  let killing: ReturnType<typeof setTimeout> | undefined;
  const terminate = () => {
    kill(child, "SIGTERM");
    killing = setTimeout(() => kill(child, "SIGKILL"), KILL_AFTER_MS);
  };
  signal.addEventListener("abort", terminate);
  return () => {
    signal.removeEventListener("abort", terminate);
    clearTimeout(killing);
  };
}

function kill(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch {
    // It has ended by itself.
  }
}

async function listen(
  stderr: ReadableStream<Uint8Array<ArrayBuffer>>,
  complaints: RcloneComplaint[],
  onStats: RcloneRun["onStats"],
): Promise<void> {
  let rest = "";
  for await (const text of stderr.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    lines.forEach(take);
  }
  if (rest) take(rest);

  function take(text: string): void {
    const line = parseLogLine(text);
    if (line?.type === "stats") onStats?.(line.stats);
    if (line?.type === "complaint" && complaints.length < MAX_COMPLAINTS) complaints.push(line.complaint);
  }
}

/** Its version, like `v1.60.1`; null: it is not there. */
export async function rcloneVersion(rclone: Rclone, signal: AbortSignal): Promise<string | null> {
  try {
    const { stdout } = await rclone.run({ args: ["version"], signal });
    return /^rclone (\S+)/.exec(stdout)?.[1] ?? "unknown";
  } catch (error) {
    if (error instanceof RcloneMissing) return null;
    throw error;
  }
}
