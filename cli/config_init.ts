/** Writes a first config: the commented one, or a small one for an exchange. */
import { basename, dirname } from "@std/path";
import { offers } from "../actors/venue/exchanges/offers.ts";
import { unknownExchange } from "../schemas/known_exchanges.ts";
import { WrongUsage } from "./arguments.ts";
import { checkConfig } from "./config/check.ts";
import { findConfig } from "./config/config_file.ts";
import { STARTER } from "./config/starter.ts";
import type { ConfigFlags } from "./config_command.ts";
import type { Environment } from "./environment.ts";
import { exampleJobs } from "./exchange_words.ts";

/** Never over a file that is there. Gives the exit code. */
export async function initConfig(flags: ConfigFlags, environment: Environment): Promise<number> {
  const { file, config, json } = flags;
  if (file === "-") throw new WrongUsage("Cannot use -: config init writes a file");
  const text = textFor(flags);
  const { path } = findConfig({ flag: file ?? config ?? "tapedeck.yaml", ...environment });
  const checked = await checkConfig(text, path, {});
  if (!checked.ok) throw new WrongUsage(`Cannot use --pair: ${checked.wrongs[0].message}`);
  await write(path, text);
  const isFound = basename(path) === "tapedeck.yaml" && dirname(path) === environment.cwd;
  const start = isFound ? "tapedeck start" : `tapedeck start --config ${path}`;
  environment.print(json ? JSON.stringify({ path }) : `Wrote ${path}; ${start} records what it names`);
  return 0;
}

function textFor({ exchange, pair }: ConfigFlags): string {
  if (exchange === undefined && pair === undefined) return STARTER;
  if (exchange === undefined) {
    throw new WrongUsage("Cannot use --pair alone: name its exchange, like --exchange binance");
  }
  const offer = offers().get(exchange);
  if (!offer) throw new WrongUsage(`Cannot use --exchange ${exchange}: ${unknownExchange(exchange)}`);
  return smallConfig(exampleJobs(offer, pair));
}

/** What each job is for stands above it. */
const COMMENTS: Record<string, string> = {
  "stream_jobs:":
    "# Live: trades as they happen, and order books, the whole of each every time_step seconds.",
  "histo_jobs:": "# Candles: fetched at the start, then after each one's close. span: seconds of a candle.",
};

function smallConfig(jobs: string[]): string {
  return [
    "# What tapedeck records, and where. A change is taken within seconds; an unknown key is an error.",
    "storage:",
    "  local_path: ./data        # the folder that holds everything recorded",
    "",
    "settings:",
    "  ui_host: 127.0.0.1        # the page and the API listen here, on this machine only",
    "  ui_port: 8080",
    ...jobs.flatMap((line) => COMMENTS[line] ? ["", COMMENTS[line], line] : [line]),
    "",
  ].join("\n");
}

async function write(path: string, text: string): Promise<void> {
  try {
    await Deno.writeTextFile(path, text, { createNew: true });
  } catch (error) {
    throw new Error(`Cannot write ${path}: ${reasonOf(error)}`, { cause: error });
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof Deno.errors.AlreadyExists) {
    return "there is a file already; remove it first, or name another";
  }
  if (error instanceof Deno.errors.NotFound) return "there is no such folder; make it first, or name another";
  return error instanceof Error ? error.message : String(error);
}
