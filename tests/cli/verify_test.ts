import assert from "node:assert/strict";
import { join } from "@std/path";
import { openCatalog } from "../../actors/control/catalog.ts";
import { lockFolder } from "../../actors/archive/lock.ts";
import { TestClock } from "../../actors/kernel/test_clock.ts";
import { WrongUsage } from "../../cli/arguments.ts";
import { verify, type VerifyFlags } from "../../cli/verify.ts";
import { temporaryDisk } from "../archive/samples.ts";
import { stageFor } from "./stage.ts";
import { DAY_FILE, DAY_US, makeArchive, NOW_US, TRADES } from "../archive/verify/market.ts";

/** What the command writes, without a terminal. */
function stage(cwd: string) {
  const { environment, wrote } = stageFor({ cwd, clock: new TestClock(NOW_US / 1000) });
  return { wrote, run: (flags: VerifyFlags) => verify({ data: ".", ...flags }, environment) };
}

Deno.test("verify writes the certificate and gives 0, or 1 where something contradicts", async () => {
  using folder = temporaryDisk();
  await makeArchive(folder.disk);
  const sound = stage(folder.root);
  assert.equal(await sound.run({ deep: true }), 0);
  assert.match(sound.wrote.stdout, /^Certificate of recorded market data\n/);
  assert.match(
    sound.wrote.stdout,
    /Verdict: nothing contradicts\. The rows and SHA-256 of 5 files in 3 series/,
  );
  assert.match(
    sound.wrote.stdout,
    new RegExp(`Written at 2024-03-07 12:00:00 UTC by tapedeck \\S+ from ${folder.root}\n$`),
  );
  folder.disk.remove(DAY_FILE);
  const spoiled = stage(folder.root);
  assert.equal(await spoiled.run({}), 1);
  assert.match(spoiled.wrote.stdout, /Verdict: 1 contradiction between/);
  assert.deepEqual([sound.wrote.complaints, sound.wrote.stderr], [[], ""]);
});

Deno.test("--json gives one object, of the series and the time that were asked for", async () => {
  using folder = temporaryDisk();
  await makeArchive(folder.disk);
  const { run, wrote } = stage(folder.root);
  assert.equal(await run({ json: true, series: ["trades"], from: DAY_US, to: DAY_US + 86_400e6 }), 0);
  const report = JSON.parse(wrote.stdout);
  assert.deepEqual(report.range, { from: DAY_US, to: DAY_US + 86_400e6 });
  assert.equal(report.contradicts, 0);
  assert.deepEqual(report.series.map(({ key }: { key: string }) => key), [TRADES]);
  assert.deepEqual(report.series[0].days, [
    { first: "2024-03-05", last: "2024-03-05", state: "degraded", proofs: ["ids"], days: 1, rows: 590 },
  ]);
});

Deno.test("a wish that names no series, and a time that is none, are wrong usage", async () => {
  using folder = temporaryDisk();
  await makeArchive(folder.disk);
  const { run } = stage(folder.root);
  await assert.rejects(
    run({ series: ["sandbx"] }),
    (error) =>
      error instanceof WrongUsage && error.message === 'Cannot find series "sandbx": did you mean sandbox?',
  );
  await assert.rejects(run({ from: 5, to: 5 }), WrongUsage);
});

Deno.test("a folder that tapedeck has not recorded into is refused", async () => {
  using folder = temporaryDisk();
  const { run, wrote } = stage(folder.root);
  assert.equal(await run({}), 1);
  assert.match(
    wrote.complaints.join(),
    /^Cannot read ".*": tapedeck has not recorded into it; name the data folder/,
  );
});

Deno.test("--rebuild settles what contradicts, says so, and makes the catalog anew", async () => {
  using folder = temporaryDisk();
  await makeArchive(folder.disk);
  const catalogPath = join(folder.root, ".tapedeck/catalog.sqlite");
  Deno.writeTextFileSync(catalogPath, "no database ".repeat(100));
  folder.disk.remove(DAY_FILE);
  const { run, wrote } = stage(folder.root);
  assert.equal(await run({ rebuild: true }), 0, wrote.stdout);
  assert.match(wrote.complaints[0], /2024-03-05\.parquet" is gone with its 590 rows; they count as lost/);
  assert.match(
    wrote.complaints[1],
    /^The catalog could not be read and is kept as ".*quarantine\/catalog\.sqlite"$/,
  );
  assert.match(
    wrote.stdout,
    /holes\n {4}2024-03-05 00:00:00 – 2024-03-05 00:09:59\.000001 {2}9 min 59 s {2}lost/,
  );
  const catalog = openCatalog(catalogPath);
  const trades = catalog.all().find(({ key }) => key === TRADES)!;
  assert.deepEqual([catalog.quarantined, catalog.all().length, trades.rows], [null, 3, 20]);
  catalog.close();
});

Deno.test("--rebuild is refused while another process records into the folder", async () => {
  using folder = temporaryDisk();
  await makeArchive(folder.disk);
  const { release } = lockFolder(folder.root, { pid: 4711, since: "2024-03-07T11:00:00.000Z" });
  const { run, wrote } = stage(folder.root);
  try {
    assert.equal(await run({ rebuild: true }), 1);
    assert.match(
      wrote.complaints[0],
      /^Cannot rebuild ".*": process 4711 has been recording into it since 2024/,
    );
    assert.equal(wrote.stdout, "");
    assert.equal(await run({}), 0, "reading needs no lock");
  } finally {
    release();
  }
});
