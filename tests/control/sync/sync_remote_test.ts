import assert from "node:assert/strict";
import { join } from "@std/path";
import { coverageOf } from "../../../actors/archive/coverage.ts";
import { recover } from "../../../actors/archive/recover.ts";
import { installedRclone } from "../../../actors/control/sync/mod.ts";
import * as sample from "../../archive/samples.ts";
import { before, DAY_FILE, differences, filesIn, onStage, openedFrom, TRADES } from "./stage.ts";

const PART = `${TRADES}/2024-03-05.part-2-0.parquet`;
const LEDGER = `.tapedeck/coverage/${TRADES}.jsonl`;

Deno.test("a synced remote opens as a data folder with every row and every proof", async () => {
  await using stage = await onStage();
  await stage.record(2, 0, 100);
  await stage.record(3, 100, 250);
  const result = await stage.sync();
  assert.deepEqual([result.error, result.files, result.notes], [null, 2, []]);
  assert.deepEqual(await differences(stage, "tape:"), []);
  const opened = await openedFrom(stage.there);
  assert.deepEqual(opened.problems, []);
  assert.deepEqual(opened.rows, sample.trades(0, 250));
  assert.deepEqual(
    coverageOf(opened.archive.ledgers.of(TRADES).proof),
    coverageOf(stage.archive.ledgers.of(TRADES).proof),
  );
  assert.equal(Deno.readTextFileSync(join(stage.there, ".tapedeck/epoch")), "7\n");
  assert.deepEqual(stage.store.totals("tape:"), { files: 2, bytes: result.bytes, bySize: 0 });
});

Deno.test("a journal, a catalog and what runs leave behind do not go to a remote", async () => {
  await using stage = await onStage();
  await stage.record(2, 0, 10);
  for (const name of ["catalog.sqlite", "log.jsonl", "imports.jsonl", "journal/sandbox/9-0.wal"]) {
    Deno.mkdirSync(join(stage.dataFolder, ".tapedeck/journal/sandbox"), { recursive: true });
    Deno.writeTextFileSync(join(stage.dataFolder, ".tapedeck", name), "x");
  }
  await stage.sync();
  assert.deepEqual(filesIn(stage.there, { withHouse: true }), [
    `${LEDGER}`,
    ".tapedeck/epoch",
    ".tapedeck/origin.json",
    PART,
  ]);
  assert.deepEqual(
    filesIn(join(stage.dataFolder, ".tapedeck"), { withHouse: true }).filter((path) => /^sync/.test(path)),
    [],
  );
});

Deno.test("a second sync copies only what is new, and parts that were merged do not stay behind", async () => {
  await using stage = await onStage();
  await stage.record(2, 0, 100);
  await stage.sync();
  assert.equal((await stage.sync()).files, 0);
  await stage.record(3, 100, 200);
  await stage.merge();
  const result = await stage.sync();
  assert.deepEqual([result.error, result.files, result.removed], [null, 1, 1]);
  assert.deepEqual(filesIn(stage.there), [DAY_FILE]);
  assert.deepEqual((await openedFrom(stage.there)).rows, sample.trades(0, 200));
});

Deno.test("parts that are merged while they are copied are taken as what they became", async () => {
  await using stage = await onStage();
  await stage.record(2, 0, 100);
  await stage.record(3, 100, 200);
  let isMerged = false;
  const merging = before(stage.rclone, "copy", async (args) => {
    if (isMerged || !args.includes(stage.dataFolder) || !args.some((arg) => arg.includes("copy.list"))) {
      return;
    }
    const list = Deno.readTextFileSync(args.find((arg) => arg.includes("copy.list"))!.split("=")[1]);
    if (!list.includes("part-")) return;
    isMerged = true;
    await stage.merge();
  });
  const result = await stage.sync({ rclone: merging });
  assert.ok(isMerged);
  assert.equal(result.error, null);
  assert.deepEqual(filesIn(stage.there), [DAY_FILE]);
  assert.deepEqual((await openedFrom(stage.there)).problems, []);
});

Deno.test("a day that is merged anew takes its file's place there", async () => {
  await using stage = await onStage();
  await stage.record(2, 0, 100);
  await stage.merge();
  await stage.sync();
  await stage.record(3, 100, 130);
  await stage.merge();
  assert.equal((await stage.sync()).error, null);
  assert.deepEqual(await differences(stage, "tape:"), []);
  assert.deepEqual((await openedFrom(stage.there)).rows, sample.trades(0, 130));
});

Deno.test("a copy that is torn while it replaces a day's file leaves the one there whole", async () => {
  await using stage = await onStage();
  await stage.record(2, 0, 100);
  await stage.merge();
  await stage.sync();
  const old = Deno.readFileSync(join(stage.there, DAY_FILE));
  await stage.record(3, 100, 130);
  await stage.merge();
  const torn = before(stage.rclone, "moveto", () => {
    Deno.truncateSync(join(stage.there, `${DAY_FILE}.tmp`), 100);
    throw new Error("the power is gone");
  });
  assert.match((await stage.sync({ rclone: torn })).error!, /the power is gone/);
  assert.deepEqual(Deno.readFileSync(join(stage.there, DAY_FILE)), old);
  assert.equal((await stage.sync()).error, null);
  assert.deepEqual(filesIn(stage.there), [DAY_FILE]);
});

Deno.test("what was damaged here neither replaces nor removes the sound copy there", async () => {
  await using stage = await onStage();
  await stage.record(2, 0, 100);
  await stage.sync();
  const sound = Deno.readFileSync(join(stage.there, PART));
  const damaged = sound.map((byte, i) => i === 50 ? byte ^ 1 : byte);
  Deno.writeFileSync(join(stage.dataFolder, PART), damaged);
  stage.forgetRemotes();
  Deno.removeSync(join(stage.there, LEDGER));
  // The remote's copy is another size than expected: it would be copied, were the one here sound.
  Deno.truncateSync(join(stage.there, PART), sound.length - 1);
  assert.match((await stage.sync()).error!, /"sandbox\/trades.*part-2-0.*" is not as it was written/);
  assert.equal(Deno.statSync(join(stage.there, PART)).size, sound.length - 1);
  assert.equal(Deno.readFileSync(join(stage.dataFolder, PART)).length, sound.length);

  Deno.writeFileSync(join(stage.there, PART), sound);
  Deno.truncateSync(join(stage.dataFolder, PART), 100);
  await recover(stage.archive);
  assert.deepEqual([...stage.archive.ledgers.of(TRADES).files.keys()], []);
  assert.equal((await stage.sync()).error, null);
  assert.deepEqual(Deno.readFileSync(join(stage.there, PART)), sound);
  const kept = filesIn(join(stage.there, ".tapedeck/quarantine"));
  assert.deepEqual(kept, [`${PART}`, `${PART}.json`]);
});

Deno.test("a file that somebody removed or cut short there is copied again", async () => {
  await using stage = await onStage();
  await stage.record(2, 0, 100);
  await stage.record(3, 100, 200);
  await stage.sync();
  Deno.removeSync(join(stage.there, PART));
  Deno.truncateSync(join(stage.there, PART.replace("part-2", "part-3")), 10);
  const result = await stage.sync();
  assert.deepEqual([result.error, result.files], [null, 2]);
  assert.deepEqual(await differences(stage, "tape:"), []);
});

Deno.test("without its record a sync compares, and copies nothing twice", async () => {
  await using stage = await onStage();
  await stage.record(2, 0, 100);
  await stage.sync();
  stage.forgetRemotes();
  const result = await stage.sync();
  assert.deepEqual([result.error, result.files], [null, 0]);
  assert.equal(stage.store.totals("tape:").files, 1);
});

Deno.test("a file that is in the way of another's is left alone", async () => {
  await using stage = await onStage();
  await stage.record(2, 0, 10);
  const foreign = [
    `${TRADES}/notes.txt`,
    `${TRADES}/2024-03-05.part-99-0.parquet`,
    "other/trades/X/2020-01-01.parquet",
  ];
  for (const path of foreign) {
    Deno.mkdirSync(join(stage.there, path, ".."), { recursive: true });
    Deno.writeTextFileSync(join(stage.there, path), "somebody's");
  }
  assert.equal((await stage.sync()).error, null);
  for (const path of foreign) assert.equal(Deno.readTextFileSync(join(stage.there, path)), "somebody's");
});

Deno.test("a remote that holds another folder's archive is refused, and nothing there is touched", async () => {
  await using stage = await onStage();
  await using other = await onStage();
  await stage.record(2, 0, 10);
  await stage.sync();
  await other.addRemote("shared", { type: "alias", remote: stage.there });
  await other.record(2, 500, 600);
  const before = filesIn(stage.there, { withHouse: true });
  assert.match((await other.sync({ remote: "shared:" })).error!, /holds the archive of another data folder/);
  assert.deepEqual(filesIn(stage.there, { withHouse: true }), before);
});

Deno.test("a remote that rclone does not know is told with what to do", async () => {
  await using stage = await onStage();
  await stage.record(2, 0, 10);
  const { error } = await stage.sync({ remote: "nowhere:x" });
  assert.match(
    error!,
    /Cannot sync to "nowhere:x": .*didn't find section.*; add "nowhere" with rclone config/,
  );
});

Deno.test("without rclone the sync says so", async () => {
  await using stage = await onStage();
  const { error } = await stage.sync({ rclone: installedRclone("/nowhere/rclone") });
  assert.match(error!, /rclone is not installed/);
});

Deno.test("a remote's name is never an option or a connection string", async () => {
  await using stage = await onStage();
  for (
    const remote of [
      "--config=/x:y",
      ":local:/tmp",
      'dav,bearer_token_command="touch /tmp/x":',
      "no-colon",
      "-a:b",
    ]
  ) {
    assert.match((await stage.sync({ remote })).error!, /it is no remote of rclone's config/, remote);
  }
});

Deno.test("a data folder whose disk is not mounted is no empty archive", async () => {
  await using stage = await onStage();
  await stage.record(2, 0, 10);
  await stage.sync();
  Deno.renameSync(stage.dataFolder, `${stage.dataFolder}-away`);
  Deno.mkdirSync(stage.dataFolder);
  assert.match((await stage.sync()).error!, /the data folder is gone, or its disk is not mounted/);
  assert.deepEqual(filesIn(stage.there), [PART]);
});
