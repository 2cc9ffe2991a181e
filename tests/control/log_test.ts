import assert from "node:assert/strict";
import { dirname, join } from "@std/path";
import { createLog } from "../../actors/control/log.ts";
import { openLogFile, tailOf } from "../../actors/control/log_file.ts";
import { TestClock } from "../../actors/kernel/test_clock.ts";

const CLOCK = new TestClock(Date.UTC(2024, 0, 2, 3, 4, 5, 678));

async function inFolder(body: (path: string) => void) {
  const folder = await Deno.makeTempDir();
  try {
    body(join(folder, "tapedeck.log"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function newLog({ colour = false } = {}) {
  const shown: string[] = [];
  return { shown, log: createLog({ clock: CLOCK, terminal: (line) => shown.push(line), colour }) };
}

Deno.test("a line is short on the terminal and dated in the file", () =>
  inFolder((path) => {
    const { shown, log } = newLog();
    log.open(dirname(path));
    log.info("binance", "connected");
    log.error("kraken", "refused");
    log.close();
    assert.deepEqual(shown, ["03:04:05 info    binance: connected", "03:04:05 error   kraken: refused"]);
    assert.equal(
      Deno.readTextFileSync(path),
      "2024-01-02T03:04:05.678Z info    binance: connected\n2024-01-02T03:04:05.678Z error   kraken: refused\n",
    );
  }));

Deno.test("colours are on the terminal only, and only where asked for", () =>
  inFolder((path) => {
    const { shown, log } = newLog({ colour: true });
    log.open(dirname(path));
    log.warning("binance", "slow");
    log.close();
    assert.equal(shown[0], "03:04:05 \x1b[33mwarning\x1b[0m binance: slow");
    assert.ok(!Deno.readTextFileSync(path).includes("\x1b"));
  }));

Deno.test("words with line ends or terminal codes stay one harmless line", () => {
  const { shown, log } = newLog();
  log.info("x", "<html>\r\n  busy\n</html>\x1b[2J\x07\n");
  assert.deepEqual(shown, ["03:04:05 info    x: <html> | busy | </html> [2J"]);
});

Deno.test("a log opened again goes on in the same file", () =>
  inFolder((path) => {
    for (const words of ["first", "second"]) {
      const { log } = newLog();
      log.open(join(dirname(path), "logs"));
      log.info("x", words);
      log.close();
    }
    const lines = tailOf(join(dirname(path), "logs", "tapedeck.log"), 10);
    assert.deepEqual(lines.map((line) => line.split(": ")[1]), ["first", "second"]);
  }));

Deno.test("the file is rotated at its limit, and the oldest goes", () =>
  inFolder((path) => {
    const limits = { maxBytes: 100, maxFiles: 3 };
    const file = openLogFile(path, limits);
    for (let n = 10; n < 60; n++) file.append(`line number ${n}`);
    file.close();
    const sizes = ["", ".1", ".2"].map((suffix) => Deno.statSync(path + suffix).size);
    assert.ok(sizes.every((size) => size <= 100 && size > 0), String(sizes));
    assert.throws(() => Deno.statSync(`${path}.3`), Deno.errors.NotFound);
    assert.deepEqual(tailOf(path, 9, limits), Array.from({ length: 9 }, (_, n) => `line number ${51 + n}`));
    assert.ok(tailOf(path, 1_000, limits).length >= 14);
  }));

Deno.test("the tail is exact for long files and lines that cross chunks, whatever bytes they are of", () =>
  inFolder((path) => {
    const lines = Array.from({ length: 3_000 }, (_, n) => `${n} ${"äß€😀".repeat(n % 17)}`);
    Deno.writeTextFileSync(path, lines.map((line) => line + "\n").join(""));
    for (const n of [0, 1, 2, 999, 2_999, 3_000, 5_000]) {
      assert.deepEqual(tailOf(path, n), n === 0 ? [] : lines.slice(-n), `tail ${n}`);
    }
  }));

Deno.test("without a file the tail is empty", () => {
  assert.deepEqual(tailOf("/nowhere/tapedeck.log", 10), []);
  assert.deepEqual(newLog().log.tail(10), []);
});

Deno.test({
  name: "a full disk costs lines of the file and is told once; the program goes on",
  ignore: Deno.build.os !== "linux",
  fn: () =>
    inFolder((path) => {
      Deno.symlinkSync("/dev/full", path);
      const { shown, log } = newLog();
      log.open(dirname(path));
      log.info("x", "one");
      log.info("x", "two");
      log.close();
      assert.equal(shown.length, 3);
      assert.match(shown[1], /^03:04:05 error {3}log: Cannot write ".*tapedeck\.log": .*space/);
    }),
});
