import assert from "node:assert/strict";
import fc from "fast-check";
import { join } from "@std/path";
import { lineOf, type LogEntry } from "../../actors/control/log_entry.ts";
import { openLogFile } from "../../actors/control/log_file.ts";
import { searchEntries } from "../../actors/control/log_search.ts";
import type { LogEntriesQuery } from "../../schemas/wire_app.ts";

const LIMITS = { maxBytes: 2_000, maxFiles: 4 };

interface Scene {
  path: string;
  /** Writes so many lines, numbered on. */
  write(count: number): void;
  /** Numbers of the lines found, and the cursor behind them. */
  look(query?: Partial<LogEntriesQuery>): Promise<{ numbers: number[]; cursor: string; more: boolean }>;
}

async function withLog(body: (scene: Scene) => Promise<void>) {
  const folder = await Deno.makeTempDir({ prefix: "tapedeck-log-" });
  const path = join(folder, "tapedeck.log");
  const file = openLogFile(path, LIMITS);
  let written = 0;
  try {
    await body({
      path,
      write(count) {
        for (let n = 0; n < count; n++) file.append(lineOf(entry(written++)));
      },
      async look(query = {}) {
        const { entries, cursor, more } = await searchEntries(path, { tail: 1_000, ...query }, LIMITS);
        return { numbers: entries.map(({ words }) => Number(words)), cursor, more };
      },
    });
  } finally {
    file.close();
    await Deno.remove(folder, { recursive: true });
  }
}

const entry = (n: number): LogEntry => ({
  time: new Date(Date.UTC(2024, 0, 1) + n).toISOString(),
  level: n % 5 === 0 ? "error" : "info",
  actor: "binance",
  words: `${n}`,
});
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => from + n);

Deno.test("who goes on from a cursor sees each line once, however the files are moved on meanwhile", () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 12 }),
      (steps) =>
        withLog(async ({ write, look }) => {
          let written = 0;
          let { cursor } = await look();
          for (const count of steps) {
            write(count);
            const next = await look({ after: cursor });
            assert.deepEqual(next.numbers, range(written, written + count));
            written += count;
            cursor = next.cursor;
          }
        }),
    ),
    { numRuns: 50 },
  ));

Deno.test("of a place that the log has no more of, the newest lines are given", () =>
  withLog(async ({ write, look }) => {
    write(3);
    const { cursor } = await look();
    write(200); // several times over
    const { numbers } = await look({ after: cursor });
    assert.equal(numbers.at(-1), 202);
    assert.deepEqual(numbers, range(numbers[0], 203));
    assert.ok(numbers[0] > 3);
    assert.deepEqual((await look({ after: "dead-17" })).numbers, numbers);
  }));

Deno.test("a filter and a cursor hold together, and what was left out is told", () =>
  withLog(async ({ write, look }) => {
    write(7);
    const { cursor } = await look();
    write(13);
    assert.deepEqual((await look({ after: cursor, level: "error" })).numbers, [10, 15]);
    const last = await look({ after: cursor, tail: 2 });
    assert.deepEqual([last.numbers, last.more], [[18, 19], true]);
    const all = await look({ after: cursor, tail: 13 });
    assert.deepEqual([all.numbers, all.more], [range(7, 20), false]);
    assert.deepEqual(await look({ after: last.cursor }), { numbers: [], cursor: last.cursor, more: false });
  }));

Deno.test("a line that is cut short is given once it is whole", () =>
  withLog(async ({ path, write, look }) => {
    write(1);
    const line = lineOf(entry(1));
    Deno.writeTextFileSync(path, line.slice(0, 20), { append: true });
    const before = await look();
    assert.deepEqual(before.numbers, [0]);
    Deno.writeTextFileSync(path, `${line.slice(20)}\n`, { append: true });
    assert.deepEqual((await look({ after: before.cursor })).numbers, [1]);
  }));

Deno.test("where there is no log there is no cursor either", async () => {
  const found = await searchEntries("/tmp/there-is-no-such-folder/tapedeck.log", { tail: 10 });
  assert.deepEqual(found, { entries: [], cursor: "", more: false });
});
