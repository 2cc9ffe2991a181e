import assert from "node:assert/strict";
import fc from "fast-check";
import { join } from "@std/path";
import { entryOf, lineOf, type LogEntry, textOf } from "../../actors/control/log_entry.ts";
import { searchLog } from "../../actors/control/log_search.ts";
import { LOG_LEVELS, type LogQuery } from "../../schemas/wire.ts";

async function inFolder(body: (path: string) => Promise<void>) {
  const folder = await Deno.makeTempDir();
  try {
    await body(join(folder, "tapedeck.log"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const entry = (n: number, rest: Partial<LogEntry> = {}): LogEntry => ({
  time: new Date(Date.UTC(2024, 0, 1) + n).toISOString(),
  level: "info",
  actor: "binance",
  words: `line ${n}`,
  ...rest,
});
const fileOf = (entries: LogEntry[]) => entries.map((each) => lineOf(each) + "\n").join("");
const texts = (entries: LogEntry[]) => entries.map(textOf);

Deno.test("the tail is exact for long files and lines that cross chunks, whatever bytes they are of", () =>
  inFolder(async (path) => {
    const entries = Array.from({ length: 3_000 }, (_, n) => entry(n, { words: "äß€😀".repeat(n % 97) + n }));
    Deno.writeTextFileSync(path, fileOf(entries));
    for (const tail of [0, 1, 2, 999, 2_999, 3_000, 5_000]) {
      assert.deepEqual(
        await searchLog(path, { tail }),
        tail === 0 ? [] : texts(entries.slice(-tail)),
        `${tail}`,
      );
    }
  }));

Deno.test("older files are searched too, the answer is in the order of time", () =>
  inFolder(async (path) => {
    const entries = Array.from({ length: 30 }, (_, n) => entry(n, { level: n % 7 === 0 ? "error" : "info" }));
    Deno.writeTextFileSync(`${path}.2`, fileOf(entries.slice(0, 10)));
    Deno.writeTextFileSync(`${path}.1`, fileOf(entries.slice(10, 20)));
    Deno.writeTextFileSync(path, fileOf(entries.slice(20)));
    assert.deepEqual(await searchLog(path, { tail: 25 }), texts(entries.slice(5)));
    const errors = entries.filter(({ level }) => level === "error");
    assert.deepEqual(await searchLog(path, { tail: 4, level: "error" }), texts(errors.slice(-4)));
  }));

Deno.test("where there is no file, or an empty one, there are no lines", () =>
  inFolder(async (path) => {
    assert.deepEqual(await searchLog(path, { tail: 10 }), []);
    Deno.writeTextFileSync(path, "");
    assert.deepEqual(await searchLog(path, { tail: 10 }), []);
  }));

Deno.test("a level means that one and what is worse", () =>
  inFolder(async (path) => {
    const entries = LOG_LEVELS.map((level, n) => entry(n, { level }));
    Deno.writeTextFileSync(path, fileOf(entries));
    for (const [at, level] of LOG_LEVELS.entries()) {
      assert.deepEqual(await searchLog(path, { tail: 10, level }), texts(entries.slice(at)));
    }
  }));

Deno.test("an actor means it and what is below it, and not what only begins alike", () =>
  inFolder(async (path) => {
    const actors = ["binance", "binance/trades/BTC-USDT", "binanceus", "binance/trades/BTC-USDT+USDT"];
    const entries = actors.map((actor, n) => entry(n, { actor }));
    Deno.writeTextFileSync(path, fileOf(entries));
    const found = async (actor: string) =>
      (await searchLog(path, { tail: 10, actor })).map((line) => line.at(-1));
    assert.deepEqual(await found("binance"), ["0", "1", "3"]);
    assert.deepEqual(await found("binance/"), ["0", "1", "3"]);
    assert.deepEqual(await found("binance/trades/BTC-USDT"), ["1"]);
    assert.deepEqual(await found("trades"), []);
    assert.deepEqual(await found(""), ["0", "1", "2", "3"]);
  }));

Deno.test("a text is found in the words, whatever its case", () =>
  inFolder(async (path) => {
    const entries = [entry(0, { words: 'Cannot read "C:\\x"' }), entry(1, { words: "cannot" }), entry(2)];
    Deno.writeTextFileSync(path, fileOf(entries));
    assert.deepEqual(await searchLog(path, { tail: 10, text: "CANNOT" }), texts(entries.slice(0, 2)));
    assert.deepEqual(await searchLog(path, { tail: 10, text: '"c:\\X' }), texts(entries.slice(0, 1)));
    assert.deepEqual(await searchLog(path, { tail: 10, text: "level" }), []);
  }));

Deno.test("lines of the former form are read; torn ones and what is none of ours are passed over", () =>
  inFolder(async (path) => {
    const good = entry(1);
    const bad = [
      '{"time":"2024-01',
      "",
      "null",
      '{"a":1}',
      '{"time":"x","level":"loud","actor":"a","words":"b"}',
      "\0\0\0",
      "z".repeat(700_000),
    ];
    const former = "2024-01-02T03:04:05.678Z info    binance/ohlc/BTC-USDT/1m: 3 rows: collected";
    Deno.writeTextFileSync(path, `${former}\n${bad.join("\n")}\n${lineOf(good)}\n{"time":"20`);
    assert.deepEqual(await searchLog(path, { tail: 10 }), [former.replace("    ", " "), textOf(good)]);
    assert.equal((await searchLog(path, { tail: 10, actor: "binance/ohlc/BTC-USDT" })).length, 1);
  }));

Deno.test("an answer is bounded in size, whatever number of lines is asked for", () =>
  inFolder(async (path) => {
    const words = "x".repeat(14_000);
    Deno.writeTextFileSync(path, fileOf(Array.from({ length: 2_000 }, (_, n) => entry(n, { words }))));
    const lines = await searchLog(path, { tail: 1_000_000 });
    assert.ok(lines.length > 1_000 && lines.length < 1_200, String(lines.length));
    assert.ok(lines.at(-1)!.startsWith(entry(1_999).time));
  }));

Deno.test("files that rotate while they are searched are each read once", () =>
  inFolder(async (path) => {
    const entries = Array.from({ length: 4_000 }, (_, n) => entry(n));
    Deno.writeTextFileSync(`${path}.1`, fileOf(entries.slice(0, 2_000)));
    Deno.writeTextFileSync(path, fileOf(entries.slice(2_000)));
    const search = searchLog(path, { tail: 10_000 });
    Deno.renameSync(`${path}.1`, `${path}.2`);
    Deno.renameSync(path, `${path}.1`);
    Deno.writeTextFileSync(path, fileOf([entry(4_000)]));
    assert.deepEqual(await search, texts(entries));
  }));

Deno.test("a search gives what a filter over all lines gives", () =>
  inFolder(async (path) => {
    const actor = fc.array(fc.constantFrom("a", "b", "ab"), { minLength: 1, maxLength: 3 }).map((x) =>
      x.join("/")
    );
    const entries = fc.array(
      fc.record({ level: fc.constantFrom(...LOG_LEVELS), actor, words: fc.string({ unit: "grapheme" }) }),
      { maxLength: 40 },
    ).map((all) => all.map((each, n) => entry(n, each)));
    const query: fc.Arbitrary<LogQuery> = fc.record({
      tail: fc.nat(50),
      level: fc.option(fc.constantFrom(...LOG_LEVELS), { nil: undefined }),
      actor: fc.option(actor, { nil: undefined }),
      text: fc.option(fc.string({ unit: "grapheme", maxLength: 2 }), { nil: undefined }),
    });
    await fc.assert(fc.asyncProperty(entries, fc.nat(40), query, async (all, cut, asked) => {
      Deno.writeTextFileSync(`${path}.1`, fileOf(all.slice(0, cut)));
      Deno.writeTextFileSync(path, fileOf(all.slice(cut)));
      const { tail, level, actor = "", text = "" } = asked;
      const wanted = all.filter((each) =>
        LOG_LEVELS.indexOf(each.level) >= LOG_LEVELS.indexOf(level ?? "info") &&
        `${each.actor}/`.startsWith(actor && `${actor}/`) &&
        each.words.toLowerCase().includes(text.toLowerCase())
      );
      assert.deepEqual(await searchLog(path, asked), tail === 0 ? [] : texts(wanted.slice(-tail)));
    }));
  }));

Deno.test("everything else goes on while a large log is searched for what is nowhere", () =>
  inFolder(async (path) => {
    const lines = fileOf(
      Array.from({ length: 60_000 }, (_, n) => entry(n, { words: `line ${n} of many others` })),
    );
    for (const suffix of ["", ".1", ".2"]) Deno.writeTextFileSync(path + suffix, lines);
    let turns = 0;
    const beat = setInterval(() => turns++, 0);
    assert.deepEqual(await searchLog(path, { tail: 10, text: "nowhere" }), []);
    clearInterval(beat);
    assert.ok(turns > 5, `${turns} turns`);
  }));

Deno.test("an entry is read from its line as it was written", () =>
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), fc.string(), (actor, words) => {
    const written = entry(1, { actor, words });
    assert.deepEqual(entryOf(lineOf(written)), written);
  })));
