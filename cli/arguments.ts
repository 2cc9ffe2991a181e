/** What is typed after the program's name: a command's name, its words, and its options. */
// Not commander: loading it takes 20 of the 100 ms that a start may take.
import { parseArgs } from "node:util";
import { nearest } from "../schemas/nearest.ts";
import type { Environment } from "./environment.ts";

/** What a value can be; also for a shell that completes it. */
export interface Value<T = unknown> {
  /** Those there are, where there are few. */
  choices?: readonly string[];
  /** What a shell may offer where there are no choices. */
  offers?: "exchanges" | "files" | "folders";
  /** Throws with what the value must be. */
  read(text: string): T;
}

/** An option with a value; `many`: it may be given more than once, and its value is the list. */
export interface Option<T = unknown> extends Value<T> {
  /** What stands for its value in the help: `<file>`. */
  value: string;
  help: string;
  /** A letter: `n` is `-n`. */
  short?: string;
  many?: true;
}

/** An option without a value. */
export interface Switch {
  value?: undefined;
  help: string;
  short?: string;
}

/** A word without a name, in its place; `many`: it and all behind it, as a list. */
export interface Word<T = unknown> extends Value<T> {
  help: string;
  optional?: true;
  many?: true;
}

export type Options = Record<string, Option | Switch>;
export type Words = Record<string, Word>;

type ValueOf<O> = O extends { many: true; read(text: string): infer T } ? T[]
  : O extends { read(text: string): infer T } ? T
  : true;
/** What was typed, by option and word; options and optional words that were not given are absent. */
export type Flags<O extends Options, W extends Words = Record<never, never>> =
  & { [K in keyof O]?: ValueOf<O[K]> }
  & { [K in keyof W as W[K] extends { optional: true } ? never : K]: ValueOf<W[K]> }
  & { [K in keyof W as W[K] extends { optional: true } ? K : never]?: ValueOf<W[K]> };

export interface Command {
  name: string;
  summary: string;
  /** More, in sentences, where it needs saying. */
  about?: string;
  /** In their order; none of them optional before one that is not. */
  words: Words;
  options: Options;
  /** As they are typed behind `tapedeck`, and what they do. */
  examples: Array<[typed: string, does: string]>;
  /** What the code 1 means, where it is more than that it failed. */
  exit?: string;
  /** Gives the exit code. */
  run(flags: Record<string, unknown>, environment: Environment): Promise<number>;
}

/** A command whose `run` gets the values that its words and options read. */
export function command<O extends Options, W extends Words = Record<never, never>>(
  parts: Omit<Command, "options" | "words" | "examples" | "run"> & {
    words?: W;
    examples?: Command["examples"];
    options: O;
    run(flags: Flags<O, W>, environment: Environment): Promise<number>;
  },
): Command {
  return { words: {}, examples: [], ...parts } as Command;
}

/** A value that is one of a few words. */
export function oneOf<const T extends string>(
  choices: readonly T[],
): { choices: readonly T[]; read(text: string): T } {
  return {
    choices,
    read(text) {
      const found = choices.find((choice) => choice === text);
      if (found) return found;
      const near = nearest(text, [...choices]);
      throw new Error(near ? `did you mean ${near}?` : `it must be ${alternatives(choices)}`);
    },
  };
}

const alternatives = (choices: readonly string[]): string =>
  choices.length === 1 ? choices[0] : `${choices.slice(0, -1).join(", ")} or ${choices.at(-1)}`;

/** Typed wrongly; the message says what and what there is instead. */
export class WrongUsage extends Error {}

export type Typed =
  | { kind: "command"; command: Command; flags: Record<string, unknown> }
  | { kind: "help"; of: Command[] }
  | { kind: "version" };

/** Options that every command takes. */
export const COMMON_OPTIONS = {
  help: { help: "say how it is used", short: "h" },
  version: { help: "say which version this is", short: "v" },
  "no-color": { help: "no colour, as with NO_COLOR" },
} as const satisfies Options;

/** Reads the arguments; without a command's name they are the first one's. Throws {@linkcode WrongUsage}. */
export function readArguments(typed: string[], commands: Command[]): Typed {
  const args = typed[0] === "--no-color" ? typed.slice(1) : typed;
  const isNamed = args.length > 0 && !args[0].startsWith("-");
  const named = isNamed ? commands.find(({ name }) => name === args[0]) : commands[0];
  if (!named) throw unknown(`"${args[0]}"`, "command", args[0], commands.map(({ name }) => name));
  const tokens = tokensOf(isNamed ? args.slice(1) : args, named);
  const asksFor = (option: string) =>
    tokens.some((token) => token.kind === "option" && token.name === option);
  if (asksFor("help")) return { kind: "help", of: isNamed ? [named] : commands };
  if (asksFor("version")) return { kind: "version" };
  const given = tokens.filter((token) => token.kind === "option").filter(({ name }) => name !== "no-color");
  given.forEach(({ name, rawName }) => checkKnown(name, rawName, named.options));
  const words = tokens.flatMap((token) => token.kind === "positional" ? [token.value] : []);
  const flags = readWords(words, named);
  for (const token of given) readOption(token, named.options, flags);
  return { kind: "command", command: named, flags };
}

function tokensOf(args: string[], { options }: Command) {
  const known = Object.entries<Option | Switch>({ ...options, ...COMMON_OPTIONS }).map((
    [name, { value, short }],
  ) =>
    [name, {
      type: value === undefined ? "boolean" : "string",
      multiple: true,
      ...(short && { short }),
    }] as const
  );
  return parseArgs({
    args,
    options: Object.fromEntries(known),
    strict: false,
    allowPositionals: true,
    tokens: true,
  }).tokens;
}

function readWords(texts: string[], { name, words }: Command): Record<string, unknown> {
  const wanted = Object.entries(words);
  const takesMore = wanted.at(-1)?.[1].many;
  if (texts.length > wanted.length && !takesMore) {
    const takes = wanted.length === 0 ? "options alone" : wanted.map(shownWord).join(" ");
    throw new WrongUsage(`Cannot use "${texts[wanted.length]}": ${name} takes ${takes}`);
  }
  const missing = wanted.slice(texts.length).find(([, { optional }]) => !optional);
  if (missing) {
    throw new WrongUsage(
      `Cannot ${name}: ${shownWord(missing)} is missing; tapedeck ${name} ${wanted.map(shownWord).join(" ")}`,
    );
  }
  const flags: Record<string, unknown> = {};
  for (const [i, text] of texts.entries()) {
    const [word, { many, read }] = wanted[Math.min(i, wanted.length - 1)];
    const value = valueOf(word.toUpperCase(), text, read);
    flags[word] = many ? [...flags[word] as unknown[] ?? [], value] : value;
  }
  return flags;
}

/** As the help writes it: few choices are named, `[…]` may be left out. */
export function shownWord([name, { optional, choices, many }]: [string, Word]): string {
  const shown = choices && choices.length <= 3 ? choices.join("|") : name.toUpperCase();
  return optional ? `[${shown}${many ? " …" : ""}]` : `${shown}${many ? " …" : ""}`;
}

function checkKnown(name: string, rawName: string, options: Options): void {
  if (Object.hasOwn(options, name)) return;
  const known = Object.keys({ ...options, ...COMMON_OPTIONS }).map((each) => `--${each}`);
  throw unknown(rawName, "option", rawName, known);
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
