import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { certificateText } from "../../../actors/archive/verify/certificate.ts";
import { select } from "../../../actors/archive/verify/selection.ts";
import { lengthWords, percent, timeWords } from "../../../actors/archive/verify/words.ts";
import { purge, rigOn, temporaryDisk } from "../samples.ts";
import { type Asked, DAY_FILE, DAY_US, makeArchive, NOW_US, report } from "./market.ts";

const ORIGIN = { software: "tapedeck 0.0.0", folder: "/srv/data", atUs: NOW_US + 123_456 };
type Disk = Parameters<typeof report>[0];

const textOf = async (disk: Disk, asked?: Asked) => certificateText(await report(disk, asked), ORIGIN);
/** Sizes and hashes are the Parquet writer's. */
const withoutSizes = (text: string) =>
  text.replace(/[0-9a-f]{64}/g, "«sha256»").replace(/[\d,]+ bytes/g, "«n» bytes").replace(
    /[\d.]+ MB/g,
    "«n» MB",
  );

Deno.test("the certificate of a sound folder, word for word", async () => {
  using folder = temporaryDisk();
  await makeArchive(folder.disk);
  const golden = new URL("./certificate.txt", import.meta.url);
  const text = withoutSizes(await textOf(folder.disk));
  if (Deno.env.get("GOLDEN") === "write") Deno.writeTextFileSync(golden, text);
  assert.equal(text, Deno.readTextFileSync(golden));
});

Deno.test("a certificate is the same for the same folder but for its last line, and bears its own SHA-256", async () => {
  using folder = temporaryDisk();
  await makeArchive(folder.disk);
  const text = await textOf(folder.disk);
  const later = certificateText(await report(folder.disk), {
    ...ORIGIN,
    folder: "/copy",
    atUs: NOW_US + 5e6,
  });
  const lines = text.split("\n");
  assert.equal(lines.slice(0, -2).join("\n"), later.split("\n").slice(0, -2).join("\n"));
  const above = lines.slice(0, -3).join("\n") + "\n";
  const sha256 = createHash("sha256").update(above).digest("hex");
  assert.equal(lines.at(-3), `SHA-256 of the text above: ${sha256}`);
});

Deno.test("sha256sum finds the files of a certificate as they are", async () => {
  using folder = temporaryDisk();
  await makeArchive(folder.disk);
  const certificate = await Deno.makeTempFile();
  await Deno.writeTextFile(certificate, await textOf(folder.disk));
  const command = new Deno.Command("sha256sum", {
    args: ["-c", certificate],
    cwd: folder.root,
    stderr: "null",
  });
  const { code, stdout } = await command.output();
  assert.equal(code, 0);
  assert.equal(new TextDecoder().decode(stdout).match(/: OK$/gm)?.length, 5);
  await Deno.remove(certificate);
});

Deno.test("what contradicts stands at the end, and turns the verdict", async () => {
  using folder = temporaryDisk();
  await makeArchive(folder.disk);
  folder.disk.remove(DAY_FILE);
  const text = await textOf(folder.disk);
  assert.match(text, /^ {2}against it +1 contradiction, below$/m);
  assert.match(
    text,
    /\nContradictions\n {2}- sandbox\/trades\/BTC-USDT\/2024-03-05.parquet is not there; the ledger lists it with 590 rows\n\nVerdict: 1 contradiction between what is claimed and what is there\.\n/,
  );
});

Deno.test("a file that was moved is told with its remote and its SHA-256", async () => {
  using folder = temporaryDisk();
  await makeArchive(folder.disk);
  purge(rigOn(folder.disk).archive, DAY_FILE, "s3:bucket/tape");
  const text = await textOf(folder.disk);
  assert.match(
    text,
    /2024-03-05\.parquet +590 rows .*\n +moved to s3:bucket\/tape\n +SHA-256 [0-9a-f]{64}\n/,
  );
  assert.doesNotMatch(text, new RegExp(`^[0-9a-f]{64}  ${DAY_FILE}`, "m"));
});

Deno.test("a range of time is told alone", async () => {
  using folder = temporaryDisk();
  await makeArchive(folder.disk);
  const { series } = await report(folder.disk, { from: DAY_US + 60e6, to: DAY_US + 303e6 });
  const trades = series.at(-1)!;
  assert.deepEqual(trades.covers, { from: DAY_US + 60e6, to: DAY_US + 303e6 });
  assert.deepEqual(trades.holes, [{
    from: DAY_US + 299e6,
    to: DAY_US + 303e6,
    causes: ["outage"],
    reasons: ["the socket was closed (1006)"],
  }]);
  assert.deepEqual(trades.files.map(({ path }) => path), [DAY_FILE]);
  assert.equal(trades.proven, 239 / 243);
});

Deno.test("no line of a certificate but those of checksums is longer than 100 characters", async () => {
  using folder = temporaryDisk();
  const { archive } = await makeArchive(folder.disk);
  const reason = "the exchange said no, ".repeat(20);
  archive.ledgers.append("sandbox/trades/BTC-USDT", [
    { kind: "gap", from: DAY_US + 700e6, to: DAY_US + 800e6, cause: "outage", reason },
    { kind: "lost", from: DAY_US + 700e6, to: DAY_US + 710e6, reason },
  ]);
  const long = (await textOf(folder.disk)).split("\n").filter((line) => line.length > 100);
  assert.deepEqual(long.filter((line) => !/^[0-9a-f]{64} {2}/.test(line)), []);
});

Deno.test("times, lengths and shares are exact, and never look better than they are", () => {
  assert.equal(timeWords(DAY_US), "2024-03-05 00:00:00");
  assert.equal(timeWords(DAY_US + 1_500_010), "2024-03-05 00:00:01.50001");
  assert.equal(timeWords(DAY_US - 1), "2024-03-04 23:59:59.999999");
  assert.deepEqual([1, 1500, 61e6, 86_400e6, 90_000e6].map(lengthWords), [
    "1 µs",
    "1 ms 500 µs",
    "1 min 1 s",
    "1 d",
    "1 d 1 h",
  ]);
  assert.deepEqual([0, 0.99999999, 1].map(percent), ["0 %", "99.999 %", "100 %"]);
});

Deno.test("series are chosen by keys with wildcards and by words, and the nearest is named", () => {
  const [candles, btc, eth] = [
    "binance/ohlc/BTC-USDT/1m",
    "binance/trades/BTC-USDT",
    "kraken/trades/ETH-USD",
  ];
  const keys = [candles, btc, eth];
  const chosen: Array<[string[], string[]]> = [
    [[], keys],
    [["binance"], [candles, btc]],
    [["binance/trades/*"], [btc]],
    [["binance/*/BTC-USDT"], [candles, btc]],
    [["*/trades"], [btc, eth]],
    [["btc/usdt"], [candles, btc]],
    [["ETH-USD", "1m"], [candles, eth]],
    [["kraken/trades/ETH-USD", "kraken"], [eth]],
  ];
  for (const [wishes, found] of chosen) assert.deepEqual(select(keys, wishes), found, wishes.join());
  assert.throws(() => select(keys, ["binanc"]), /Cannot find series "binanc": did you mean binance\?/);
  assert.throws(() => select(keys, ["."]), /Cannot find series "\."/);
  assert.throws(() => select([], ["binance"]), /Cannot find series "binance": the folder has none/);
});
