/** `tapedeck import` as a person meets it: what it says, what it refuses, and dccd 3's config. */
import assert from "node:assert/strict";
import { join } from "@std/path";
import { parseConfig } from "../../schemas/config.ts";
import { parseYaml } from "../../cli/config/yaml.ts";
import { lockFolder } from "../../actors/archive/lock.ts";
import { type ImportStage, onImportStage } from "../archive/import/stage.ts";

const test = (name: string, body: (stage: ImportStage) => Promise<void>) =>
  Deno.test(name, () => onImportStage(body));

const CANDLES = `select 1677974400 + range * 3600 as "TS", 1.0 as open, 2.0 as high, 0.5 as low, 1.5 as close,
  3.0 as volume, 9 as "weightedAverage" from range(3)`;
const FILE = "binance/ohlc/BTC-USDT/Hourly/2023.parquet";

test("the report says what came of each file and series, and what none of it proves", async (stage) => {
  await stage.write(FILE, CANDLES);
  await stage.write("binance/ohlc/BTC-USDT/Hourly/2022.parquet", "select 1 as a");
  const { code, text, said } = await stage.runText();
  assert.deepEqual([code, said], [1, []]);
  assert.equal(
    text.split("\nWhat this does not prove:")[0],
    `Imported "${stage.old}" (dccd's files) into "${stage.data}"

binance/ohlc/BTC-USDT/Hourly/2022.parquet: refused: of its columns a, none is the ts (ts, timestamp, time)
${FILE}: 3 rows, 3 taken

binance/ohlc/BTC-USDT/1h: 2 sources, 3 rows, 3 taken
  1 source: columns not taken: weightedAverage
`,
  );
  assert.match(text, /^ {2}Nothing shows that the last candle of a file was closed/m);
  const second = await stage.runText();
  assert.match(second.text, /^1 source imported before and unchanged: not read again \(--again does\)$/m);
});

test("a folder that a recorder writes to is refused, and so is one inside of the other", async (stage) => {
  await stage.write(FILE, CANDLES);
  const lock = lockFolder(stage.data, { pid: 4711, since: "2024-03-05T00:00:00Z" });
  const locked = await stage.runText();
  lock.release();
  const why =
    "process 4711 has been recording into it since 2024-03-05T00:00:00Z; stop it, or choose another folder";
  assert.deepEqual([locked.code, locked.said], [1, [`Cannot import into "${stage.data}": ${why}`]]);
  const before = stage.snapshot(stage.old);
  const inside = await stage.runText({ data: join(stage.old, "data") });
  assert.equal(inside.code, 1);
  assert.match(
    inside.said[0],
    /one is in the other; name another data folder with --data, or move the old one aside first: mv "old" "old-old"$/,
  );
  assert.deepEqual(stage.snapshot(stage.old), before);
});

test("what is not there, and what has nothing in it, is refused in a sentence", async (stage) => {
  const missing = await stage.runText({ dir: "nowhere" });
  assert.deepEqual([missing.code, missing.said], [1, [
    'Cannot import "nowhere": there is no such folder or file',
  ]]);
  const empty = await stage.runText();
  assert.equal(empty.code, 1);
  assert.match(empty.said[0], /^Cannot import ".*old": nothing in it is known; expected dccd's /);
  await stage.write(FILE, CANDLES);
  const other = await stage.runText({ exchange: ["kraken"] });
  assert.deepEqual([other.code, other.said], [1, [`Cannot import "${stage.old}": it has nothing of kraken`]]);
});

const DCCD_3 = `
jobs:
  - {exchange: binance, pairs: [BTC/USDT, ETH/USDT], data_type: ohlc, operation: backfill, span: Minutely, trigger_kind: interval, every: 60, start: 2021-01-01}
  - {exchange: kraken, pairs: [BTC/USD], data_type: orderbook, operation: stream, depth: 25, snapshot_interval: 30}
  - {exchange: okx, pairs: [BTC/USDT], data_type: trades, operation: stream, retries: 5}
  - {exchange: bybit, pairs: [BTC/USDT], data_type: trades, operation: backfill, trigger_kind: cron, cron: "5 * * * *"}
  - {exchange: bybit, pairs: [BTC/USDT], data_type: funding, operation: backfill}
storage: {local_path: ./archive}
workers: 4
`;

test("dccd 3's jobs become a tapedeck.yaml beside them, and what has no counterpart is said", async (stage) => {
  const yaml = join(stage.old, "dccd.yml");
  await Deno.writeTextFile(yaml, DCCD_3);
  const dry = await stage.run({ dryRun: true });
  assert.deepEqual([dry.code, Object.keys(stage.snapshot(stage.old))], [0, ["dccd.yml"]]);
  const { code, report } = await stage.run({ dir: yaml });
  const [{ to, notes }] = report.configs;
  assert.deepEqual([code, to], [0, join(stage.old, "tapedeck.yaml")]);
  assert.deepEqual(notes, [
    "jobs[2].retries has no counterpart, and is left out",
    "jobs[4]: tapedeck records no funding; the job is left out",
    "workers has no counterpart, and is left out",
  ]);
  const parsed = parseConfig(parseYaml(await Deno.readTextFile(to)));
  assert.ok(parsed.ok);
  const { config } = parsed;
  const jobs = config.histo_jobs.map((
    { exchange, pairs, span, data_type, every, cron, start },
  ) => [exchange, pairs.length, span, data_type, every, cron, start]);
  assert.deepEqual(jobs, [
    ["binance", 2, 60, "ohlc", 60, undefined, "2021-01-01"],
    ["bybit", 1, 3600, "trades", undefined, "5 * * * *", undefined],
  ]);
  const streams = config.stream_jobs.map((
    { exchange, channels, time_step, depth },
  ) => [exchange, channels, time_step, depth]);
  assert.deepEqual(streams, [["kraken", ["book"], 30, 25], ["okx", ["trades"], 60, 20]]);
  assert.equal(config.storage.local_path, "./archive");
  assert.equal((await stage.run({ dir: yaml })).code, 0);
});

test("a tapedeck.yaml that is there stays as it is", async (stage) => {
  await Deno.writeTextFile(join(stage.old, "dccd.yml"), DCCD_3);
  await Deno.writeTextFile(join(stage.old, "tapedeck.yaml"), "mine: true\n");
  const { code, report } = await stage.run();
  assert.equal(code, 1);
  assert.match(
    report.configs[0].refused!,
    /^Cannot convert ".*dccd.yml": ".*tapedeck.yaml" is there already, and stays as it is/,
  );
  assert.equal(await Deno.readTextFile(join(stage.old, "tapedeck.yaml")), "mine: true\n");
});

test("a config that cannot be converted says what is wrong with which job", async (stage) => {
  const yaml = join(stage.old, "dccd.yml");
  const refusal = async (text: string) => {
    await Deno.writeTextFile(yaml, text);
    return (await stage.run({ dir: yaml })).report.configs[0].refused;
  };
  assert.match(
    (await refusal("jobs: [{exchange: binance, data_type: ohlc}]"))!,
    /: histo_jobs\[0\].pairs is missing/,
  );
  assert.match((await refusal("jobs: [5]"))!, /: jobs\[0\] is no job$/);
  assert.match(
    (await refusal("stream_jobs: []"))!,
    /: tapedeck reads it as it is: tapedeck start --config dccd.yml$/,
  );
  assert.match((await refusal("[a: b"))!, /: line 2, column 1: /);
});
