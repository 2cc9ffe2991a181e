/** The program: the only place that takes arguments, environment, clock, signals and exit. */
import { realClock } from "./actors/kernel/clock.ts";
import { runCommand } from "./cli/mod.ts";

const code = await runCommand(Deno.args, {
  env: Deno.env.toObject(),
  cwd: Deno.cwd(),
  home: Deno.env.get("HOME") ?? Deno.env.get("USERPROFILE") ?? null,
  clock: realClock(),
  print: (line) => console.log(line),
  complain: (line) => console.error(line),
  colour: Deno.stdout.isTerminal() && !Deno.noColor,
  onSignal: Deno.addSignalListener,
  exit: Deno.exit,
});
Deno.exit(code);
