/**
 * Brings another config into force, whether the file was edited or the API was asked: one at a time, and each as a
 * whole or not at all. What can fail is prepared first; then the settings, and all that follows them, change at once.
 */
import type { Clock } from "../actors/kernel/clock.ts";
import type { Config } from "../schemas/config.ts";
import type { ConfigInForce, Settings } from "./config/settings.ts";
import { NOTHING_TO_DO, type Prepared } from "./prepared.ts";

export type SettingsChange = Awaited<ReturnType<Settings["save"]>>;

export interface Reconfigure {
  /** Reads the file again. What is wrong with it changes nothing, and is told; after an edit only once. */
  reload(because: "signal" | "edit"): Promise<void>;
  /** @param expected The version that the change is based on; null: whichever there is. */
  save(value: unknown, expected: string | null): Promise<SettingsChange>;
  /** The same for the file's text as it is shown, with masks in the place of its secrets. */
  saveText(text: string, expected: string | null): Promise<SettingsChange>;
  change(edit: (file: Config) => unknown, expected: string | null): Promise<SettingsChange>;
  /** Follows the file. Gives what ends it. */
  watch(clock: Clock): () => void;
}

export interface ReconfigureOptions {
  settings: Settings;
  /** Gets all ready that follows the settings. Rejects, with a sentence, where it cannot be. */
  prepare(next: ConfigInForce): Promise<Prepared>;
  /** Told of a config that is in force from now on, and how it came. */
  taken(next: ConfigInForce, from: "file" | "api"): void;
  refused(error: string): void;
}

export function createReconfigure({ settings, prepare, taken, refused }: ReconfigureOptions): Reconfigure {
  let turns: Promise<unknown> = Promise.resolve();
  /** What is wrong with the file as it was read last; null: nothing. */
  let wrong: string | null = null;

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = turns.then(work);
    turns = turn.catch(() => {});
    return turn;
  }

  function take(next: ConfigInForce, { commit }: Prepared, from: "file" | "api"): void {
    settings.use(next);
    commit();
    wrong = null;
    taken(next, from);
  }

  async function reload(because: "signal" | "edit"): Promise<void> {
    try {
      const next = await settings.read();
      if (because === "edit" && wrong === null && next.version === settings.inForce().version) return;
      take(next, await prepare(next), "file");
    } catch (error) {
      const { message } = error as Error;
      if (because === "signal" || message !== wrong) refused(message);
      wrong = message;
    }
  }

  /** `write` is told what to ask before it writes. */
  async function written(
    write: (ready: (next: ConfigInForce) => Promise<void>) => Promise<SettingsChange>,
  ): Promise<SettingsChange> {
    let prepared = NOTHING_TO_DO;
    const ready = async (next: ConfigInForce) => {
      prepared.abandon(); // of an earlier try
      prepared = NOTHING_TO_DO;
      prepared = await prepare(next);
    };
    const { version } = settings.inForce();
    try {
      const change = await write(ready);
      if (change.type !== "saved") prepared.abandon();
      else if (change.next.version === version && wrong === null) prepared.commit();
      else take(change.next, prepared, "api");
      return change;
    } catch (error) {
      prepared.abandon();
      throw error;
    }
  }

  return {
    reload: (because) => inTurn(() => reload(because)),
    save: (value, expected) => inTurn(() => written((ready) => settings.save(value, expected, ready))),
    saveText: (text, expected) => inTurn(() => written((ready) => settings.saveText(text, expected, ready))),
    change: (edit, expected) => inTurn(() => written((ready) => settings.change(edit, expected, ready))),
    watch: (clock) => settings.watch(clock, () => void inTurn(() => reload("edit"))),
  };
}

/** What differs in `wanted`, and is read at the start alone. */
export function needingRestart(running: Config, wanted: Config): string[] {
  return running.storage.local_path === wanted.storage.local_path ? [] : ["storage.local_path"];
}
