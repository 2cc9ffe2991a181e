import assert from "node:assert/strict";
import { scanFrames } from "../../actors/archive/frames.ts";
import { listSegments, readSegment } from "../../actors/archive/segment.ts";
import { segmentPath } from "../../actors/archive/layout.ts";
import type { Disk } from "../../actors/archive/disk.ts";
import { asTexts } from "../../actors/archive/texts.ts";
import { sealAll } from "../../actors/archive/seal.ts";
import { createCrashDisk } from "./crash_disk.ts";
import { failingDisk, type Operation } from "./failing_disk.ts";
import { allRows, CANDLES, ofCandles, ofTrades, rigOn, TRADES, trades } from "./samples.ts";

const batch = (from: number, to: number) => ({ key: TRADES, rows: ofTrades(trades(from, to)) });

/** The ids in each segment, read one by one. */
function idsBySegment(disk: Disk): string[][] {
  return listSegments(disk, "sandbox").map((name) =>
    readSegment(disk, segmentPath(name)).series
      .flatMap(({ rows }) => rows().flatMap((piece) => asTexts(piece.values.id) as string[]))
  );
}

/** A disk in memory that counts syncs, and fails what it is told to. */
function watchedDisk() {
  const memory = createCrashDisk();
  const failures: Operation[] = [];
  const calls: Operation[] = [];
  const disk = failingDisk(memory, (operation) => {
    calls.push(operation);
    if (failures[0] !== operation) return false;
    // A write is asked about twice: before it is torn, and then.
    if (operation !== "write" || calls.at(-2) === "write") failures.shift();
    return true;
  });
  return { disk, failures, syncs: () => calls.filter((call) => call === "sync").length };
}

Deno.test("appends that wait for a sync share the next one", async () => {
  const { disk, syncs } = watchedDisk();
  const journal = rigOn(disk).journal(3);
  const first = journal.append(batch(0, 1));
  await Promise.resolve();
  await Promise.all([first, ...Array.from({ length: 50 }, (_, i) => journal.append(batch(i + 1, i + 2)))]);
  assert.equal(syncs(), 2);
  assert.deepEqual(idsBySegment(disk), [trades(0, 51).map(({ id }) => id)]);
});

Deno.test("a segment is closed by size, by age and on demand, and only if it holds anything", async () => {
  const { disk } = watchedDisk();
  const { journal, closed, clock } = rigOn(disk);
  const writer = journal(3, { rollBytes: 400 });
  await writer.roll();
  await writer.append(batch(0, 20));
  await writer.append(batch(20, 21));
  assert.equal(closed.length, 1, "by size");
  await clock.advance(15 * 60_000);
  await writer.append(batch(21, 22));
  assert.equal(closed.length, 2, "by age");
  await writer.roll();
  await writer.roll();
  assert.deepEqual(closed, [0, 1, 2].map((n) => `.tapedeck/journal/sandbox/3-${n}.wal`));
  await writer.close();
  await assert.rejects(
    writer.append(batch(22, 23)),
    /Cannot append to the journal of sandbox \(epoch 3\): it is closed/,
  );
});

for (const failure of ["create", "write", "sync"] as const) {
  Deno.test(`after a failed ${failure} the rows are in the next segment, each once`, async () => {
    const { disk, failures } = watchedDisk();
    const rig = rigOn(disk);
    const journal = rig.journal(3);
    await journal.append(batch(0, 5));
    if (failure === "create") await journal.roll();
    failures.push(failure);
    await Promise.all([journal.append(batch(5, 8)), journal.append({ key: CANDLES, rows: ofCandles([]) })]);
    await journal.append(batch(8, 9));
    assert.deepEqual(failures, []);
    const ids = idsBySegment(disk).flat();
    assert.deepEqual(ids, trades(0, 9).map(({ id }) => id));
    await journal.close();
    assert.deepEqual(await sealAll(rig.archive, "sandbox", () => true), []);
    assert.deepEqual(await allRows(rig.archive, TRADES), trades(0, 9));
  });
}

Deno.test("a segment that is closed says so at its end, for one sync more; a disk that fails then takes no row", async () => {
  const { disk, failures, syncs } = watchedDisk();
  const { journal, closed, archive } = rigOn(disk);
  const writer = journal(3);
  await writer.append(batch(0, 5));
  await writer.append(batch(5, 6));
  assert.equal(syncs(), 2);
  await writer.roll();
  assert.equal(syncs(), 3);
  assert.deepEqual(scanFrames(disk.read(closed[0])).frames.map(({ kind }) => kind), [
    ...["header", "series", "rows", "rows", "end"],
  ]);
  await writer.append(batch(6, 8));
  failures.push("write");
  await writer.close();
  assert.equal(closed.length, 2);
  assert.deepEqual(await sealAll(archive, "sandbox", () => true), []);
  assert.deepEqual(await allRows(archive, TRADES), trades(0, 8));
});

Deno.test("two failures in a row end the journal; what was acknowledged stays", async () => {
  const { disk, failures } = watchedDisk();
  const { journal, archive } = rigOn(disk);
  const writer = journal(3);
  await writer.append(batch(0, 5));
  failures.push("sync", "write");
  const waiting = [writer.append(batch(5, 8)), writer.append(batch(8, 9))];
  for (const append of waiting) {
    await assert.rejects(append, /Cannot write the journal of sandbox \(epoch 3\): no space/);
  }
  await assert.rejects(writer.append(batch(9, 10)), /no space/);
  await sealAll(archive, "sandbox", () => true);
  const rows = await allRows(archive, TRADES);
  assert.deepEqual(rows.slice(0, 5), trades(0, 5));
});
