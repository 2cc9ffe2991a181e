/** The program: the only place that takes arguments, environment and exit. */
import { runCommand } from "./cli/mod.ts";

const code = await runCommand(Deno.args, {
  env: Deno.env.toObject(),
  cwd: Deno.cwd(),
  home: Deno.env.get("HOME") ?? Deno.env.get("USERPROFILE") ?? null,
});
Deno.exit(code);
