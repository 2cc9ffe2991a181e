/** Purges and restores of a stage's folder. */
import assert from "node:assert/strict";
import { join } from "@std/path";
import type { Archive } from "../../../actors/archive/archive.ts";
import { purgeFile } from "../../../actors/archive/purge.ts";
import { restoreFile } from "../../../actors/archive/restore.ts";
import type { Rclone, RestoreWish } from "../../../actors/control/sync/mod.ts";
import { type ArchiveDoor, type Purged, purgeDue } from "../../../actors/control/sync/purge.ts";
import { planPurge } from "../../../actors/control/sync/purge_plan.ts";
import { planRestore } from "../../../actors/control/sync/restore.ts";
import { newJob, type RestoreJob, runRestore } from "../../../actors/control/sync/restore_job.ts";
import { type Config, parseConfig } from "../../../schemas/config.ts";
import type { PurgePlan } from "../../../schemas/wire_storage.ts";
import { DAY_FILE, DAY_US, filesIn, type Stage } from "./stage.ts";

export type Rules = { remote: string; purge_after_days?: number; purge_when_low?: boolean };

export function configOf(remotes: Rules[], storage: Partial<Config["storage"]> = {}): Config {
  const parsed = parseConfig({
    storage: { ...storage, remotes: remotes.map((each) => ({ provider: "rclone", ...each })) },
    stream_jobs: [{ exchange: "sandbox", pairs: ["BTC/USDT"], channels: ["trades"] }],
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  return parsed.config;
}

/** The archive's own work, without an archiver. */
export const doorOf = (archive: Archive): ArchiveDoor => ({
  purge: ({ path, sha256 }, remote) => Promise.try(() => purgeFile(archive, { path, sha256, remote })),
  restore: (path) => Promise.try(() => restoreFile(archive, path)),
});

export const DAY_MS = 86_400_000;
/** When the sample day is over, ms. */
export const DAY_END = DAY_US / 1000 + DAY_MS;

export interface Moves {
  remotes: Rules[];
  /** Days since the sample day's end. */
  days?: number;
  freeGb?: number;
  minFreeGb?: number;
  rclone?: Rclone;
  door?: ArchiveDoor;
  signal?: AbortSignal;
}

function partsOf(stage: Stage, moves: Moves) {
  const { remotes, days = 40, freeGb = 1_000, minFreeGb = 1, rclone = stage.rclone } = moves;
  const { signal = new AbortController().signal, door = doorOf(stage.archive) } = moves;
  return {
    ...stage.parts,
    rclone,
    storage: configOf(remotes, { min_free_gb: minFreeGb }).storage,
    door,
    freeBytes: () => Promise.resolve(freeGb * 1e9),
    signal,
    now: () => DAY_END + days * DAY_MS,
  };
}

export const plan = (stage: Stage, moves: Moves): Promise<PurgePlan> => planPurge(partsOf(stage, moves));

export const purge = (stage: Stage, moves: Moves): Promise<Purged[]> => purgeDue(partsOf(stage, moves));

export const ALL: RestoreWish = {
  ...{ exchange: "sandbox", pair: "BTC/USDT", type: "trades" },
  ...{ fromUs: -Infinity, toUs: Infinity },
};

export async function restore(stage: Stage, moves: Moves, wish = ALL): Promise<RestoreJob> {
  const parts = partsOf(stage, moves);
  const plan = planRestore(parts, wish);
  if (plan.type !== "files") throw new Error(plan.reason);
  return await runRestore(parts, plan.files, newJob(plan.key, "asked", plan.files, 0), () => {});
}

/** A day's file, synced to the remotes; its bytes. */
export async function withDay(stage: Stage, remotes: string[]): Promise<Uint8Array> {
  await stage.record(2, 0, 100);
  await stage.merge();
  for (const remote of remotes) assert.equal((await stage.sync({ remote })).error, null);
  return dayFile(stage);
}

export const dayFile = ({ dataFolder }: Stage) => Deno.readFileSync(join(dataFolder, DAY_FILE));

/** Purges it, and sees that it is gone. */
export async function purged(stage: Stage, moves: Moves): Promise<void> {
  assert.deepEqual((await purge(stage, moves)).map(({ files, error }) => [files, error]), [[1, null]]);
  assert.deepEqual(filesIn(stage.dataFolder), []);
}

/** With one bit another. */
export const flipped = (bytes: Uint8Array) => bytes.map((byte, i) => i === 50 ? byte ^ 1 : byte);
