/**
 * Runs scripts that tell what happens to a data folder and show what lies in it then. A line that begins with
 * `>` is a command; what follows it, up to the next one, is what it says:
 *
 *     append SERIES FROM..TO     rows to the journal; series: trades, nameless, candles
 *     roll · close               the journal's segment; the journal
 *     seal · merge               as the archiver does; merge: all that is due
 *     purge PATH · restore PATH  moves a file to a remote; brings it back
 *     crash                      what was not synced is gone
 *     crash at OPERATION PATH: COMMAND   the command stops there: create, write, sync, rename or remove
 *     cut PATH BYTES · flip PATH BYTE · remove PATH   harm done by others; bytes are counted from the end
 *     start HOUR                 the archive is recovered, at that hour since the day's begin
 *     dump                       journal, ledgers, files, quarantine
 *     rows SERIES                what is read, and what of it is complete
 */
import type { Archive } from "../../actors/archive/archive.ts";
import { coverageOf } from "../../actors/archive/coverage.ts";
import type { Disk } from "../../actors/archive/disk.ts";
import { nextEpoch } from "../../actors/archive/epoch.ts";
import type { Journal } from "../../actors/archive/journal.ts";
import { folderOf } from "../../actors/archive/layout.ts";
import { mergeFiles } from "../../actors/archive/merge.ts";
import { dueMerges } from "../../actors/archive/merge_plan.ts";
import { purgeFile } from "../../actors/archive/purge.ts";
import { recover } from "../../actors/archive/recover.ts";
import { restoreFile } from "../../actors/archive/restore.ts";
import { sealAll } from "../../actors/archive/seal.ts";
import { TestClock } from "../../actors/kernel/test_clock.ts";
import { type CrashDisk, createCrashDisk } from "./crash_disk.ts";
import { failingDisk } from "./failing_disk.ts";
import { dump } from "./golden_dump.ts";
import * as sample from "./samples.ts";

const KEYS: Record<string, string> = {
  trades: sample.TRADES,
  nameless: "sandbox/trades/ETH-USDT",
  candles: sample.CANDLES,
};

/** A data folder and whoever is at work in it. */
export interface Stage {
  disk: CrashDisk;
  rig: sample.Rig;
  journal: Journal | null;
  /** What was moved there. */
  remote: Map<string, Uint8Array>;
  /** Where the command that runs stops. */
  stopAt: { operation: string; path: string } | null;
}

export function openStage(): Stage {
  const stage = { disk: createCrashDisk(), stopAt: null, journal: null, remote: new Map() } as Omit<
    Stage,
    "rig"
  > as Stage;
  enter(stage, 0);
  return stage;
}

/** A new process begins. */
function enter(stage: Stage, hour: number): void {
  const isTheEnd = (operation: string, path: string) =>
    operation === stage.stopAt?.operation && path.endsWith(stage.stopAt.path);
  const clock = new TestClock(sample.DAY_US / 1000 + hour * 3_600_000);
  stage.rig = sample.rigOn(failingDisk(stage.disk, isTheEnd), clock);
  stage.journal = null;
}

/** Runs a command; returns what it says. */
export async function perform(stage: Stage, line: string): Promise<string[]> {
  const [command, ...words] = line.split(" ");
  const { archive } = stage.rig;
  switch (command) {
    case "append":
      return await append(stage, words[0], words[1]), [];
    case "roll":
      return await stage.journal!.roll(), [];
    case "close":
      return await stage.journal!.close(), [];
    case "seal":
      return await sealAll(archive, "", () => true), [];
    case "merge":
      return await merge(archive), [];
    case "purge":
      return purge(stage, words[0]), [];
    case "restore":
      return restore(stage, words[0]), [];
    case "crash":
      return await crash(stage, words.slice(1).join(" ")), [];
    case "cut":
    case "flip":
    case "remove":
      return harm(stage.disk, command, words[0], Number(words[1])), [];
    case "start":
      enter(stage, Number(words[0]));
      return (await recover(stage.rig.archive)).problems;
    case "dump":
      return dump(stage.disk);
    case "rows":
      return rowsOf(archive, KEYS[words[0]]);
    default:
      throw new Error(`Cannot run "${line}": there is no such command`);
  }
}

async function append(stage: Stage, series: string, range: string): Promise<void> {
  const [from, to] = range.split("..").map(Number);
  stage.journal ??= stage.rig.journal(nextEpoch(stage.disk));
  await stage.journal.append({ key: KEYS[series], ...batchOf(series, from, to) });
}

async function merge(archive: Archive): Promise<void> {
  for (const key of archive.ledgers.keys("")) {
    for (const due of dueMerges(archive, key)) await mergeFiles(archive, due);
  }
}

function purge({ disk, remote, rig: { archive } }: Stage, path: string): void {
  const { sha256 } = archive.ledgers.of(folderOf(path)).files.get(path)!;
  remote.set(path, disk.read(path));
  purgeFile(archive, { path, sha256, remote: "s3:tape" });
}

/** As rclone brings it: not synced. */
function restore({ disk, remote, rig: { archive } }: Stage, path: string): void {
  const file = disk.create(`${path}.tmp`);
  file.write(remote.get(path)!);
  file.close();
  restoreFile(archive, path);
}

/** `where`: the operation and path at which a command stops, and the command; or nothing. */
async function crash(stage: Stage, where: string): Promise<void> {
  const [, operation, path, command] = /^(\S+) (\S+): (.*)$/.exec(where) ?? [];
  if (command) {
    stage.stopAt = { operation, path };
    const isDone = await perform(stage, command).then(() => true, () => false);
    if (isDone) throw new Error(`Cannot crash at ${operation} ${path}: "${command}" does not come by there`);
  }
  Object.assign(stage, { stopAt: null, disk: stage.disk.afterCrash(() => 0) });
  enter(stage, 0);
}

function batchOf(
  series: string,
  from: number,
  to: number,
): Pick<Parameters<Journal["append"]>[0], "rows" | "evidence"> {
  const candles = Array.from({ length: to - from }, (_, i) => sample.candle(from + i));
  if (series !== "candles") {
    return { rows: sample.ofTrades(sample.trades(from, to, series === "nameless" ? { id: null } : {})) };
  }
  const [fromUs, toUs] = [from, to].map((minute) => sample.DAY_US + minute * sample.MINUTE_US);
  return {
    rows: sample.ofCandles(candles),
    evidence: [{ kind: "answer", from: fromUs, to: toUs, askedAt: toUs }],
  };
}

/** What others do to a file; bytes are counted from its end. */
function harm(disk: CrashDisk, command: string, path: string, count: number): void {
  const bytes = disk.read(path);
  disk.remove(path);
  if (command === "flip") bytes[bytes.length - count] ^= 1;
  if (command !== "remove") rewrite(disk, path, command === "cut" ? bytes.slice(0, -count) : bytes);
  disk.syncFolder(path.slice(0, path.lastIndexOf("/")));
}

function rewrite(disk: Disk, path: string, bytes: Uint8Array): void {
  const file = disk.create(path);
  file.write(bytes);
  file.syncNow();
  file.close();
}

async function rowsOf(archive: Archive, key: string): Promise<string[]> {
  const { rows } = await sample.readAll(archive, key);
  const { stretches } = coverageOf(archive.ledgers.of(key).proof);
  const seconds = (us: number) => Math.round((us - sample.DAY_US) / 1e6);
  return [
    `${rows.length} rows at ${spans(rows.map(({ ts }) => seconds(ts))).join(" ")} s`,
    ...stretches.map(({ from, to, state, cause }) =>
      `${cause ?? state} from ${seconds(from)} to ${seconds(to)} s`
    ),
  ];
}

/** 1 2 3 7 → 1..3 7..7. */
function spans(numbers: number[]): string[] {
  const starts = numbers.filter((number, i) => i === 0 || number !== numbers[i - 1] + 1);
  return starts.map((start, i) => {
    const next = numbers.indexOf(starts[i + 1] ?? -1);
    return `${start}..${numbers.at(next < 0 ? -1 : next - 1)}`;
  });
}
