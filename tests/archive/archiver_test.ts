import assert from "node:assert/strict";
import type { ArchiveFact, SeriesSummary } from "../../schemas/facts.ts";
import type { Rows } from "../../schemas/market.ts";
import { archiver, type ArchiverMessage } from "../../actors/archive/archiver.ts";
import type { Disk } from "../../actors/archive/disk.ts";
import type { ArchiveCommand, Resume } from "../../actors/archive/messages.ts";
import { type ActorRef, createSystem, type Failure, seededRandom } from "../../actors/kernel/mod.ts";
import { createCrashDisk } from "./crash_disk.ts";
import { failingDisk } from "./failing_disk.ts";
import { CANDLES, DAY_US, ofCandles, ofTrades, rigOn, TRADES, trades } from "./samples.ts";

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
    archiver({ disk, epoch: 1, parent }),
  );
  const settle = () => ref.ask<void>((reply) => ({ type: "settle", reply }), 60_000);
  return { ...rig, system, ref, facts, failures, settle };
}

const read = (ref: ActorRef<ArchiveCommand>, key: string, limit = 100) =>
  ref.ask<Rows>(
    (reply) => ({ type: "read", query: { key, fromUs: DAY_US, toUs: DAY_US + 86_400e6, limit }, reply }),
    60_000,
  );

Deno.test("an archiver recovers, resumes, seals, reads and merges as it is told", async () => {
  const { ref, journal, clock, system, facts, settle, closed } = start(createCrashDisk());
  const recovered = await ref.ask<{ series: SeriesSummary[]; problems: string[] }>(
    (reply) => ({ type: "recover", reply }),
    60_000,
  );
  assert.deepEqual(recovered, { series: [], problems: [] });
  const writer = journal(2);
  await writer.append({ key: TRADES, rows: ofTrades(trades(0, 10)) });
  assert.deepEqual(await read(ref, TRADES), ofTrades(trades(0, 10)), "from an open segment");
  await writer.append({ key: TRADES, rows: ofTrades(trades(10, 20)) });
  await writer.close();
  ref.tell({ type: "seal", path: closed[0] });
  assert.deepEqual(await read(ref, TRADES, 3), ofTrades(trades(0, 3)), "limited");
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
  const { ref, system, failures } = start(createCrashDisk());
  await assert.rejects(read(ref, "no/such/SERIES"), /Cannot read series "no\/such\/SERIES"/);
  assert.deepEqual(failures, []);
  assert.deepEqual(await read(ref, TRADES), ofTrades([]));
  await system.stop();
});

Deno.test("what a full disk kept from being sealed is sealed when there is room again", async () => {
  let isFull = true;
  const disk = failingDisk(
    createCrashDisk(),
    (operation, path) => isFull && operation === "write" && path.endsWith(".tmp"),
  );
  const { ref, journal, clock, system, failures } = start(disk);
  const writer = journal(2);
  await writer.append({ key: TRADES, rows: ofTrades(trades(0, 5)) });
  await writer.roll();
  await writer.append({ key: TRADES, rows: ofTrades(trades(5, 6)) });
  ref.tell({ type: "seal", path: ".tapedeck/journal/sandbox/2-0.wal" });
  await assert.rejects(read(ref, TRADES), /has failed/, "what waits behind the failure");
  assert.match(String(failures[0].error), /no space left/);
  assert.deepEqual(await read(ref, TRADES), ofTrades(trades(0, 6)), "from the journal");
  isFull = false;
  await clock.advance(60_000);
  assert.deepEqual(await read(ref, TRADES), ofTrades(trades(0, 6)));
  assert.deepEqual(disk.list(".tapedeck/journal/sandbox").map(({ name }) => name), ["2-1.wal"]);
  await writer.close();
  await system.stop();
});

Deno.test("a part whose segment could not be removed is not merged before it is", async () => {
  let isStuck = true;
  const disk = failingDisk(
    createCrashDisk(),
    (operation, path) => isStuck && operation === "remove" && path.endsWith(".wal"),
  );
  const { ref, journal, clock, system, settle, closed } = start(disk);
  const nameless = ofTrades(trades(0, 5, { id: null }));
  const writer = journal(2);
  await writer.append({ key: TRADES, rows: nameless });
  await writer.close();
  clock.set(DAY_US / 1000 + 1000);
  ref.tell({ type: "seal", path: closed[0] });
  await assert.rejects(settle(), /has failed/);
  clock.set(DAY_US / 1000 + 90 * 3_600_000);
  await settle();
  isStuck = false;
  ref.tell({ type: "seal", path: closed[0] });
  await settle();
  assert.deepEqual(await read(ref, TRADES), nameless);
  assert.deepEqual(disk.list(TRADES).map(({ name }) => name), ["2024-03-05.parquet"]);
  await system.stop();
});
