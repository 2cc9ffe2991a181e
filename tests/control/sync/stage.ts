/** A data folder with rows, remotes of a real rclone, and what looks at both. */
import { join } from "@std/path";
import { type Archive, openArchive } from "../../../actors/archive/archive.ts";
import { openRealDisk } from "../../../actors/archive/real_disk.ts";
import { recover } from "../../../actors/archive/recover.ts";
import { sealAll } from "../../../actors/archive/seal.ts";
import { createSettler } from "../../../actors/archive/settle.ts";
import { installedRclone, type Rclone } from "../../../actors/control/sync/mod.ts";
import { openSyncStore, type SyncStore } from "../../../actors/control/sync/store.ts";
import { syncRemote, type SyncResult } from "../../../actors/control/sync/sync_remote.ts";
import { openParts, type SyncParts } from "../../../actors/control/sync/task.ts";
import type { Trade } from "../../../schemas/market.ts";
import * as sample from "../../archive/samples.ts";
import { TestClock } from "../../../actors/kernel/test_clock.ts";

export const { TRADES, DAY_US } = sample;
export const DAY_FILE = `${TRADES}/2024-03-05.parquet`;

export interface Stage extends AsyncDisposable {
  /** A folder of the test's. */
  folder: string;
  dataFolder: string;
  archive: Archive;
  rclone: Rclone;
  store: SyncStore;
  parts: SyncParts;
  /** Seals trades of these ids, a second apart, as one part under the epoch. */
  record(epoch: number, from: number, to: number): Promise<void>;
  /** Merges what is due, so many hours after the sample day's begin. */
  merge(hours?: number): Promise<void>;
  /** Adds a remote to rclone's config. */
  addRemote(name: string, settings: Record<string, string>): Promise<void>;
  /** Syncs to `tape:`, which is the folder `there`, unless told otherwise. */
  sync(options?: { remote?: string; rclone?: Rclone; signal?: AbortSignal }): Promise<SyncResult>;
  /** Where `tape:` lies. */
  there: string;
  /** Forgets what was seen of remotes. */
  forgetRemotes(): void;
}

/** The archive's clock stands after the sample day, so that the day is due to be merged. */
export async function onStage(): Promise<Stage> {
  const folder = await Deno.makeTempDir({ prefix: "tapedeck-sync-" });
  const [dataFolder, there] = [join(folder, "data"), join(folder, "there")];
  for (const path of [join(dataFolder, ".tapedeck"), there]) await Deno.mkdir(path, { recursive: true });
  await Deno.writeTextFile(join(dataFolder, ".tapedeck/lock"), "");
  await Deno.writeTextFile(join(dataFolder, ".tapedeck/epoch"), "7\n");
  const rcloneConfig = join(folder, "rclone.conf");
  const rclone = installedRclone("rclone", { RCLONE_CONFIG: rcloneConfig });
  const rig = sample.rigOn(openRealDisk(dataFolder), new TestClock(DAY_US / 1000 + 26 * 3_600_000));
  let store = openSyncStore(join(folder, "sync.sqlite"));
  const partsWith = (rclone: Rclone) => openParts({ dataFolder, rclone, store }, () => rig.clock.now());
  const stage: Stage = {
    folder,
    dataFolder,
    there,
    rclone,
    archive: rig.archive,
    get store() {
      return store;
    },
    get parts() {
      return partsWith(rclone);
    },
    async record(epoch, from, to) {
      const journal = rig.journal(epoch);
      await journal.append({ key: TRADES, rows: sample.ofTrades(sample.trades(from, to)) });
      await journal.close();
      await sealAll(rig.archive, "sandbox", () => true);
    },
    async merge(hours = 26) {
      rig.clock.set(DAY_US / 1000 + hours * 3_600_000);
      for (const error of (await createSettler(rig.archive)()).values()) throw error;
    },
    async addRemote(name, settings) {
      const lines = [`[${name}]`, ...Object.entries(settings).map(([key, value]) => `${key} = ${value}`), ""];
      await Deno.writeTextFile(rcloneConfig, lines.join("\n"), { append: true });
    },
    sync: ({ remote = "tape:", rclone: other = rclone, signal = new AbortController().signal } = {}) =>
      syncRemote(partsWith(other), remote, signal, () => {}),
    forgetRemotes() {
      store.close();
      Deno.removeSync(join(folder, "sync.sqlite"));
      store = openSyncStore(join(folder, "sync.sqlite"));
    },
    async [Symbol.asyncDispose]() {
      store.close();
      await Deno.remove(folder, { recursive: true });
    },
  };
  await stage.addRemote("tape", { type: "alias", remote: there });
  return stage;
}

/** Paths of all files below a folder, sorted; without those of `.tapedeck` unless asked for. */
export function filesIn(folder: string, { withHouse = false } = {}, below = ""): string[] {
  return [...Deno.readDirSync(join(folder, below))].flatMap(({ name, isDirectory }) => {
    if (!withHouse && name === ".tapedeck") return [];
    const path = join(below, name);
    return isDirectory ? filesIn(folder, { withHouse }, path) : [path];
  }).sort();
}

/** What tapedeck makes of a folder as it is: opened, and brought into order, in a copy. */
export async function openedFrom(
  there: string,
): Promise<{ problems: string[]; archive: Archive; rows: Trade[] }> {
  const copy = await Deno.makeTempDir({ dir: join(there, ".."), prefix: "opened-" });
  await new Deno.Command("cp", { args: ["-a", `${there}/.`, copy] }).output();
  await Deno.mkdir(join(copy, ".tapedeck"), { recursive: true });
  const disk = openRealDisk(copy);
  const archive = openArchive({ disk, clock: new TestClock(DAY_US / 1000 + 26 * 3_600_000), tell: () => {} });
  const { problems } = await recover(archive);
  return { problems, archive, rows: await sample.allRows(archive, TRADES) as Trade[] };
}

/** rclone's own judgement: what is missing or different there, of the files here. */
export async function differences(stage: Stage, remote: string, flags: string[] = []): Promise<string[]> {
  const filter = ["--exclude=/.tapedeck/**", "--one-way", "--combined=-"];
  const { stdout } = await stage.rclone.run({
    args: ["check", ...filter, ...flags, "--", stage.dataFolder, remote],
    signal: new AbortController().signal,
  });
  return stdout.split("\n").filter((line) => line !== "" && !line.startsWith("="));
}

/** Runs `step` before each run of rclone whose first argument is `verb`; what it throws takes the run's place. */
export function before(rclone: Rclone, verb: string | null, step: (args: string[]) => unknown): Rclone {
  return {
    async run(run) {
      if (verb === null || run.args[0] === verb) await step(run.args);
      return await rclone.run(run);
    },
  };
}
