import assert from "node:assert/strict";
import { dirname, join } from "@std/path";
import { createLog } from "../../actors/control/log.ts";
import { TestClock } from "../../actors/kernel/test_clock.ts";
import type { LogQuery } from "../../schemas/wire.ts";

const CLOCK = new TestClock(Date.UTC(2024, 0, 2, 3, 4, 5, 678));
const AT = "2024-01-02T03:04:05.678Z";

async function inFolder(body: (path: string) => void | Promise<void>) {
  const folder = await Deno.makeTempDir();
  try {
    await body(join(folder, "tapedeck.log"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function newLog({ colour = false, secrets = [] as string[] } = {}) {
  const shown: string[] = [];
  const terminal = (line: string) => void shown.push(line);
  return { shown, log: createLog({ clock: CLOCK, terminal, colour, secrets: () => secrets }) };
}

const last = (tail: number, query: Partial<LogQuery> = {}): LogQuery => ({ tail, ...query });

Deno.test("a line is short on the terminal, dated for readers, and JSON in the file", () =>
  inFolder(async (path) => {
    const { shown, log } = newLog();
    log.open(dirname(path));
    log.info("binance", "connected");
    log.error("kraken", "refused");
    assert.deepEqual(await log.tail(last(10)), [
      `${AT} info binance: connected`,
      `${AT} error kraken: refused`,
    ]);
    log.close();
    assert.deepEqual(shown, ["03:04:05 info    binance: connected", "03:04:05 error   kraken: refused"]);
    assert.equal(
      Deno.readTextFileSync(path),
      `{"time":"${AT}","level":"info","actor":"binance","words":"connected"}\n` +
        `{"time":"${AT}","level":"error","actor":"kraken","words":"refused"}\n`,
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
  log.info("y\n\x1b[2J", "\ud800");
  assert.deepEqual(shown, [
    "03:04:05 info    x: <html> | busy | </html> [2J",
    "03:04:05 info    y |  [2J: \ufffd",
  ]);
});

Deno.test("a log opened again goes on in the same file", () =>
  inFolder(async (path) => {
    const folder = join(dirname(path), "logs");
    for (const words of ["first", "second"]) {
      const { log } = newLog();
      log.open(folder);
      log.info("x", words);
      log.close();
    }
    const { log } = newLog();
    log.open(folder);
    assert.deepEqual(await log.tail(last(10)), [`${AT} info x: first`, `${AT} info x: second`]);
    log.close();
  }));

Deno.test("a line is less than 64 KiB in the file, and says what was cut off", () =>
  inFolder(async (path) => {
    const { log } = newLog();
    log.open(dirname(path));
    for (const char of ["a", "😀", '"', "€", "\ud800"]) log.info(char.repeat(70_000), char.repeat(200_000));
    log.info("x", "short");
    const lines = Deno.readTextFileSync(path).split("\n");
    assert.deepEqual(
      lines.map((line) => new TextEncoder().encode(line).length < 65_536),
      Array(7).fill(true),
    );
    assert.match((await log.tail(last(6)))[0], /aaa… \(185000 more characters\)$/);
    log.close();
  }));

Deno.test("before it is open the tail is empty", async () => {
  assert.deepEqual(await newLog().log.tail(last(10)), []);
});

Deno.test("no secret is on the terminal or in the file, nor in the part that a line is about", () =>
  inFolder((path) => {
    const { shown, log } = newLog({ secrets: ["hunter22"] });
    log.open(dirname(path));
    log.info("proxy hunter22", "http://u:hunter22@h and hunt\ner22, hunter22");
    log.close();
    assert.deepEqual(shown, [
      "03:04:05 info    proxy ********: http://u:********@h and hunt | er22, ********",
    ]);
    assert.ok(!Deno.readTextFileSync(path).includes("hunter22"));
  }));

Deno.test("searches that are asked for at once each get their answer", () =>
  inFolder(async (path) => {
    const { log } = newLog();
    log.open(dirname(path));
    for (let n = 0; n < 5_000; n++) log.info(`x/${n % 10}`, `line ${n}`);
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) => log.tail(last(1, { actor: `x/${n}` }))),
    );
    assert.deepEqual(
      answers.flat(),
      Array.from({ length: 10 }, (_, n) => `${AT} info x/${n}: line ${4_990 + n}`),
    );
    log.close();
  }));

Deno.test("a search that fails is no harm to the next one", () =>
  inFolder(async (path) => {
    const { log } = newLog();
    log.open(dirname(path));
    log.info("x", "one");
    Deno.mkdirSync(`${path}.1`);
    await assert.rejects(log.tail(last(10)));
    Deno.removeSync(`${path}.1`);
    assert.equal((await log.tail(last(10))).length, 1);
    log.close();
  }));

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
      Deno.removeSync(path);
      log.info("x", "three");
      log.close();
      assert.equal(shown.length, 4);
      assert.match(shown[1], /^03:04:05 error {3}log: Cannot write ".*tapedeck\.log": .*space/);
      assert.match(Deno.readTextFileSync(path), /^\{.*"words":"three"\}\n$/);
    }),
});
