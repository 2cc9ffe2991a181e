import assert from "node:assert/strict";
import { join } from "@std/path";
import type { Rclone } from "../../../actors/control/sync/mod.ts";
import { seededRandom } from "../../../actors/kernel/mod.ts";
import * as sample from "../../archive/samples.ts";
import { dayFile, purge, purged, restore } from "./moves.ts";
import { before, DAY_FILE, differences, filesIn, onStage, openedFrom, type Stage, TRADES } from "./stage.ts";
import { serveWebdav, type Webdav } from "./webdav.ts";

const REMOTE = "dav:tape";

async function onWebdav(body: (stage: Stage, dav: Webdav, there: string) => Promise<void>): Promise<void> {
  await using stage = await onStage();
  const root = join(stage.folder, "dav");
  Deno.mkdirSync(root);
  await using dav = await serveWebdav(root);
  await stage.addRemote("dav", { type: "webdav", url: dav.url, vendor: "other" });
  await body(stage, dav, join(root, "tape"));
}

const impatient = ({ run }: Rclone): Rclone => ({
  run: (each) => run({ ...each, args: ["--low-level-retries=5", ...each.args] }),
});

/** Syncs until it succeeds, and nothing merged is left there. */
async function untilSynced(stage: Stage, rclone: Rclone): Promise<void> {
  for (let attempt = 1; attempt <= 30; attempt++) {
    const { error, notes } = await stage.sync({ remote: REMOTE, rclone });
    if (error === null && notes.length === 0) return;
  }
  throw new Error("Cannot sync in 30 attempts");
}

Deno.test("a remote without hashes is checked by size, and says so", () =>
  onWebdav(async (stage, _dav, there) => {
    await stage.record(2, 0, 100);
    await stage.record(3, 100, 200);
    assert.equal((await stage.sync({ remote: REMOTE })).error, null);
    const { files, bySize } = stage.store.totals(REMOTE);
    assert.deepEqual([files, bySize], [2, 2]);
    assert.deepEqual((await openedFrom(there)).rows, sample.trades(0, 200));
    await stage.merge();
    assert.equal((await stage.sync({ remote: REMOTE })).error, null);
    assert.deepEqual(filesIn(there), [DAY_FILE]);
    assert.deepEqual(await differences(stage, REMOTE, ["--download"]), []);
  }));

Deno.test("on a remote without hashes a day of the same size as before is not taken for the same", () =>
  onWebdav(async (stage, _dav, there) => {
    await stage.record(2, 0, 100);
    await stage.merge();
    await stage.sync({ remote: REMOTE });
    const path = join(there, DAY_FILE);
    Deno.writeFileSync(path, Deno.readFileSync(path).map((byte, i) => i === 60 ? byte ^ 1 : byte));
    stage.forgetRemotes();
    assert.equal((await stage.sync({ remote: REMOTE })).error, null);
    assert.deepEqual(Deno.readFileSync(path), Deno.readFileSync(join(stage.dataFolder, DAY_FILE)));
  }));

/** Folders are there, and few requests are needed: rclone goes slower with each failure, up to 2 s a request. */
Deno.test("a remote that fails half of its requests has everything in the end", () =>
  onWebdav(async (stage, dav, there) => {
    await stage.record(2, 0, 100);
    await stage.sync({ remote: REMOTE });
    await stage.record(3, 100, 150);
    await stage.record(4, 150, 200);
    dav.trouble = { type: "half", random: seededRandom(7) };
    await untilSynced(stage, impatient(stage.rclone));
    dav.trouble = { type: "none" };
    assert.deepEqual(await differences(stage, REMOTE, ["--download"]), []);
    const opened = await openedFrom(there);
    assert.deepEqual([opened.problems, opened.rows], [[], sample.trades(0, 200)]);
  }));

/** With rclone's own patience: ten tries of each request. */
Deno.test("on a remote that fails half of its requests a merged day takes its parts' place, is moved, and comes back", () =>
  onWebdav(async (stage, dav, there) => {
    await stage.record(2, 0, 100);
    await stage.record(3, 100, 150);
    assert.equal((await stage.sync({ remote: REMOTE })).error, null);
    await stage.merge();
    const bytes = dayFile(stage);
    const trouble = { type: "half", random: seededRandom(3) } as const;
    dav.trouble = trouble;
    await untilSynced(stage, stage.rclone);
    dav.trouble = { type: "none" };
    assert.deepEqual(filesIn(there), [DAY_FILE]);
    assert.deepEqual(Deno.readFileSync(join(there, DAY_FILE)), bytes);

    const moves = { remotes: [{ remote: REMOTE, purge_after_days: 30 }] };
    dav.trouble = trouble;
    for (let tries = 0; filesIn(stage.dataFolder).length > 0; tries++) {
      assert.ok(tries < 30, "the purge does not end");
      await purge(stage, moves);
    }
    assert.deepEqual(Deno.readFileSync(join(there, DAY_FILE)), bytes);
    for (let tries = 0; filesIn(stage.dataFolder).length === 0; tries++) {
      assert.ok(tries < 30, "the restore does not end");
      await restore(stage, moves);
    }
    assert.deepEqual(dayFile(stage), bytes);
    assert.deepEqual(await sample.allRows(stage.archive, TRADES), sample.trades(0, 150));
  }));

Deno.test("a remote that gets full while a merged day replaces the one there keeps that one whole, and its parts", () =>
  onWebdav(async (stage, dav, there) => {
    await stage.record(2, 0, 100);
    await stage.merge();
    await stage.record(3, 100, 150);
    assert.equal((await stage.sync({ remote: REMOTE })).error, null);
    const before = filesIn(there).map((path) => [path, Deno.readFileSync(join(there, path))]);
    await stage.merge();
    dav.trouble = { type: "full", leftBytes: 100 };
    assert.match((await stage.sync({ remote: REMOTE })).error!, /507.*; it is full: free space there/);
    assert.deepEqual(filesIn(there).map((path) => [path, Deno.readFileSync(join(there, path))]), before);
    assert.deepEqual((await openedFrom(there)).rows, sample.trades(0, 150));
    const moves = { remotes: [{ remote: REMOTE, purge_after_days: 30 }] };
    assert.deepEqual(await purge(stage, moves), [], "what is not there does not go here");
    dav.trouble = { type: "none" };
    assert.equal((await stage.sync({ remote: REMOTE })).error, null);
    assert.deepEqual(filesIn(there), [DAY_FILE]);
    await purged(stage, moves);
  }));

Deno.test("a full remote is told as full, has no ledger of what it has not, and goes on when it has room", () =>
  onWebdav(async (stage, dav, there) => {
    for (let epoch = 2; epoch < 6; epoch++) await stage.record(epoch, (epoch - 2) * 50, (epoch - 1) * 50);
    dav.trouble = { type: "full", leftBytes: 8_000 };
    const { error, files } = await stage.sync({ remote: REMOTE });
    assert.match(error!, /Cannot copy "sandbox\/trades.*507.*; it is full: free space there/);
    assert.ok(files > 0 && files < 4, `${files} files`);
    assert.equal(stage.store.totals(REMOTE).files, files);
    assert.deepEqual(filesIn(join(there, ".tapedeck")), ["epoch", "origin.json"]);
    dav.trouble = { type: "none" };
    const after = await stage.sync({ remote: REMOTE });
    assert.deepEqual([after.error, after.files], [null, 4 - files]);
    assert.deepEqual((await openedFrom(there)).rows, sample.trades(0, 200));
  }));

Deno.test("a sync that is killed in the middle of a copy goes on from there", () =>
  onWebdav(async (stage, dav, there) => {
    await stage.record(2, 0, 100);
    await stage.record(3, 100, 200);
    const [began, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    dav.trouble = { type: "slow", until: release.promise, onPut: began.resolve };
    const stop = new AbortController();
    const house = before(stage.rclone, "copy", (args) => {
      if (!args.includes(stage.dataFolder)) throw new Error("no ledger goes before its files");
    });
    const syncing = stage.sync({ remote: REMOTE, rclone: house, signal: stop.signal });
    await began.promise;
    stop.abort(new Error("stopped"));
    await assert.rejects(syncing, /stopped/);
    release.resolve();
    dav.trouble = { type: "none" };
    assert.equal((await stage.sync({ remote: REMOTE })).error, null);
    assert.deepEqual(await differences(stage, REMOTE, ["--download"]), []);
    assert.deepEqual((await openedFrom(there)).rows, sample.trades(0, 200));
    assert.deepEqual(filesIn(there).filter((path) => !path.startsWith(TRADES)), []);
  }));

Deno.test("a dead remote fails with its words, and nothing is believed to be there", () =>
  onWebdav(async (stage, dav) => {
    await stage.record(2, 0, 100);
    dav.trouble = { type: "dead" };
    const started = performance.now();
    const { error, files } = await stage.sync({ remote: REMOTE });
    assert.match(error!, /503/);
    assert.deepEqual([files, stage.store.totals(REMOTE).files], [0, 0]);
    assert.ok(performance.now() - started < 30_000);
  }));
