import assert from "node:assert/strict";
import { join } from "@std/path";
import { coverageOf } from "../../../actors/archive/coverage.ts";
import type { Rclone } from "../../../actors/control/sync/mod.ts";
import { openLedgers } from "../../../actors/archive/ledgers.ts";
import { before, DAY_FILE, filesIn, onStage, openedFrom, type Stage, TRADES } from "./stage.ts";
import { dayFile, doorOf, flipped, plan, purge, purged, withDay } from "./moves.ts";
import { serveWebdav, type Webdav } from "./webdav.ts";

const MONTH = { remote: "tape:", purge_after_days: 30 };

async function withDav(stage: Stage): Promise<Webdav> {
  Deno.mkdirSync(join(stage.folder, "dav"));
  const dav = await serveWebdav(join(stage.folder, "dav"));
  await stage.addRemote("dav", { type: "webdav", url: dav.url, vendor: "other" });
  return dav;
}

/** Most remotes keep one hash of their own. */
const onlyMd5 = (rclone: Rclone): Rclone => ({
  async run(run) {
    const answer = await rclone.run(run);
    return run.args[0] === "backend" ? { ...answer, stdout: JSON.stringify({ Hashes: ["md5"] }) } : answer;
  },
});

Deno.test("nothing is purged where no remote asks for it, however old it is and however full the disk", async () => {
  await using stage = await onStage();
  const bytes = await withDay(stage, ["tape:"]);
  assert.deepEqual(await purge(stage, { remotes: [{ remote: "tape:" }], days: 9_000, freeGb: 0 }), []);
  assert.deepEqual(dayFile(stage), bytes);
});

Deno.test("a file goes so many days after its period's end, its proof stays, and the ledger says where it is", async () => {
  await using stage = await onStage();
  const bytes = await withDay(stage, ["tape:"]);
  const proof = coverageOf(stage.archive.ledgers.of(TRADES).proof);
  assert.deepEqual(await purge(stage, { remotes: [MONTH], days: 29.99 }), []);
  assert.deepEqual(dayFile(stage), bytes);
  await purged(stage, { remotes: [MONTH], days: 30 });
  const record = openLedgers(stage.archive.disk).of(TRADES);
  assert.equal(record.moved.get(DAY_FILE)!.remote, "tape:");
  assert.deepEqual(coverageOf(record.proof), proof);
  assert.equal((await stage.sync()).error, null, "its next sync keeps it there");
  assert.deepEqual(Deno.readFileSync(join(stage.there, DAY_FILE)), bytes);
});

Deno.test("what would be purged is told by series, and it is what a purge then removes", async () => {
  await using stage = await onStage();
  const { length: bytes } = await withDay(stage, ["tape:"]);
  const all = [MONTH, { remote: "other:" }];
  const nothing = { files: 0, bytes: 0, series: [] };
  assert.deepEqual(await plan(stage, { remotes: [{ remote: "tape:" }], freeGb: 0 }), nothing, "no rule");
  assert.deepEqual(await plan(stage, { remotes: [MONTH], days: 29.99 }), nothing, "too young");
  assert.deepEqual(await plan(stage, { remotes: all }), nothing, "the other one was never synced");
  const day = DAY_FILE.slice(-"2024-03-05.parquet".length, -".parquet".length);
  const due = {
    files: 1,
    bytes,
    series: [{ series: TRADES, files: 1, bytes, first_day: day, last_day: day }],
  };
  assert.deepEqual(await plan(stage, { remotes: [MONTH] }), due);
  const whenLow = { remotes: [{ remote: "tape:", purge_when_low: true }], days: 1 };
  assert.deepEqual(await plan(stage, { ...whenLow, freeGb: 10 }), nothing, "there is room");
  assert.deepEqual(await plan(stage, { ...whenLow, freeGb: 0.5 }), due);
  await purged(stage, { remotes: [MONTH] });
  assert.deepEqual(await plan(stage, { remotes: [MONTH] }), nothing);
});

Deno.test("a file goes only when every remote of the config holds it, and was just seen to", async () => {
  await using stage = await onStage();
  const other = join(stage.folder, "other");
  await stage.addRemote("other", { type: "alias", remote: other });
  const bytes = await withDay(stage, ["tape:"]);
  const remotes = [MONTH, { remote: "other:" }];
  assert.deepEqual(await purge(stage, { remotes }), [], "the other one was never synced");
  assert.equal((await stage.sync({ remote: "other:" })).error, null);

  Deno.writeFileSync(join(other, DAY_FILE), flipped(bytes));
  assert.deepEqual(await purge(stage, { remotes }), [], "the other one holds other bytes");
  Deno.removeSync(join(other, DAY_FILE));
  assert.deepEqual(await purge(stage, { remotes }), [], "the other one has lost it");
  assert.deepEqual(dayFile(stage), bytes);

  assert.equal((await stage.sync({ remote: "other:" })).error, null);
  await purged(stage, { remotes });
});

Deno.test("a remote that cannot be asked keeps everything here, and is named", async () => {
  await using stage = await onStage();
  const bytes = await withDay(stage, ["tape:"]);
  const unknown = before(stage.rclone, "lsjson", (args) => {
    if (args.includes("tape:")) throw new Error("the network is gone");
  });
  const [{ remote, files, error }] = await purge(stage, { remotes: [MONTH], rclone: unknown });
  assert.deepEqual([remote, files], ["tape:", 0]);
  assert.equal(error, 'Cannot purge what "tape:" is to hold: the network is gone');
  assert.deepEqual(dayFile(stage), bytes);
});

Deno.test("a remote that keeps no hashes is read back before anything goes", async () => {
  await using stage = await onStage();
  await using dav = await withDav(stage);
  const bytes = await withDay(stage, ["dav:tape"]);
  const there = join(stage.folder, "dav/tape", DAY_FILE);
  const remotes = [{ remote: "dav:tape", purge_after_days: 30 }];
  const before = dav.requests.GET ?? 0;
  Deno.writeFileSync(there, flipped(bytes));
  assert.deepEqual(await purge(stage, { remotes }), []);
  assert.deepEqual(dayFile(stage), bytes);
  assert.ok(dav.requests.GET > before);
  Deno.writeFileSync(there, bytes);
  await purged(stage, { remotes });
});

Deno.test("a remote that keeps MD5 is believed where the bytes here are those of the ledger", async () => {
  await using stage = await onStage();
  const reads: string[][] = [];
  const watched = onlyMd5(before(stage.rclone, "hashsum", (args) => void reads.push(args)));
  const bytes = await withDay(stage, ["tape:"]);
  const remotes = [MONTH];
  Deno.writeFileSync(join(stage.dataFolder, DAY_FILE), flipped(bytes));
  assert.deepEqual(
    await purge(stage, { remotes, rclone: watched }),
    [],
    "what is here is not what was written",
  );
  Deno.writeFileSync(join(stage.dataFolder, DAY_FILE), bytes);
  await purged(stage, { remotes, rclone: watched });
  assert.deepEqual(reads, [], "nothing had to be read back");
});

Deno.test("a remote that leads into the data folder itself is no second copy", async () => {
  await using stage = await onStage();
  await stage.addRemote("self", { type: "alias", remote: stage.dataFolder });
  const bytes = await withDay(stage, ["self:"]);
  const [{ error }] = await purge(stage, { remotes: [{ remote: "self:", purge_after_days: 1 }] });
  assert.match(error!, /^Cannot purge: "self:" leads to this data folder itself/);
  assert.deepEqual(dayFile(stage), bytes);
  assert.deepEqual(filesIn(stage.dataFolder), [DAY_FILE]);
});

Deno.test("a day whose late rows are not merged yet, or that was merged after the remote was looked at, stays", async () => {
  await using stage = await onStage();
  await withDay(stage, ["tape:"]);
  await stage.record(3, 100, 110);
  assert.deepEqual(await purge(stage, { remotes: [MONTH] }), []);
  await stage.merge();
  assert.equal((await stage.sync()).error, null);

  const door = doorOf(stage.archive);
  const late = {
    ...door,
    async purge(file: { path: string; sha256: string }, remote: string) {
      await stage.record(4, 110, 120);
      await stage.merge();
      await door.purge(file, remote);
    },
  };
  const [{ files, error }] = await purge(stage, { remotes: [MONTH], door: late });
  assert.equal(files, 0);
  assert.match(error!, /it was merged anew since "tape:" was looked at/);
  assert.deepEqual(filesIn(stage.dataFolder), [DAY_FILE]);
});

Deno.test("where space is low the oldest goes first, and no more than is needed", async () => {
  await using stage = await onStage();
  const days = ["2024-03-05", "2024-03-06", "2024-03-07"];
  for (const [i] of days.entries()) await stage.record(2 + i, i * 86_400, i * 86_400 + 50);
  await stage.merge(80);
  assert.equal((await stage.sync()).error, null);
  const low = { remotes: [{ remote: "tape:", purge_when_low: true }], days: 5 };
  assert.deepEqual(filesIn(stage.dataFolder).length, 3);
  assert.deepEqual(await purge(stage, { ...low, freeGb: 1.25 }), [], "history goes on still");
  const { bytes } = stage.parts.holdings.read(TRADES).files[0];
  // Just under the mark of a file's size, so that one file is enough.
  const minFreeGb = bytes / 1e9;
  const [one] = await purge(stage, { ...low, minFreeGb, freeGb: minFreeGb });
  assert.deepEqual([one.files, one.error], [1, null]);
  assert.deepEqual(filesIn(stage.dataFolder), days.slice(1).map((day) => `${TRADES}/${day}.parquet`));
  const [rest] = await purge(stage, { ...low, freeGb: 0 });
  assert.equal(rest.files, 2);
  assert.deepEqual(filesIn(stage.dataFolder), []);
  assert.equal((await stage.sync()).error, null);
  assert.equal((await openedFrom(stage.there)).rows.length, 150);
});
