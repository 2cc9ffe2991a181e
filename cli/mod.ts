/** The command line: what is typed becomes one command with checked options. */
import { VERSION } from "../version.ts";
import { type Command, command, helpLines, readArguments, WrongUsage } from "./arguments.ts";
import type { Environment } from "./environment.ts";

const text = (text: string) => text;
const wholeNumber = numberThat((n) => Number.isSafeInteger(n) && n >= 0, "a whole number");
const port = numberThat(
  (n) => Number.isInteger(n) && n >= 0 && n <= 65_535,
  "a whole number from 0 to 65535",
);
const factor = numberThat((n) => n > 0, "a number above 0");

/** Each one's module is loaded when it is that one's turn. The first is the one that is meant without a name. */
const COMMANDS: Command[] = [
  command({
    name: "start",
    summary: "record what the config names, and serve the app; the default",
    options: {
      config: {
        value: "<file>",
        help: "the config (./tapedeck.yaml; a first one is written there)",
        read: text,
      },
      data: { value: "<folder>", help: "the data folder, instead of storage.local_path", read: text },
      host: { value: "<name>", help: "listen here, instead of settings.ui_host", read: text },
      port: { value: "<number>", help: "instead of settings.ui_port; 0 takes a free one", read: port },
    },
    run: async (flags, environment) => (await import("./start.ts")).start(flags, environment),
  }),
  command({
    name: "sandbox",
    summary: "run the built-in exchange alone, for a recorder that points to it",
    options: {
      port: { value: "<number>", help: "listen on this port (a free one)", read: port },
      seed: { value: "<number>", help: "the market's seed (1)", read: wholeNumber },
      rate: {
        value: "<number>",
        help: "trades a second of the busiest symbol, up to 50000 (8)",
        read: factor,
      },
      "time-scale": {
        value: "<number>",
        help: "bans and limits pass so many times faster (1)",
        read: factor,
      },
    },
    run: async ({ "time-scale": timeScale = 1, port = 0, ...flags }, environment) =>
      (await import("./sandbox.ts")).sandbox({ port, timeScale, ...flags }, environment),
  }),
];

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

function numberThat(fits: (n: number) => boolean, words: string): (text: string) => number {
  return (text) => {
    if (/^\d+(\.\d+)?$/.test(text) && fits(Number(text))) return Number(text);
    throw new Error(`it must be ${words}`);
  };
}
