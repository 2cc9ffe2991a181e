/** The command line: what is typed becomes one command with checked options. */
import { VERSION } from "../version.ts";
import { helpLines, readArguments, WrongUsage } from "./arguments.ts";
import { COMMANDS } from "./commands.ts";
import type { Environment } from "./environment.ts";

/** Runs the command that the arguments name. Gives the exit code: 0 fine, 1 failed, 2 wrong usage. */
export async function runCommand(args: string[], environment: Environment): Promise<number> {
  const { print, complain } = environment;
  try {
    const typed = readArguments(args, COMMANDS);
    switch (typed.kind) {
      case "command":
        return await typed.command.run(typed.flags, environment);
      case "version":
        print(VERSION);
        return 0;
      case "help":
        print("tapedeck records the crypto tape into Parquet files, and proves what it has.");
        helpLines(typed.of).forEach((line) => print(line));
        return 0;
      default:
        throw typed satisfies never;
    }
  } catch (error) {
    if (!(error instanceof WrongUsage)) throw error;
    complain(error.message);
    return 2;
  }
}
