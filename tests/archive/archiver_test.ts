import assert from "node:assert/strict";
import type { ArchiveFact, SeriesSummary } from "../../schemas/facts.ts";
import { archiver, type ArchiverMessage } from "../../actors/archive/archiver.ts";
import type { Disk } from "../../actors/archive/disk.ts";
import type { ArchiveCommand, Resume } from "../../actors/archive/messages.ts";
import { type ActorRef, createSystem, type Failure, seededRandom } from "../../actors/kernel/mod.ts";
import { coverageOf } from "../../actors/archive/coverage.ts";
import { openLedgers } from "../../actors/archive/ledgers.ts";
import { createCrashDisk } from "./crash_disk.ts";
import { failingDisk } from "./failing_disk.ts";
import { CANDLES, DAY_US, ofCandles, ofTrades, readAll, rigOn, TRADES, trades } from "./samples.ts";

/** An archiver in a system of its own, and a journal writer beside it. */
function start(disk: Disk) {
  const rig = rigOn(disk);
  const facts: ArchiveFact[] = [];
  const failures: Failure[] = [];
  const system = createSystem({
    clock: rig.clock,
    random: seededRandom(1),
    onFailure: (failure) => failures.push(failure),
  });
  const parent = system.spawn<ArchiveFact>("parent", () => (fact) => void facts.push(fact));
  const ref: ActorRef<ArchiveCommand> = system.spawn<ArchiverMessage>(
    "archiver",
    archiver({ disk, parent }),
  );
  const settle = () => ref.ask<void>((reply) => ({ type: "settle", reply }), 60_000);
  return { ...rig, system, ref, facts, failures, settle };
}

Deno.test("an archiver recovers, resumes, seals, reads and merges as it is told", async () => {
  const { ref, journal, clock, system, facts, settle, closed, archive } = start(createCrashDisk());
  const recovered = await ref.ask<{ series: SeriesSummary[]; problems: string[] }>(
    (reply) => ({ type: "recover", reply }),
    60_000,
  );
  assert.deepEqual(recovered, { series: [], problems: [] });
  const writer = journal(2);
  await writer.append({ key: TRADES, rows: ofTrades(trades(0, 10)) });
  assert.deepEqual(await readAll(archive, TRADES), ofTrades(trades(0, 10)), "from an open segment");
  await writer.append({ key: TRADES, rows: ofTrades(trades(10, 20)) });
  await writer.close();
  ref.tell({ type: "seal", path: closed[0] });
  clock.set(DAY_US / 1000 + 26 * 3_600_000);
  await settle();
  const resumed = await ref.ask<Resume[]>(
    (reply) => ({ type: "resume", exchange: "sandbox", belowEpoch: 3, reply }),
    60_000,
  );
  assert.deepEqual(resumed.map(({ key, coverage }) => [key, coverage.idRuns[0].lastId]), [[TRADES, 19]]);
  assert.deepEqual(facts.map(({ type }) => type), [
    "part-sealed",
    "segment-sealed",
    "series-changed",
    "period-merged",
    "series-changed",
  ]);
  const last = facts.at(-1) as ArchiveFact & { type: "series-changed" };
  assert.deepEqual(last.summary.days, [{ day: "2024-03-05", state: "available" }]);
  await system.stop();
});

Deno.test("resuming seals what earlier epochs left, and nothing of the one that goes on", async () => {
  const { ref, journal, system, archive } = start(createCrashDisk());
  const [old, current] = [journal(2), journal(3)];
  await old.append({ key: TRADES, rows: ofTrades(trades(0, 5)) });
  await current.append({ key: CANDLES, rows: ofCandles([]), evidence: [] });
  await current.append({ key: TRADES, rows: ofTrades(trades(5, 6)) });
  await ref.ask<Resume[]>((reply) => ({ type: "resume", exchange: "sandbox", belowEpoch: 3, reply }), 60_000);
  assert.deepEqual(archive.disk.list(".tapedeck/journal/sandbox").map(({ name }) => name), ["3-0.wal"]);
  await Promise.all([old.close(), current.close()]);
  await system.stop();
});

Deno.test("a question that cannot be answered fails alone", async () => {
  let isFull = true;
  const disk = failingDisk(createCrashDisk(), (_, path) => isFull && path.endsWith(".tmp"));
  const { ref, journal, system, failures } = start(disk);
  const writer = journal(2);
  await writer.append({ key: TRADES, rows: ofTrades(trades(0, 5)) });
  await writer.close();
  const recover = () => ref.ask<{ series: SeriesSummary[] }>((reply) => ({ type: "recover", reply }), 60_000);
  await assert.rejects(recover(), /no space left/);
  assert.deepEqual(failures, []);
  isFull = false;
  assert.deepEqual((await recover()).series.map(({ key }) => key), [TRADES]);
  await system.stop();
});

Deno.test("what a full disk kept from being sealed is sealed when there is room again", async () => {
  let isFull = true;
  const disk = failingDisk(
    createCrashDisk(),
    (operation, path) => isFull && operation === "write" && path.endsWith(".tmp"),
  );
  const { ref, journal, clock, system, facts, failures, settle, archive } = start(disk);
  const writer = journal(2);
  await writer.append({ key: TRADES, rows: ofTrades(trades(0, 5)) });
  await writer.roll();
  await writer.append({ key: TRADES, rows: ofTrades(trades(5, 6)) });
  ref.tell({ type: "seal", path: ".tapedeck/journal/sandbox/2-0.wal" });
  await settle();
  const told = facts.filter((fact) => fact.type === "archiving-failed");
  assert.deepEqual(told.map(({ what }) => what), [".tapedeck/journal/sandbox/2-0.wal"]);
  assert.match(told[0].error, /no space left/);
  assert.deepEqual(await readAll(archive, TRADES), ofTrades(trades(0, 6)), "from the journal");
  isFull = false;
  await clock.advance(60_000);
  await settle();
  assert.deepEqual(await readAll(archive, TRADES), ofTrades(trades(0, 6)));
  assert.deepEqual(disk.list(".tapedeck/journal/sandbox").map(({ name }) => name), ["2-1.wal"]);
  assert.deepEqual(failures, [], "who records does not notice");
  await writer.close();
  await system.stop();
});

Deno.test("a part whose segment could not be removed is not merged before it is", async () => {
  let isStuck = true;
  const disk = failingDisk(
    createCrashDisk(),
    (operation, path) => isStuck && operation === "remove" && path.endsWith(".wal"),
  );
  const { ref, journal, clock, system, settle, closed, archive } = start(disk);
  const nameless = ofTrades(trades(0, 5, { id: null }));
  const writer = journal(2);
  await writer.append({ key: TRADES, rows: nameless });
  await writer.close();
  clock.set(DAY_US / 1000 + 1000);
  ref.tell({ type: "seal", path: closed[0] });
  await settle();
  clock.set(DAY_US / 1000 + 90 * 3_600_000);
  await settle();
  isStuck = false;
  ref.tell({ type: "seal", path: closed[0] });
  await settle();
  assert.deepEqual(await readAll(archive, TRADES), nameless);
  assert.deepEqual(disk.list(TRADES).map(({ name }) => name), ["2024-03-05.parquet"]);
  await system.stop();
});

/** Two days of trades in parts, the second one open, the first due to be merged. */
async function withDueDay(disk: Disk) {
  const stage = start(disk);
  const writer = stage.journal(2);
  for (const from of [0, 10]) {
    await writer.append({ key: TRADES, rows: ofTrades(trades(from, from + 10, { id: null })) });
    await writer.roll();
  }
  await writer.close();
  for (const path of stage.closed) stage.ref.tell({ type: "seal", path });
  await stage.settle();
  stage.clock.set(DAY_US / 1000 + 26 * 3_600_000);
  return { ...stage, names: () => disk.list(TRADES).map(({ name }) => name) };
}

Deno.test("a merge that the disk interrupted after its file stood is finished, and no row is there twice", async () => {
  let isFull = false;
  const disk = failingDisk(
    createCrashDisk(),
    (operation, path) => isFull && operation === "write" && path.endsWith(".jsonl"),
  );
  const { settle, facts, failures, archive, names, system } = await withDueDay(disk);
  isFull = true;
  await assert.rejects(settle(), /no space left/);
  assert.equal(names().length, 3, "the day's file, and the parts that it is to replace");
  isFull = false;
  await settle();
  assert.deepEqual(names(), ["2024-03-05.parquet"]);
  assert.deepEqual(await readAll(archive, TRADES), ofTrades(trades(0, 20, { id: null })));
  assert.equal(facts.filter(({ type }) => type === "archiving-failed").length, 1);
  assert.deepEqual(failures, []);
  await system.stop();
});

Deno.test("a file that was removed by hand is on record as lost, and the others are merged without it", async () => {
  const disk = createCrashDisk();
  const { settle, facts, failures, archive, names, system } = await withDueDay(disk);
  disk.remove(`${TRADES}/${names()[0]}`);
  await assert.rejects(settle());
  await settle();
  assert.deepEqual(names(), ["2024-03-05.parquet"]);
  assert.deepEqual(await readAll(archive, TRADES), ofTrades(trades(10, 20, { id: null })));
  const damage = facts.filter((fact) => fact.type === "damage-found");
  assert.match(
    damage.map(({ words }) => words).join(),
    /2024-03-05\.part-2-0\.parquet" is gone with its 10 rows/,
  );
  const [lost] = coverageOf(openLedgers(disk).of(TRADES).proof).stretches;
  assert.deepEqual([lost.state, lost.cause, lost.from], ["gap", "lost", DAY_US]);
  assert.deepEqual(failures, []);
  await system.stop();
});

Deno.test("a period is purged and restored in turn with everything else, and what cannot be is answered alone", async () => {
  const disk = createCrashDisk();
  const { ref, settle, facts, failures, archive, names, system } = await withDueDay(disk);
  await settle();
  const path = `${TRADES}/${names()[0]}`;
  const { sha256 } = openLedgers(disk).of(TRADES).files.get(path)!;
  const bytes = disk.read(path);
  const purge = (sha256: string) =>
    ref.ask<void>((reply) => ({ type: "purge", path, sha256, remote: "s3:tape", reply }), 60_000);
  const restore = () => ref.ask<void>((reply) => ({ type: "restore", path, reply }), 60_000);
  await assert.rejects(restore(), /does not say that it was moved/);
  await assert.rejects(purge("0"), /it was merged anew since "s3:tape" was looked at/);
  await purge(sha256);
  assert.deepEqual(names(), []);
  const told = facts.at(-1) as ArchiveFact & { type: "series-changed" };
  assert.deepEqual([told.summary.files, told.summary.complete], [0, 0]);
  await assert.rejects(restore(), /has other bytes/);
  const file = disk.create(`${path}.tmp`);
  file.write(bytes);
  file.close();
  await restore();
  assert.deepEqual(disk.read(path), bytes);
  assert.deepEqual(await readAll(archive, TRADES), ofTrades(trades(0, 20, { id: null })));
  assert.deepEqual(failures, []);
  await system.stop();
});
