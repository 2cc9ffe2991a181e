/** What is typed after the program's name: a command's name, and options that each take a value. */
// Not commander: loading it takes 20 of the 100 ms that a start may take.
import { parseArgs } from "node:util";
import { nearest } from "../schemas/nearest.ts";
import type { Environment } from "./environment.ts";

export interface Option<T = unknown> {
  /** What stands for its value in the help: `<file>`. */
  value: string;
  help: string;
  /** Throws with what the value must be. */
  read(text: string): T;
}

export type Options = Record<string, Option>;
/** Values by option; those that were not given are absent. */
export type Flags<O extends Options> = { [K in keyof O]?: ReturnType<O[K]["read"]> };

export interface Command {
  name: string;
  summary: string;
  options: Options;
  /** Gives the exit code. */
  run(flags: Record<string, unknown>, environment: Environment): Promise<number>;
}

/** A command whose `run` gets the values that its options read. */
export function command<O extends Options>(
  parts: Omit<Command, "options" | "run"> & {
    options: O;
    run(flags: Flags<O>, environment: Environment): Promise<number>;
  },
): Command {
  return parts as Command;
}

/** Typed wrongly; the message says what and what there is instead. */
export class WrongUsage extends Error {}

export type Typed =
  | { kind: "command"; command: Command; flags: Record<string, unknown> }
  | { kind: "help"; of: Command[] }
  | { kind: "version" };

/** Reads the arguments; without a command's name they are the first one's. Throws {@linkcode WrongUsage}. */
export function readArguments(args: string[], commands: Command[]): Typed {
  const isNamed = args.length > 0 && !args[0].startsWith("-");
  const named = isNamed ? commands.find(({ name }) => name === args[0]) : commands[0];
  if (!named) throw unknown(`"${args[0]}"`, "command", args[0], commands.map(({ name }) => name));
  const typed = tokensOf(isNamed ? args.slice(1) : args, named);
  const asksFor = (option: string) => typed.some((token) => token.kind === "option" && token.name === option);
  if (asksFor("help")) return { kind: "help", of: isNamed ? [named] : commands };
  if (asksFor("version")) return { kind: "version" };
  const flags: Record<string, unknown> = {};
  for (const token of typed) {
    if (token.kind === "option") flags[token.name] = valueOf(token, named.options);
    else {throw new WrongUsage(
        `Cannot use "${token.kind === "positional" ? token.value : "--"}": ${named.name} takes options alone`,
      );}
  }
  return { kind: "command", command: named, flags };
}

function tokensOf(args: string[], { options }: Command) {
  const known = Object.fromEntries(Object.keys(options).map((name) => [name, { type: "string" as const }]));
  const own = { help: { type: "boolean", short: "h" }, version: { type: "boolean", short: "v" } } as const;
  return parseArgs({
    args,
    options: { ...known, ...own },
    strict: false,
    allowPositionals: true,
    tokens: true,
  }).tokens;
}

function valueOf(
  { name, rawName, value }: { name: string; rawName: string; value?: string },
  options: Options,
) {
  if (!Object.hasOwn(options, name)) {
    throw unknown(rawName, "option", rawName, Object.keys(options).map((each) => `--${each}`));
  }
  const option = options[name];
  if (!value || value.startsWith("--")) {
    throw new WrongUsage(`Cannot use ${rawName}: it needs a value, ${rawName} ${option.value}`);
  }
  try {
    return option.read(value);
  } catch (error) {
    throw new WrongUsage(`Cannot use ${rawName} ${value}: ${(error as Error).message}`);
  }
}

function unknown(shown: string, kind: string, word: string, known: string[]): WrongUsage {
  const near = nearest(word, known);
  const advice = near ? `did you mean ${near}?` : `there are ${known.join(", ")}`;
  return new WrongUsage(`Cannot understand ${shown}: there is no such ${kind}; ${advice}`);
}

/** Commands and their options, a line each. */
export function helpLines(commands: Command[]): string[] {
  return commands.flatMap(({ name, summary, options }) => [
    "",
    `tapedeck ${name}`.padEnd(24) + summary,
    ...Object.entries(options).map(([name, { value, help }]) => `  --${name} ${value}`.padEnd(24) + help),
  ]);
}
