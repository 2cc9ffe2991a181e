import assert from "node:assert/strict";
import fc from "fast-check";
import { asTexts } from "../../actors/archive/texts.ts";
import type { Disk } from "../../actors/archive/disk.ts";
import { encodeFrame, hasFrame, scanFrames } from "../../actors/archive/frames.ts";
import { readSegment } from "../../actors/archive/segment.ts";
import { toColumns } from "../../actors/archive/rows.ts";
import { createCrashDisk } from "./crash_disk.ts";
import { ofTrades, TRADES, trades } from "./samples.ts";

const PATH = ".tapedeck/journal/sandbox/5-0.wal";
const NEXT = ".tapedeck/journal/sandbox/5-1.wal";

const header = (n: number, firstBatch: number) =>
  encodeFrame({
    kind: "header",
    header: { version: 1, exchange: "sandbox", epoch: 5, n, firstBatch, createdAt: 0 },
  });
const declared = encodeFrame({ kind: "series", series: 0, declared: { key: TRADES, tradeIds: "serial" } });
const batch = (number: number) =>
  encodeFrame({
    kind: "rows",
    series: 0,
    batch: number,
    columns: toColumns(ofTrades(trades(number, number + 1))),
  });
const FRAMES = [header(0, 0), declared, batch(0), batch(1), batch(2)];

const concat = (chunks: Uint8Array[]) => Uint8Array.from(chunks.flatMap((chunk) => [...chunk]));

function put(disk: Disk, path: string, ...chunks: Uint8Array[]): void {
  const file = disk.create(path);
  file.write(concat(chunks));
  file.close();
}

const idsOf = (disk: Disk) =>
  readSegment(disk, PATH).series.flatMap(({ rows }) => rows().flatMap((piece) => asTexts(piece.values.id)));

Deno.test("a segment that ends anywhere is read up to its last whole frame, and that is no damage", () => {
  const all = concat(FRAMES);
  const ends = FRAMES.map((_, i) => concat(FRAMES.slice(0, i + 1)).length);
  fc.assert(fc.property(fc.integer({ min: 0, max: all.length }), (length) => {
    const disk = createCrashDisk();
    put(disk, PATH, all.slice(0, length));
    assert.equal(idsOf(disk).length, Math.max(0, ends.filter((end) => end <= length).length - 2));
    assert.equal(readSegment(disk, PATH).damage, null);
  }));
});

Deno.test("a flipped bit anywhere but in the last frame is damage, and no row behind it is taken", () => {
  const all = concat(FRAMES);
  const lastFrame = all.length - FRAMES.at(-1)!.length;
  fc.assert(fc.property(fc.integer({ min: 0, max: lastFrame * 8 - 1 }), (bit) => {
    const disk = createCrashDisk();
    const bytes = all.slice();
    bytes[bit >> 3] ^= 1 << (bit & 7);
    put(disk, PATH, bytes);
    const { damage } = readSegment(disk, PATH);
    assert.ok(damage && damage.fromByte <= bit >> 3);
    const kept = scanFrames(bytes).frames.length;
    assert.deepEqual(idsOf(disk), ["0", "1", "2"].slice(0, Math.max(0, kept - 2)));
  }));
});

const CLOSED = [...FRAMES, encodeFrame({ kind: "end", batch: 3 })];

Deno.test("a flipped bit anywhere in a segment that was closed in good order is damage, but for the end itself", () => {
  const all = concat(CLOSED);
  const end = all.length - CLOSED.at(-1)!.length;
  fc.assert(fc.property(fc.integer({ min: 0, max: all.length * 8 - 1 }), (bit) => {
    const disk = createCrashDisk();
    const bytes = all.slice();
    bytes[bit >> 3] ^= 1 << (bit & 7);
    put(disk, PATH, bytes);
    assert.equal(readSegment(disk, PATH).damage !== null, bit >> 3 < end);
    if (bit >> 3 >= end) assert.deepEqual(idsOf(disk), ["0", "1", "2"]);
  }));
});

Deno.test("frames that are copied, moved or taken away are damage, and no row is taken twice", () => {
  const evidence = encodeFrame({ kind: "evidence", series: 0, batch: 2, evidence: [] });
  const frames = [...FRAMES, evidence, CLOSED.at(-1)!];
  const places = fc.array(fc.nat(frames.length - 1), { minLength: 1, maxLength: 9 });
  fc.assert(
    fc.property(places, (order) => {
      const disk = createCrashDisk();
      put(disk, PATH, ...order.map((i) => frames[i]));
      const sound = order.findIndex((frame, i) => frame !== i);
      const kept = sound < 0 ? order.length : sound;
      assert.deepEqual(idsOf(disk), ["0", "1", "2"].slice(0, Math.max(0, kept - 2)));
      assert.equal(readSegment(disk, PATH).damage !== null, kept < order.length && !isWithoutEvidence(order));
    }),
    { numRuns: 1000 },
  );
});

/** All frames but the evidence, which a batch need not have. */
const isWithoutEvidence = (order: number[]) => order.join() === "0,1,2,3,4,6";

Deno.test("a segment of another version is refused, and not taken for damage", () => {
  const disk = createCrashDisk();
  const header = { version: 2 as 1, exchange: "sandbox", epoch: 5, n: 0, firstBatch: 0, createdAt: 0 };
  put(disk, PATH, encodeFrame({ kind: "header", header }));
  assert.throws(() => readSegment(disk, PATH), /Cannot read segment "\.tapedeck.*": it is of version 2/);
});

Deno.test("what is no frame is passed over fast, however large it is", () => {
  const bytes = new Uint8Array(2 ** 22);
  // Every four bytes are a length that fits: each place could begin a frame.
  for (let at = 0; at < bytes.length; at++) bytes[at] = [0, 1, 2, 0][at % 4];
  const begun = performance.now();
  assert.equal(hasFrame(bytes), false);
  assert.ok(performance.now() - begun < 20_000);
});

Deno.test("batches that the next segment claims are not taken from this one", () => {
  const disk = createCrashDisk();
  put(disk, PATH, ...FRAMES);
  put(disk, NEXT, header(1, 1), declared, batch(1), batch(2));
  assert.deepEqual(idsOf(disk), ["0"]);
  assert.equal(readSegment(disk, PATH).damage, null);
});

Deno.test("a segment that lacks a batch which its successor counts as written is damaged", () => {
  const disk = createCrashDisk();
  put(disk, PATH, ...FRAMES.slice(0, 4));
  put(disk, NEXT, header(1, 3));
  assert.match(readSegment(disk, PATH).damage!.reason, /missing at its end/);
});

Deno.test("bytes without a sound frame are told from damage", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
    assert.equal(hasFrame(bytes), false);
    assert.equal(hasFrame(concat([bytes, declared, bytes])), true);
  }));
});
