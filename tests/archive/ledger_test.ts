import assert from "node:assert/strict";
import fc from "fast-check";
import type { Evidence } from "../../schemas/evidence.ts";
import type { Disk } from "../../actors/archive/disk.ts";
import { coveragePath } from "../../actors/archive/layout.ts";
import { appendLedger, formatLine, parseLine, readLedger } from "../../actors/archive/ledger.ts";
import { createCrashDisk } from "./crash_disk.ts";
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
  assert.equal(badLines, 1);
});

Deno.test("a line that is missing is noticed by the numbers", () => {
  const disk = createCrashDisk();
  writeRaw(disk, [0, 1, 3, 4].map((n) => formatLine({ n, ...answer(n) })).join(""));
  const { lines, badLines, nextN } = readLedger(disk, TRADES);
  assert.deepEqual([lines.map(({ n }) => n), badLines, nextN], [[3, 4], 1, 5]);
});
