/** Writes changes into the config file: one after the other, each as a whole or not at all. */
import { type Config, parseConfig } from "../../schemas/config.ts";
import { restoreSecrets } from "../../schemas/secrets.ts";
import { editConfig } from "./edit/mod.ts";
import { CannotEdit } from "./edit/source.ts";
import type { Stored } from "./masked/mask.ts";
import { Refused } from "./refused.ts";
import { replaceFile } from "./replace_file.ts";
import type { ConfigInForce } from "./settings.ts";
import { fileText } from "./shown_text.ts";
import { versionOf } from "./text.ts";

/** Nothing is changed unless it is `saved`. */
export type Saved =
  | { type: "saved"; next: ConfigInForce }
  /** A line for each thing that is wrong. */
  | { type: "invalid"; error: string }
  /** The file's version is another one than was expected. */
  | { type: "conflict"; version: string };

/** Told of what is about to be written. Where it throws, nothing is written, and its words are the answer. */
export type Prepare = (next: ConfigInForce) => void | Promise<void>;

/** What the file says now → what it shall say. */
export type Edit = (file: Config) => unknown;

export interface SaverParts {
  path: string;
  now(): number;
  /** What the file has now. Throws {@linkcode Refused}, as the next ones do. */
  text(): Promise<string>;
  /** What masks stand for where the file has this text. */
  storedIn(text: string): Stored;
  /** What such a file says by itself. */
  fileOf(text: string): Promise<Config>;
  /** What holds with it. */
  check(text: string): Promise<ConfigInForce>;
  /** It is written: it holds from now on. */
  saved(text: string, next: ConfigInForce): void;
}

interface Order {
  /** What the file is to have in place of this text. */
  next(was: string): Promise<string>;
  expected: string | null;
  prepare?: Prepare;
}

export interface Saver {
  validate(value: unknown): Promise<string | null>;
  save(value: unknown, expected: string | null, prepare?: Prepare): Promise<Saved>;
  /** `text`: as it is shown, with masks for the secrets that the file has. */
  saveText(text: string, expected: string | null, prepare?: Prepare): Promise<Saved>;
  change(edit: Edit, expected: string | null, prepare?: Prepare): Promise<Saved>;
}

export function createSaver(parts: SaverParts): Saver {
  let last: Promise<unknown> = Promise.resolve();

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = last.then(work);
    last = turn.catch(() => {});
    return turn;
  }

  const write = (order: Order) => inTurn(() => attempt(parts, order, 1));
  const edited = (edit: Edit) => (was: string) => editedText(parts, was, edit);
  return {
    async validate(value) {
      const next = edited((file) => restored(value, file));
      const planned = await planOf(parts, { next, expected: null });
      return planned.type === "invalid" ? planned.error : null;
    },
    save: (value, expected, prepare) =>
      write({ next: edited((file) => restored(value, file)), expected, prepare }),
    saveText: (text, expected, prepare) =>
      write({ next: (was) => fileText(text, parts.storedIn(was)), expected, prepare }),
    change: (edit, expected, prepare) => write({ next: edited(edit), expected, prepare }),
  };
}

/** Somebody else wrote the file while a change of it was prepared. */
class Overtaken extends Error {}

/** As often a change is made of what the file says then. */
const ATTEMPT_LIMIT = 5;

async function attempt(parts: SaverParts, order: Order, count: number): Promise<Saved> {
  const planned = await planOf(parts, order);
  if (planned.type !== "planned") return planned;
  try {
    await write(parts, planned, order.prepare);
  } catch (error) {
    if (error instanceof Refused) return { type: "invalid", error: error.message };
    if (!(error instanceof Overtaken)) throw error;
    if (count === ATTEMPT_LIMIT) {
      return { type: "invalid", error: `Cannot write ${parts.path}: another program keeps writing it` };
    }
    return await attempt(parts, order, count + 1);
  }
  parts.saved(planned.text, planned.next);
  return { type: "saved", next: planned.next };
}

interface Planned {
  type: "planned";
  was: string;
  text: string;
  next: ConfigInForce;
}

async function planOf(
  parts: SaverParts,
  { next, expected }: Order,
): Promise<Planned | Exclude<Saved, { type: "saved" }>> {
  try {
    const was = await parts.text();
    const version = await versionOf(was);
    if (expected !== null && expected !== version) return { type: "conflict", version };
    const text = await next(was);
    return { type: "planned", was, text, next: await parts.check(text) };
  } catch (error) {
    if (error instanceof Refused) return { type: "invalid", error: error.message };
    throw error;
  }
}

async function editedText({ path, fileOf }: SaverParts, was: string, edit: Edit): Promise<string> {
  const current = await fileOf(was);
  const wanted = parseConfig(edit(current));
  if (!wanted.ok) throw new Refused(wanted.errors.map(({ message }) => message).join("\n"));
  try {
    return await editConfig(was, current, wanted.config);
  } catch (error) {
    if (!(error instanceof CannotEdit)) throw error;
    throw new Refused(`Cannot change ${path}: ${error.message}; change it with an editor`, { cause: error });
  }
}

async function write(parts: SaverParts, { was, text, next }: Planned, prepare?: Prepare): Promise<void> {
  async function before(): Promise<void> {
    await prepared(next, prepare);
    if (await parts.text() !== was) throw new Overtaken();
  }
  if (text === was) return await prepared(next, prepare);
  await replaceFile({ path: parts.path, text, now: parts.now(), before });
}

async function prepared(next: ConfigInForce, prepare?: Prepare): Promise<void> {
  try {
    await prepare?.(next);
  } catch (error) {
    throw new Refused((error as Error).message, { cause: error });
  }
}

function restored(value: unknown, file: Config): unknown {
  try {
    return restoreSecrets(value, file);
  } catch (error) {
    throw new Refused((error as Error).message, { cause: error });
  }
}
