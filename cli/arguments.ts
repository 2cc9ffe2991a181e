/** What is typed after the program's name: a command's name, its words, and its options. */
// Not commander: loading it takes 20 of the 100 ms that a start may take.
import { parseArgs } from "node:util";
import { nearest } from "../schemas/nearest.ts";
import type { Environment } from "./environment.ts";

/** An option with a value; `many`: it may be given more than once, and its value is the list. */
export interface Option<T = unknown> {
  /** What stands for its value in the help: `<file>`. */
  value: string;
  help: string;
  many?: true;
  /** Throws with what the value must be. */
  read(text: string): T;
}

/** An option without a value. */
export interface Switch {
  value?: undefined;
  help: string;
}

/** A word without a name, in its place. */
export interface Word<T = unknown> {
  help: string;
  optional?: true;
  read(text: string): T;
}

export type Options = Record<string, Option | Switch>;
export type Words = Record<string, Word>;

type ValueOf<O extends Option | Switch> = O extends { many: true; read(text: string): infer T } ? T[]
  : O extends { read(text: string): infer T } ? T
  : true;
/** What was typed, by option and word; options and optional words that were not given are absent. */
export type Flags<O extends Options, W extends Words = Record<never, never>> =
  & { [K in keyof O]?: ValueOf<O[K]> }
  & { [K in keyof W as W[K] extends { optional: true } ? never : K]: ReturnType<W[K]["read"]> }
  & { [K in keyof W as W[K] extends { optional: true } ? K : never]?: ReturnType<W[K]["read"]> };

export interface Command {
  name: string;
  summary: string;
  /** In their order; none of them optional before one that is not. */
  words: Words;
  options: Options;
  /** Gives the exit code. */
  run(flags: Record<string, unknown>, environment: Environment): Promise<number>;
}

/** A command whose `run` gets the values that its words and options read. */
export function command<O extends Options, W extends Words = Record<never, never>>(
  parts: Omit<Command, "options" | "words" | "run"> & {
    words?: W;
    options: O;
    run(flags: Flags<O, W>, environment: Environment): Promise<number>;
  },
): Command {
  return { words: {}, ...parts } as Command;
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
  const tokens = tokensOf(isNamed ? args.slice(1) : args, named);
  const asksFor = (option: string) =>
    tokens.some((token) => token.kind === "option" && token.name === option);
  if (asksFor("help")) return { kind: "help", of: isNamed ? [named] : commands };
  if (asksFor("version")) return { kind: "version" };
  const given = tokens.filter((token) => token.kind === "option");
  given.forEach(({ name, rawName }) => checkKnown(name, rawName, named.options));
  const words = tokens.flatMap((token) => token.kind === "positional" ? [token.value] : []);
  const flags = readWords(words, named);
  for (const token of given) readOption(token, named.options, flags);
  return { kind: "command", command: named, flags };
}

function tokensOf(args: string[], { options }: Command) {
  const known = Object.entries(options).map(([name, { value }]) =>
    [name, { type: value === undefined ? "boolean" : "string", multiple: true }] as const
  );
  const own = { help: { type: "boolean", short: "h" }, version: { type: "boolean", short: "v" } } as const;
  return parseArgs({
    args,
    options: { ...Object.fromEntries(known), ...own },
    strict: false,
    allowPositionals: true,
    tokens: true,
  }).tokens;
}

function readWords(texts: string[], { name, words }: Command): Record<string, unknown> {
  const wanted = Object.entries(words);
  if (texts.length > wanted.length) {
    const takes = wanted.length === 0 ? "options alone" : wanted.map(shownWord).join(" ");
    throw new WrongUsage(`Cannot use "${texts[wanted.length]}": ${name} takes ${takes}`);
  }
  const missing = wanted.slice(texts.length).find(([, { optional }]) => !optional);
  if (missing) {
    throw new WrongUsage(
      `Cannot ${name}: ${shownWord(missing)} is missing; tapedeck ${name} ${wanted.map(shownWord).join(" ")}`,
    );
  }
  const read = texts.map((text, i) => [wanted[i][0], valueOf(shownWord(wanted[i]), text, wanted[i][1].read)]);
  return Object.fromEntries(read);
}

const shownWord = ([name, { optional }]: [string, Word]) =>
  optional ? `[${name.toUpperCase()}]` : name.toUpperCase();

function checkKnown(name: string, rawName: string, options: Options): void {
  if (Object.hasOwn(options, name)) return;
  throw unknown(rawName, "option", rawName, Object.keys(options).map((each) => `--${each}`));
}

function readOption(
  { name, rawName, value }: { name: string; rawName: string; value?: string },
  options: Options,
  flags: Record<string, unknown>,
): void {
  const option = options[name];
  if (option.value === undefined) {
    if (value !== undefined) throw new WrongUsage(`Cannot use ${rawName}=${value}: it takes no value`);
    flags[name] = true;
    return;
  }
  if (!value || value.startsWith("--")) {
    throw new WrongUsage(`Cannot use ${rawName}: it needs a value, ${rawName} ${option.value}`);
  }
  const read = valueOf(rawName, value, option.read);
  flags[name] = option.many ? [...flags[name] as unknown[] ?? [], read] : read;
}

function valueOf(named: string, text: string, read: (text: string) => unknown): unknown {
  try {
    return read(text);
  } catch (error) {
    throw new WrongUsage(`Cannot use ${named} ${text}: ${(error as Error).message}`);
  }
}

function unknown(shown: string, kind: string, word: string, known: string[]): WrongUsage {
  const near = nearest(word, known);
  const advice = near ? `did you mean ${near}?` : `there are ${known.join(", ") || "none here"}`;
  return new WrongUsage(`Cannot understand ${shown}: there is no such ${kind}; ${advice}`);
}

/** Of one command its words and options, a line each; of several a line each. */
export function helpLines(commands: Command[]): string[] {
  if (commands.length === 1) return commandLines(commands[0]);
  const width = Math.max(...commands.map((command) => usageOf(command).length)) + 3;
  return [
    "",
    ...commands.map((command) => `  ${usageOf(command)}`.padEnd(width) + ` ${command.summary}`),
    "",
    "tapedeck <command> --help says more.",
  ];
}

function commandLines(command: Command): string[] {
  const row = (left: string, help: string) => `  ${left}`.padEnd(24) + ` ${help}`;
  return [
    "",
    `tapedeck ${usageOf(command)}: ${command.summary}`,
    "",
    ...Object.entries(command.words).map(([name, word]) => row(shownWord([name, word]), word.help)),
    ...Object.entries(command.options).map(([name, { value, help }]) =>
      row(value ? `--${name} ${value}` : `--${name}`, help)
    ),
  ];
}

const usageOf = ({ name, words }: Command) => [name, ...Object.entries(words).map(shownWord)].join(" ");
