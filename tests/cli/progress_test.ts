import assert from "node:assert/strict";
import { type Bar, byteProgress, createProgress } from "../../cli/progress.ts";
import { stageFor } from "./stage.ts";

// deno-lint-ignore no-control-regex
const framesOf = (text: string) => text.split(/\r(?:\x1b\[\d+A)?\x1b\[J/);
const bar = (done: number, more: Partial<Bar> = {}): Bar => ({
  label: "BTC/USDT",
  done,
  total: 4,
  unit: "windows",
  ...more,
});

Deno.test("a terminal sees a bar with its share, its counts and the time that is left, and none at the end", async () => {
  const { environment, clock, wrote } = stageFor({ isTerminal: true, columns: 120 });
  const progress = createProgress(environment);
  for (const done of [0, 1, 3]) {
    progress.show([bar(done, { note: "7 rows" })]);
    await clock.advance(30_000);
  }
  progress.end();
  assert.deepEqual(framesOf(wrote.stderr), [
    "",
    `BTC/USDT  ${"╌".repeat(24)}    0 %  0 of 4 windows, 7 rows`,
    `BTC/USDT  ${"━".repeat(6)}${"╌".repeat(18)}   25 %  1 of 4 windows, 1 min left, 7 rows`,
    `BTC/USDT  ${"━".repeat(18)}${"╌".repeat(6)}   75 %  3 of 4 windows, 20 s left, 7 rows`,
    "",
  ]);
  assert.deepEqual(wrote.complaints, []);
});

Deno.test("a terminal sees several bars below each other, those under way first, and no more than ten", async () => {
  const { environment, clock, wrote } = stageFor({ isTerminal: true });
  const progress = createProgress(environment);
  const many = Array.from(
    { length: 13 },
    (_, i) => bar(i === 0 ? 4 : 1, { label: `pair ${i}`, leftMs: null }),
  );
  progress.show(many);
  const lines = framesOf(wrote.stderr)[1].split("\n");
  assert.equal(lines.length, 11);
  assert.match(lines[0], /^pair 1 /);
  assert.equal(lines[10], "… and 3 more");
  await clock.advance(1_000);
  progress.show(many.slice(0, 2));
  // deno-lint-ignore no-control-regex
  assert.match(wrote.stderr, /\r\x1b\[10A\x1b\[Jpair 1 .*\npair 0 [^\n]*$/);
});

Deno.test("no line of a bar is wider than the terminal, whatever it is called", () => {
  const { environment, wrote } = stageFor({ isTerminal: true, columns: 30 });
  createProgress(environment).show([bar(1, { label: "币安\x1b[2J".repeat(10) })]);
  const [, line] = framesOf(wrote.stderr);
  assert.equal([...line].length < 30, true, line);
  assert.ok(!line.includes("\x1b"));
});

Deno.test("a pipe gets a plain line each ten seconds, and no more", async () => {
  const { environment, clock, wrote } = stageFor();
  const progress = createProgress(environment);
  for (let second = 0; second < 25; second++) {
    progress.show([bar(1 + second / 10)]);
    await clock.advance(1_000);
  }
  progress.end();
  assert.equal(wrote.stderr, "");
  assert.equal(wrote.complaints.length, 2);
  assert.match(wrote.complaints[0], /^BTC\/USDT {2}━+╌+ {3}50 % {2}2 of 4 windows, 20 s left$/);
});

Deno.test("what is said meanwhile stays above the bars", () => {
  const { environment, wrote } = stageFor({ isTerminal: true });
  const progress = createProgress(environment);
  progress.show([bar(1)]);
  progress.say("kraken is slow today");
  progress.show([bar(2)]);
  assert.deepEqual(wrote.complaints, ["kraken is slow today"]);
  assert.deepEqual(framesOf(wrote.stderr).map((frame) => frame.includes("of 4")), [false, true, false, true]);
});

Deno.test("bytes are shown in MB, with the pace, and are gone at the end", async () => {
  const { environment, clock, wrote } = stageFor({ isTerminal: true, columns: 120 });
  const read = byteProgress("reading", 4e6, environment);
  for (let i = 0; i < 4; i++) {
    await clock.advance(30_000);
    read.add(1e6);
  }
  read.end();
  const frames = framesOf(wrote.stderr);
  assert.match(frames[1], /^reading {2}━+╌+ {3}25 % {2}1 of 4 MB, 1 min left, 0\.0 MB\/s$/);
  assert.match(frames[3], /75 % {2}3 of 4 MB, 30 s left, 0\.0 MB\/s$/);
  assert.match(frames[4], /100 % {2}4 of 4 MB, 0\.0 MB\/s$/);
  assert.deepEqual(frames.slice(5), [""]);
});
