/** A command of the program, run to its end as a user does. */
import { join } from "@std/path";

const ROOT = new URL("../../", import.meta.url).pathname;

export interface Ran {
  code: number;
  out: string;
  err: string;
}

/** Of another tapedeck nothing is inherited; no command waits for input. */
const ENV = { NO_COLOR: "1", TAPEDECK_URL: "", TAPEDECK_TOKEN: "", TAPEDECK_CONFIG: "" };

/** Runs `tapedeck {args}` in a folder; `input`: what it reads from standard input. */
export async function run(
  args: string[],
  { cwd, env = {}, input }: { cwd: string; env?: Record<string, string>; input?: string },
): Promise<Ran> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", "--config", join(ROOT, "deno.json"), join(ROOT, "main.ts"), ...args],
    cwd,
    env: { ...ENV, ...env },
    stdin: input === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  if (input !== undefined) {
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(input));
    await writer.close();
  }
  const { code, stdout, stderr } = await child.output();
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  return { code, out, err };
}

/**
 * The same in a terminal of 80 columns: all that is shown there, in one. `stopAfterS`: Ctrl-C comes after so many
 * seconds.
 */
export async function runOnTerminal(
  args: string[],
  { cwd, stopAfterS }: { cwd: string; stopAfterS?: number },
): Promise<{ code: number; shown: string }> {
  const words = ["deno", "run", "-A", "--config", join(ROOT, "deno.json"), join(ROOT, "main.ts"), ...args];
  const quoted = words.map((word) => `'${word}'`).join(" ");
  const limit = stopAfterS === undefined ? "" : `timeout --foreground -s INT ${stopAfterS} `;
  const { code, stdout } = await new Deno.Command("script", {
    args: ["-qec", `stty cols 80 rows 24; exec ${limit}${quoted}`, "/dev/null"],
    cwd,
    env: { ...ENV, NO_COLOR: "" },
    stdin: "null",
    stderr: "null",
  }).output();
  return { code, shown: new TextDecoder().decode(stdout) };
}
