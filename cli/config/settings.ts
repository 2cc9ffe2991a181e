/**
 * The settings in force: the file, over it the environment's overrides, and over both the flags. The file is the
 * truth: what is changed here is written there first, and what somebody writes there is noticed.
 */
import type { Clock } from "../../actors/kernel/clock.ts";
import type { Config } from "../../schemas/config.ts";
import { secretsIn } from "../../schemas/secrets.ts";
import type { Environment } from "../environment.ts";
import { checkConfig } from "./check.ts";
import { type ConfigPlace, findConfig, writeStarter } from "./config_file.ts";
import { plainText, readable } from "./masked/mask.ts";
import { Refused, Unfit } from "./refused.ts";
import { removeLeftovers } from "./replace_file.ts";
import { createSaver, type Prepare, type Saved } from "./save.ts";
import { type CheckedText, createShownText } from "./shown_text.ts";
import { STARTER } from "./starter.ts";
import { readConfigText } from "./text.ts";
import { warningsOf } from "./warnings.ts";
import { watchText } from "./watch.ts";

/** Flags of `start`. All but `config` replace a setting. */
export interface StartFlags {
  config?: string;
  data?: string;
  host?: string;
  port?: number;
}

export interface ConfigInForce {
  config: Config;
  /** The file alone, without overrides and flags. */
  file: Config;
  /** Of the environment, by variable; secrets are masked. */
  overrides: Record<string, string>;
  /** Of the file's bytes; changes with each of them. */
  version: string;
  /** What is allowed and hardly meant, a sentence each. */
  warnings: string[];
}

export interface Settings {
  readonly place: ConfigPlace;
  inForce(): ConfigInForce;
  /** Writes the starter where there is no file. */
  keep(): Promise<void>;
  /** Reads the file again; nothing changes before `use`. Throws with a line for each thing that is wrong. */
  read(): Promise<ConfigInForce>;
  use(next: ConfigInForce): void;
  /** Null: it could be saved; else what is wrong, a line each. */
  validate(value: unknown): Promise<string | null>;
  /**
   * Writes `value` into the file, where comments and what does not change stay as they are, and uses it. A mask in a
   * secret's place stands for the secret that is stored.
   *
   * @param expected The version that the change is based on; null: whichever there is.
   */
  save(value: unknown, expected: string | null, prepare?: Prepare): Promise<Saved>;
  /** The file's text as it may be shown, secrets masked, and its version. Throws as `read` does. */
  text(): Promise<{ text: string; version: string }>;
  /** What is wrong with such a text, or what would be in force. Masks stand for the secrets that are stored. */
  checkText(text: string): Promise<CheckedText>;
  /** Writes such a text into the file, the secrets back in their places, and uses it. */
  saveText(text: string, expected: string | null, prepare?: Prepare): Promise<Saved>;
  /** The same for a change of what the file says now. What `edit` throws is thrown. */
  change(edit: (file: Config) => unknown, expected: string | null, prepare?: Prepare): Promise<Saved>;
  /**
   * Calls `changed` when the file's content has become another one than was read or saved last, be it an error.
   * Gives what ends it.
   */
  watch(clock: Clock, changed: () => void): () => void;
}

/** Finds and reads the settings; where there is no file yet, they are the starter's. Throws as `read` does. */
export async function openSettings(flags: StartFlags, environment: Environment): Promise<Settings> {
  const { env, clock } = environment;
  const place = findConfig({ flag: flags.config, ...environment });
  const file = openFile(place, clock);
  const texts = new WeakMap<ConfigInForce, string>();

  async function check(text: string): Promise<ConfigInForce> {
    const next = await heldBy(text, place.path, env, flags);
    texts.set(next, text);
    return next;
  }

  const read = async () => await check(await file.read());
  let inForce = await read();
  // A file that is gone is made again by the next change, of what is in force.
  const text = () =>
    file.look().catch((error) => isGone(error) && texts.get(inForce) || Promise.reject(error));
  const storedIn = (text: string) => {
    const value = readable(plainText(text)) ?? inForce.file;
    return { text, value, secrets: secretsIn(inForce.config) };
  };
  const saver = createSaver({
    path: place.path,
    now: () => clock.now(),
    text,
    storedIn,
    fileOf: (text) => fileOf(text, place.path),
    check,
    saved(text, next) {
      file.written(text);
      inForce = next;
    },
  });
  const { keep, watch } = file;
  const shown = createShownText({ text, storedIn, check });
  const use = (next: ConfigInForce) => void (inForce = next);
  return { ...saver, ...shown, place, inForce: () => inForce, keep, read, use, watch };
}

/** The file's text, and what is known of it; the starter's while there is no file. */
function openFile({ path, namedBy }: ConfigPlace, clock: Clock) {
  let isWritten = namedBy !== "nobody";
  /** What was read or written last: the text, or why it could not be read. */
  let known = "";
  const look = () => isWritten ? readConfigText(path) : Promise.resolve(STARTER);
  const wordsOf = (error: Error) => error.message;

  return {
    look,
    async read(): Promise<string> {
      const reading = look();
      known = await reading.catch(wordsOf);
      return await reading;
    },
    written(text: string): void {
      isWritten = true;
      known = text;
    },
    async keep(): Promise<void> {
      if (isWritten) return await removeLeftovers(path, clock.now()).catch(() => {}); // they harm nobody
      await writeStarter(path).catch((error: Error) => {
        throw new Error(`Cannot write a first config to ${path}: ${error.message}`, { cause: error });
      });
      isWritten = true;
    },
    watch(clock: Clock, changed: () => void): () => void {
      const tell = (text: string) => {
        known = text;
        changed();
      };
      return watchText({
        clock,
        look: () => look().catch(wordsOf),
        isKnown: (text) => text === known,
        changed: tell,
      });
    },
  };
}

const isGone = (error: Error) => error.cause instanceof Deno.errors.NotFound;

/** What holds with a file of this text. */
async function heldBy(
  text: string,
  path: string,
  env: Record<string, string>,
  flags: StartFlags,
): Promise<ConfigInForce> {
  const found = await checkConfig(text, path, env);
  if (!found.ok) throw new Unfit(found.errors.join("\n"), found.wrongs);
  const { file, overrides, version } = found;
  const config = withFlags(found.config, flags);
  checkHost(config.settings);
  return { config, file, overrides, version, warnings: warningsOf(file) };
}

/** What a file says by itself: whatever the environment and the flags are, it can be changed. */
async function fileOf(text: string, path: string): Promise<Config> {
  const found = await checkConfig(text, path, {});
  if (found.ok) return found.file;
  const errors = found.errors.join("\n");
  throw new Refused(`Cannot change ${path} while it has an error itself: mend that first\n${errors}`);
}

function withFlags(config: Config, { data, host, port }: StartFlags): Config {
  const { storage, settings } = config;
  return {
    ...config,
    storage: { ...storage, local_path: data ?? storage.local_path },
    settings: { ...settings, ui_host: host ?? settings.ui_host, ui_port: port ?? settings.ui_port },
  };
}

/** Without a token whoever reaches the port sees everything: so only this machine may reach it. */
function checkHost({ ui_host: host, ui_auth_token: token }: Config["settings"]): void {
  if (token !== null || /^(localhost|127\.\d+\.\d+\.\d+|::1)$/i.test(host)) return;
  const message =
    `Cannot listen on ${host}: without a token everyone there would see everything; set settings.ui_auth_token, ` +
    "or listen on 127.0.0.1 (--host or settings.ui_host)";
  throw new Unfit(message, [{ line: null, column: null, path: "settings.ui_host", message }]);
}
