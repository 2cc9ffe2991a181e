/** The program: the only place that takes arguments, environment, clock, network, signals and exit. */
import { realClock } from "./actors/kernel/clock.ts";
import type { Sink } from "./cli/environment.ts";
import { runCommand } from "./cli/mod.ts";

const code = await runCommand(Deno.args, {
  env: Deno.env.toObject(),
  cwd: Deno.cwd(),
  home: Deno.env.get("HOME") ?? Deno.env.get("USERPROFILE") ?? null,
  clock: realClock(),
  fetch,
  print: (line) => unlessGone(() => console.log(line)),
  complain: (line) => unlessGone(() => console.error(line)),
  colour: Deno.stdout.isTerminal() && !Deno.noColor && Deno.env.get("TERM") !== "dumb",
  stdout: sinkOf(Deno.stdout),
  stderr: { ...sinkOf(Deno.stderr), write: writeErrors },
  onSignal: Deno.addSignalListener,
  exit: Deno.exit,
});
Deno.exit(code);

/** Whoever reads no further has read enough: recording goes on without. */
function unlessGone(write: () => void): void {
  try {
    write();
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}

/** At once, as `console.error` does it: bars and lines stay in their order. */
function writeErrors(bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) done += Deno.stderr.writeSync(bytes.subarray(done));
  return Promise.resolve();
}

function sinkOf(stream: typeof Deno.stdout): Sink {
  return {
    isTerminal: stream.isTerminal(),
    // A terminal may say that it has no columns.
    columns: () => stream.isTerminal() ? Deno.consoleSize().columns || 80 : 80,
    async write(bytes) {
      for (let done = 0; done < bytes.length;) done += await stream.write(bytes.subarray(done));
    },
  };
}
