/** The program: the only place that takes arguments, environment, clock, signals and exit. */
import { realClock } from "./actors/kernel/clock.ts";
import type { Sink } from "./cli/environment.ts";
import { runCommand } from "./cli/mod.ts";

const code = await runCommand(Deno.args, {
  env: Deno.env.toObject(),
  cwd: Deno.cwd(),
  home: Deno.env.get("HOME") ?? Deno.env.get("USERPROFILE") ?? null,
  clock: realClock(),
  print: (line) => console.log(line),
  complain: (line) => console.error(line),
  colour: Deno.stdout.isTerminal() && !Deno.noColor,
  stdout: sinkOf(Deno.stdout),
  stderr: sinkOf(Deno.stderr),
  onSignal: Deno.addSignalListener,
  exit: Deno.exit,
});
Deno.exit(code);

function sinkOf(stream: typeof Deno.stdout): Sink {
  return {
    isTerminal: stream.isTerminal(),
    columns: () => stream.isTerminal() ? Deno.consoleSize().columns : 80,
    async write(bytes) {
      for (let done = 0; done < bytes.length;) done += await stream.write(bytes.subarray(done));
    },
  };
}
