/** The command line: what is typed becomes one command with checked options. */
import { VERSION } from "../version.ts";
import { readArguments, WrongUsage } from "./arguments.ts";
import { COMMANDS } from "./commands.ts";
import type { Environment } from "./environment.ts";

/**
 * Runs the command that the arguments name. Gives the exit code: 0 fine, 1 failed, 2 wrong usage. Who stops reading
 * what it prints has read enough: that is no failure.
 */
export async function runCommand(args: string[], environment: Environment): Promise<number> {
  const colour = environment.colour && !args.includes("--no-color");
  try {
    return await run(args, { ...environment, colour });
  } catch (error) {
    if (error instanceof Deno.errors.BrokenPipe) return 0;
    if (!(error instanceof WrongUsage)) throw error;
    environment.complain(error.message);
    return 2;
  }
}

async function run(args: string[], environment: Environment): Promise<number> {
  const typed = readArguments(args, COMMANDS);
  switch (typed.kind) {
    case "command":
      return await typed.command.run(typed.flags, environment);
    case "version":
      environment.print(VERSION);
      return 0;
    case "help": {
      const { helpLines } = await import("./help.ts");
      helpLines(typed.of).forEach(environment.print);
      return 0;
    }
    default:
      throw typed satisfies never;
  }
}
