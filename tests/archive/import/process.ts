/** `tapedeck import` as a process of its own: the arguments are the folder, and the data folder. */
import { realClock } from "../../../actors/kernel/clock.ts";
import { importFolder } from "../../../cli/import.ts";

const [dir, data] = Deno.args;
const sink = {
  isTerminal: false,
  columns: () => 80,
  write: (bytes: Uint8Array) => void Deno.stdout.writeSync(bytes),
};
const code = await importFolder({ dir, data }, {
  env: {},
  cwd: Deno.cwd(),
  home: null,
  clock: realClock(),
  fetch,
  print: console.log,
  complain: console.error,
  colour: false,
  stdout: { ...sink, write: (bytes) => Promise.resolve(sink.write(bytes)) },
  stderr: { ...sink, write: () => Promise.resolve() },
  onSignal() {},
  exit: Deno.exit,
});
Deno.exit(code);
