/** The command line: what is typed becomes one command with checked options. */
import { Command, CommanderError, InvalidArgumentError } from "commander";
import { VERSION } from "../version.ts";

export interface Environment {
  env: Record<string, string>;
  cwd: string;
  home: string | null;
}

/** Runs the command that the arguments name. Gives the exit code: 0 fine, 1 failed, 2 wrong usage. */
export async function runCommand(args: string[], environment: Environment): Promise<number> {
  let code = 0;
  const program = new Command("tapedeck")
    .description("Records the crypto tape into Parquet files, and proves what it has.")
    .version(VERSION, "-v, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .exitOverride()
    .showHelpAfterError("Run with --help to see what there is.");

  program.command("start", { isDefault: true })
    .description("record what the config names, and serve the app (default)")
    .option("--config <file>", "the config (default: ./tapedeck.yaml; a first one is written there)")
    .option("--data <folder>", "the data folder, instead of storage.local_path")
    .option("--host <name>", "listen here, instead of settings.ui_host")
    .option("--port <number>", "listen on this port, instead of settings.ui_port; 0 takes a free one", portOf)
    .action(async (options) => {
      const { start } = await import("./start.ts");
      code = await start(options, environment);
    });

  program.command("sandbox")
    .description("run the built-in exchange alone, for a recorder that points to it")
    .option("--port <number>", "listen on this port (default: a free one)", portOf, 0)
    .option("--seed <number>", "the market's seed", wholeNumber, 1)
    .option("--rate <number>", "trades a second of the busiest symbol, up to 50000", wholeNumber)
    .option("--time-scale <number>", "limits, bans and Retry-After pass so many times faster", Number, 1)
    .action(async (options) => {
      const { sandbox } = await import("./sandbox.ts");
      code = await sandbox(options);
    });

  try {
    await program.parseAsync(args, { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
}

function wholeNumber(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new InvalidArgumentError("expected a whole number");
}

function portOf(text: string): number {
  const port = wholeNumber(text);
  if (port <= 65_535) return port;
  throw new InvalidArgumentError("expected a port from 0 to 65535");
}
