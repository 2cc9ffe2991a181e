import type { ArchiveFact } from "../../schemas/facts.ts";
import {
  type ActorRef,
  type Behavior,
  type Context,
  createOutbox,
  type Outcome,
  type Reply,
} from "../kernel/mod.ts";
import { type Archive, openArchive } from "./archive.ts";
import { coverageOf } from "./coverage.ts";
import type { Disk } from "./disk.ts";
import { parseSegmentPath, type SegmentName } from "./layout.ts";
import type { ArchiveCommand, Resume } from "./messages.ts";
import { purgeFile } from "./purge.ts";
import { recover } from "./recover.ts";
import { restoreFile } from "./restore.ts";
import { sealAll } from "./seal.ts";
import { createSettler, unlessDiskFails } from "./settle.ts";
import { listSegments } from "./segment.ts";
import { ReaderTrap } from "./wasm_reads.ts";

const TICK_MS = 60_000;

export type ArchiverMessage =
  | ArchiveCommand
  /** Seals what was left and merges what is due. */
  | { type: "tick" }
  /** A task of its own has ended. */
  | { type: "done"; outcome: Outcome<void> };

/**
 * The archiver: the only one that writes Parquet and the ledger. It does one thing after the other, in the
 * order told. A question that cannot be answered fails alone. So does a merge, and a seal that the disk does not
 * take: they are tried again with the next tick. Any other failure of a seal is the actor's.
 */
export function archiver(
  { disk, parent }: { disk: Disk; parent: ActorRef<ArchiveFact> },
): Behavior<ArchiverMessage> {
  return (ctx) => {
    const { tell, flush } = createOutbox(parent);
    ctx.defer(flush);
    const archive = openArchive({ disk, clock: ctx.clock, tell });
    const settle = createSettler(archive);
    const inTurn = taskQueue(ctx);
    ctx.every(TICK_MS, { type: "tick" });
    return (message) => {
      flush();
      if (message.type !== "done") return inTurn(() => perform(archive, settle, message));
      if (!message.outcome.ok) throw message.outcome.error;
    };
  };
}

/** Runs tasks one at a time, and tells the actor how each ended. None begins after one that failed. */
function taskQueue(ctx: Context<ArchiverMessage>): (task: () => Promise<void>) => void {
  let last: Promise<unknown> = Promise.resolve();
  let hasFailed = false;
  return (task) => {
    const turn = last.then(() => hasFailed || ctx.signal.aborted ? undefined : task());
    last = turn.catch(() => hasFailed = true);
    ctx.run(() => turn, (outcome) => ({ type: "done", outcome }));
  };
}

async function perform(
  archive: Archive,
  settle: ReturnType<typeof createSettler>,
  command: Exclude<ArchiverMessage, { type: "done" }>,
): Promise<void> {
  switch (command.type) {
    case "recover":
      return await answer(command.reply, () => recover(archive));
    case "resume":
      return await answer(command.reply, () => resume(archive, command.exchange, command.belowEpoch));
    case "seal":
      return await unlessDiskFails(archive, command.path, () => sealUpTo(archive, command.path));
    case "settle":
      return await answer(command.reply, async () => {
        for (const error of (await settle()).values()) throw error;
      });
    case "purge":
      return await answerNow(command.reply, () => purgeFile(archive, command));
    case "restore":
      return await answerNow(command.reply, () => restoreFile(archive, command.path));
    case "tick":
      await unlessDiskFails(archive, "the journal", () => sealFollowed(archive));
      return void await settle();
    default:
      throw command satisfies never;
  }
}

/** Whoever asked decides what a failure means, unless nothing can be read in this Worker any more. */
function answer<R>(reply: Reply<R>, task: () => Promise<R>): Promise<void> {
  return task().then((value) => reply.ok(value), (error) => {
    reply.fail(error);
    if (error instanceof ReaderTrap) throw error;
  });
}

const answerNow = <R>(reply: Reply<R>, task: () => R) => answer(reply, () => Promise.try(task));

async function resume(archive: Archive, exchange: string, belowEpoch: number): Promise<Resume[]> {
  await sealAll(archive, exchange, ({ epoch }) => epoch < belowEpoch);
  const { ledgers } = archive;
  return ledgers.keys(exchange).map((key) => ({ key, coverage: coverageOf(ledgers.of(key).proof) }));
}

/** Seals a closed segment, and those of its epoch before it, which are closed too. */
async function sealUpTo(archive: Archive, path: string): Promise<void> {
  const closed = parseSegmentPath(path);
  if (!closed) throw new Error(`Cannot seal "${path}": it is not the name of a segment`);
  await sealAll(archive, closed.exchange, ({ epoch, n }) => epoch === closed.epoch && n <= closed.n);
}

/** Seals the segments that a later one of their epoch shows to be closed: left over from an interrupted task. */
async function sealFollowed(archive: Archive): Promise<void> {
  const names = listSegments(archive.disk, "");
  const isFollowed = (name: SegmentName) =>
    names.some(({ exchange, epoch, n }) => exchange === name.exchange && epoch === name.epoch && n > name.n);
  await sealAll(archive, "", isFollowed);
}
