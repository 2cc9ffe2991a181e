import assert from "node:assert/strict";
import fc from "fast-check";
import type { Evidence } from "../../schemas/evidence.ts";
import type { Disk } from "../../actors/archive/disk.ts";
import { coveragePath } from "../../actors/archive/layout.ts";
import {
  appendLedger,
  formatLine,
  parseLine,
  readLedger,
  rewriteLedger,
} from "../../actors/archive/ledger.ts";
import { openLedgers } from "../../actors/archive/ledgers.ts";
import { coverageOf, coverOf } from "../../actors/archive/coverage.ts";
import { createCrashDisk } from "./crash_disk.ts";
import { failingDisk } from "./failing_disk.ts";
import { TRADES } from "./samples.ts";

const answer = (from: number): Evidence => ({ kind: "answer", from, to: from + 10, askedAt: 99 });
const append = (disk: Disk, ...evidence: Evidence[]) =>
  appendLedger(disk, TRADES, readLedger(disk, TRADES), evidence);

function writeRaw(disk: Disk, text: string): void {
  const file = disk.openAppend(coveragePath(TRADES));
  file.write(new TextEncoder().encode(text));
  file.close();
}

Deno.test("a line is JSON whose crc covers the text without it", () => {
  const line = formatLine({ n: 0, ...answer(5) });
  assert.equal(line, '{"n":0,"kind":"answer","from":5,"to":15,"askedAt":99,"crc":3767938281}\n');
  assert.deepEqual(parseLine(line.trimEnd()), { n: 0, ...answer(5) });
});

Deno.test("no single changed character of a line goes unnoticed", () => {
  const line = formatLine({
    n: 3,
    kind: "unavailable",
    from: 1,
    to: 2,
    reason: 'a "quoted" reason, "crc":1}',
  }).trimEnd();
  assert.ok(parseLine(line));
  fc.assert(fc.property(fc.nat(line.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (at, char) => {
    const changed = line.slice(0, at) + char + line.slice(at + 1);
    assert.equal(parseLine(changed) !== null, changed === line);
  }));
});

Deno.test("a torn last line is cut off before the next append", () => {
  const disk = createCrashDisk();
  append(disk, answer(0), answer(10));
  writeRaw(disk, formatLine({ n: 2, ...answer(20) }).slice(0, 17));
  append(disk, answer(30));
  const { lines, badLines } = readLedger(disk, TRADES);
  assert.deepEqual(lines.map(({ n, from }) => [n, from]), [[0, 0], [1, 10], [2, 30]]);
  assert.equal(badLines, 0);
});

Deno.test("a bad line before good ones voids what was proven before it", () => {
  const disk = createCrashDisk();
  append(disk, answer(0));
  writeRaw(disk, '{"n":1,"kind":"ans\n');
  writeRaw(disk, formatLine({ n: 2, ...answer(20) }));
  append(disk, answer(30));
  const { lines, badLines } = readLedger(disk, TRADES);
  assert.deepEqual(lines.map(({ n, from }) => [n, from]), [[2, 20], [3, 30]]);
  assert.ok(badLines > 0);
});

Deno.test("a line that is missing is noticed by the numbers", () => {
  const disk = createCrashDisk();
  writeRaw(disk, [0, 1, 3, 4].map((n) => formatLine({ n, ...answer(n) })).join(""));
  const { lines, badLines, nextN } = readLedger(disk, TRADES);
  assert.deepEqual([lines.map(({ n }) => n), badLines, nextN], [[3, 4], 1, 5]);
});

Deno.test("a last line that was written whole and is damaged is no torn tail: it may have said that rows are lost", () => {
  const lines = [0, 1].map((n) => formatLine({ n, ...answer(n * 10) }));
  const lost = formatLine({ n: 2, kind: "lost", from: 0, to: 20, reason: "the file is gone" });
  const text = lines.join("") + lost;
  const begin = text.length - lost.length;
  fc.assert(fc.property(fc.integer({ min: begin, max: text.length - 1 }), fc.nat(6), (at, bit) => {
    const disk = createCrashDisk();
    const changed = String.fromCharCode(text.charCodeAt(at) ^ (1 << bit));
    writeRaw(disk, text.slice(0, at) + changed + text.slice(at + 1));
    const { lines: kept, badLines } = readLedger(disk, TRADES);
    assert.deepEqual(kept, []);
    assert.ok(badLines > 0);
  }));
});

Deno.test("lines that stand twice or in another place prove nothing about what came between", () => {
  const lost: Evidence = { kind: "lost", from: 0, to: 10, reason: "the file is gone" };
  const lines = [answer(0), answer(10), lost, answer(20)].map((piece, n) => formatLine({ n, ...piece }));
  for (const order of [[0, 1, 2, 3, 0], [0, 3, 1, 2], [0, 1, 3, 2], [0, 2, 1, 3], [2, 0, 1]]) {
    const disk = createCrashDisk();
    writeRaw(disk, order.map((n) => lines[n]).join(""));
    const claimed = coverOf(readLedger(disk, TRADES).lines).stretches.filter(({ state }) =>
      state === "complete"
    );
    assert.ok(claimed.every(({ from }) => from >= 20), `${order}`);
  }
});

Deno.test("where files went is still known when a ledger is damaged", () => {
  const disk = createCrashDisk();
  const path = `${TRADES}/2024-03-05.parquet`;
  const file: Evidence = { kind: "file", path, from: 0, to: 10, rows: 3, bytes: 99, sha256: "ab" };
  append(disk, answer(0), file, { kind: "moved", path, from: 0, to: 10, remote: "s3:tape" });
  writeRaw(disk, "damage\n");
  const reading = readLedger(disk, TRADES);
  assert.deepEqual(reading.lines.map(({ kind }) => kind), ["file", "moved"]);
  rewriteLedger(disk, TRADES, reading);
  const { lines, badLines } = readLedger(disk, TRADES);
  assert.deepEqual([lines.map(({ n, kind }) => `${n} ${kind}`), badLines], [["0 file", "1 moved"], 0]);
});

Deno.test("a kind of line that only a newer version knows is refused, not taken for damage", () => {
  const disk = createCrashDisk();
  writeRaw(disk, formatLine({ n: 0, kind: "revoked" as "answer", from: 0, to: 10, askedAt: 3 }));
  assert.throws(
    () => readLedger(disk, TRADES),
    /Cannot read ledger "\.tapedeck.*its line 0 is of kind "revoked"/,
  );
});

Deno.test("100,000 answers that do not touch are read as they are, in a time that grows with their number", () => {
  const lines = 100_000;
  const disk = createCrashDisk();
  const line = (n: number) => formatLine({ n, ...answer(n * 100) });
  writeRaw(disk, Array.from({ length: lines }, (_, n) => line(n)).join(""));
  const begun = performance.now();
  const { proof, nextN } = openLedgers(disk).of(TRADES);
  assert.deepEqual([coverageOf(proof).stretches.length, nextN], [lines, lines]);
  // It takes a second; with its square, minutes.
  assert.ok(performance.now() - begun < 60_000);
});

Deno.test("a line that could not be synced is taken back, and not believed by whoever reads next", () => {
  const memory = createCrashDisk();
  append(memory, answer(0));
  let fails = true;
  const disk = failingDisk(memory, (operation) => fails && operation === "sync");
  assert.throws(() => append(disk, answer(10)), /no space left/);
  assert.deepEqual(readLedger(memory, TRADES).lines.map(({ from }) => from), [0]);
  fails = false;
  append(disk, answer(20));
  assert.deepEqual(readLedger(memory, TRADES).lines.map(({ n, from }) => [n, from]), [[0, 0], [1, 20]]);
});

Deno.test("evidence that was read from a line is numbered anew when it is said again", () => {
  const disk = createCrashDisk();
  append(disk, answer(0), answer(10));
  const [line] = readLedger(disk, TRADES).lines;
  append(disk, line);
  const { lines, badLines } = readLedger(disk, TRADES);
  assert.deepEqual([lines.map(({ n, from }) => [n, from]), badLines], [[[0, 0], [1, 10], [2, 0]], 0]);
});
