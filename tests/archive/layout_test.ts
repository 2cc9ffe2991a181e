import assert from "node:assert/strict";
import fc from "fast-check";
import { nextEpoch } from "../../actors/archive/epoch.ts";
import * as layout from "../../actors/archive/layout.ts";
import { lockFolder } from "../../actors/archive/lock.ts";
import { createCrashDisk } from "./crash_disk.ts";
import { temporaryDisk } from "./samples.ts";

const types = fc.constantFrom("trades" as const, "orderbook" as const, "ohlc" as const);
const time = fc.integer({ min: 1_230_768_000_000_000, max: 4_000_000_000_000_000 });

Deno.test("a time lies in its period, and a period's name gives it back", () => {
  fc.assert(fc.property(types, time, (type, ts) => {
    const period = layout.periodAt(type, ts);
    assert.ok(period.from <= ts && ts < period.to);
    assert.deepEqual(layout.parseFileName(type, `${period.name}.parquet`), { period, part: null });
  }));
  assert.equal(layout.periodAt("trades", Date.UTC(2024, 1, 29, 23, 59) * 1000).name, "2024-02-29");
  assert.equal(layout.periodAt("ohlc", Date.UTC(2023, 11, 31, 23, 59) * 1000).name, "2023");
});

Deno.test("paths of parts and segments say what they are of", () => {
  fc.assert(fc.property(fc.nat(), fc.nat(), fc.nat(3), time, (epoch, n, generation, ts) => {
    const period = layout.periodAt("trades", ts);
    const key = "binance/trades/BTC-USDT";
    const part = { epoch, n, generation };
    assert.deepEqual(layout.parseFilePath(layout.partPath(key, period.name, part)), { key, period, part });
    const name = { exchange: "binance", epoch, n };
    assert.deepEqual(layout.parseSegmentPath(layout.segmentPath(name)), name);
  }));
});

Deno.test("names that the archive does not give are not taken for its own", () => {
  const names = [
    "2024.parquet",
    "2024-13-40.parquet",
    "2024-01-01.part-1.parquet",
    "2024-01-01.part-1-2x0.parquet",
    "2024-01-01.parquet.tmp",
    "x.parquet",
  ];
  for (const name of names) assert.equal(layout.parseFileName("trades", name), null, name);
  assert.equal(layout.parseFileName("ohlc", "2024-01-01.parquet"), null);
});

Deno.test("epochs rise by one, through restarts", () => {
  const disk = createCrashDisk();
  assert.deepEqual([nextEpoch(disk), nextEpoch(disk), nextEpoch(disk)], [1, 2, 3]);
  disk.truncate(layout.EPOCH_PATH, 0);
  assert.throws(() => nextEpoch(disk), /Cannot read "\.tapedeck\/epoch": "" is no number/);
});

Deno.test("a folder has one writer, and the second is told who it is", () => {
  using folder = temporaryDisk();
  const holder = { pid: 4711, since: "2024-03-05T00:00:00Z" };
  const lock = lockFolder(folder.root, holder);
  const expected =
    `Cannot record into "${folder.root}": process 4711 has been recording into it since 2024-03-05T00:00:00Z`;
  assert.throws(
    () => lockFolder(folder.root, { pid: 1, since: "" }),
    (error: Error) => error.message.startsWith(expected),
  );
  lock.release();
  lockFolder(folder.root, holder).release();
});

Deno.test("the lock of a process that was killed is free", async () => {
  using folder = temporaryDisk();
  const script = `import { lockFolder } from "${new URL("../../actors/archive/lock.ts", import.meta.url)}";
    lockFolder(${JSON.stringify(folder.root)}, { pid: Deno.pid, since: "now" });
    console.log("held"); setInterval(() => {}, 1000);`;
  const args = [
    "run",
    "-A",
    "--no-check",
    "--config",
    new URL("../../deno.json", import.meta.url).pathname,
    "-",
  ];
  const child = new Deno.Command(Deno.execPath(), { args, stdin: "piped", stdout: "piped", stderr: "null" })
    .spawn();
  const input = child.stdin.getWriter();
  await input.write(new TextEncoder().encode(script));
  await input.close();
  const output = child.stdout.getReader();
  await output.read();
  assert.throws(
    () => lockFolder(folder.root, { pid: 1, since: "" }),
    new RegExp(`process ${child.pid} has been`),
  );
  child.kill("SIGKILL");
  await child.status;
  await output.cancel();
  lockFolder(folder.root, { pid: 1, since: "" }).release();
});
