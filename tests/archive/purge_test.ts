import assert from "node:assert/strict";
import { coverageOf } from "../../actors/archive/coverage.ts";
import { mergeFiles } from "../../actors/archive/merge.ts";
import { dueMerges } from "../../actors/archive/merge_plan.ts";
import { purgeFile } from "../../actors/archive/purge.ts";
import { recover } from "../../actors/archive/recover.ts";
import { restoreFile } from "../../actors/archive/restore.ts";
import { sealAll } from "../../actors/archive/seal.ts";
import { TestClock } from "../../actors/kernel/test_clock.ts";
import * as sample from "./samples.ts";

const { DAY_US, TRADES } = sample;
const DAY_FILE = `${TRADES}/2024-03-05.parquet`;
const REMOTE = "s3:bucket/tape";
const nextDay = () => new TestClock(DAY_US / 1000 + 26 * 3_600_000);

async function sealAndSettle(rig: sample.Rig, epoch: number, from: number, to: number): Promise<void> {
  const journal = rig.journal(epoch);
  await journal.append({ key: TRADES, rows: sample.ofTrades(sample.trades(from, to)) });
  await journal.close();
  await sealAll(rig.archive, "sandbox", () => true);
  for (const merge of dueMerges(rig.archive, TRADES)) await mergeFiles(rig.archive, merge);
}

const namesIn = ({ disk }: { disk: sample.Rig["archive"]["disk"] }) =>
  disk.list(TRADES).map(({ name }) => name);

Deno.test("a purged file's proof stays, also over a restart, and nothing of it counts as lost", async () => {
  using folder = sample.temporaryDisk();
  const rig = sample.rigOn(folder.disk, nextDay());
  await sealAndSettle(rig, 2, 0, 100);
  const before = coverageOf(rig.archive.ledgers.of(TRADES).proof);
  sample.purge(rig.archive, DAY_FILE, REMOTE);
  assert.deepEqual(namesIn(folder), []);
  const again = sample.rigOn(folder.disk, nextDay());
  assert.deepEqual((await recover(again.archive)).problems, []);
  const record = again.archive.ledgers.of(TRADES);
  assert.deepEqual(coverageOf(record.proof), before);
  assert.deepEqual([...record.files.keys(), ...record.moved.keys()], [DAY_FILE]);
  assert.equal(record.moved.get(DAY_FILE)!.remote, REMOTE);
});

Deno.test("a file that the ledger calls moved and that lies here as it was is here, whoever brought it", async () => {
  using folder = sample.temporaryDisk();
  const rig = sample.rigOn(folder.disk, nextDay());
  await sealAndSettle(rig, 2, 0, 100);
  const { from, to } = rig.archive.ledgers.of(TRADES).files.get(DAY_FILE)!;
  rig.archive.ledgers.append(TRADES, [{ kind: "moved", from, to, path: DAY_FILE, remote: REMOTE }]);
  const again = sample.rigOn(folder.disk, nextDay());
  assert.deepEqual((await recover(again.archive)).problems, []);
  assert.deepEqual(namesIn(folder), ["2024-03-05.parquet"]);
  assert.deepEqual([...again.archive.ledgers.of(TRADES).moved.keys()], []);
  assert.deepEqual(await sample.allRows(again.archive, TRADES), sample.trades(0, 100));
});

Deno.test("another file in a moved one's place is set aside, and the remote stays on record", async () => {
  using folder = sample.temporaryDisk();
  const rig = sample.rigOn(folder.disk, nextDay());
  await sealAndSettle(rig, 2, 0, 100);
  const other = sample.temporaryDisk();
  const otherRig = sample.rigOn(other.disk, nextDay());
  await sealAndSettle(otherRig, 2, 0, 90);
  const foreign = Deno.readFileSync(`${other.root}/${DAY_FILE}`);
  other[Symbol.dispose]();
  sample.purge(rig.archive, DAY_FILE, REMOTE);
  Deno.writeFileSync(`${folder.root}/${DAY_FILE}`, foreign);
  const again = sample.rigOn(folder.disk, nextDay());
  assert.match((await recover(again.archive)).problems.join(), /was kept as ".tapedeck\/quarantine/);
  assert.equal(again.archive.ledgers.of(TRADES).moved.get(DAY_FILE)!.remote, REMOTE);
  assert.deepEqual(namesIn(folder), []);
});

function bring(root: string, bytes: Uint8Array): void {
  Deno.writeFileSync(`${root}/${DAY_FILE}.tmp`, bytes);
}

Deno.test("a file is restored only where it was moved, and only with the bytes that it had", async () => {
  using folder = sample.temporaryDisk();
  const rig = sample.rigOn(folder.disk, nextDay());
  await sealAndSettle(rig, 2, 0, 100);
  const bytes = Deno.readFileSync(`${folder.root}/${DAY_FILE}`);
  assert.throws(() => restoreFile(rig.archive, DAY_FILE), /does not say that it was moved/);
  sample.purge(rig.archive, DAY_FILE, REMOTE);
  assert.throws(() => restoreFile(rig.archive, DAY_FILE), /has other bytes/);
  bring(folder.root, bytes.map((byte, i) => i === 50 ? byte ^ 1 : byte));
  assert.throws(() => restoreFile(rig.archive, DAY_FILE), /has other bytes/);
  assert.equal(rig.archive.ledgers.of(TRADES).moved.size, 1);
  bring(folder.root, bytes);
  restoreFile(rig.archive, DAY_FILE);
  assert.deepEqual(namesIn(folder), ["2024-03-05.parquet"]);
  assert.deepEqual(Deno.readFileSync(`${folder.root}/${DAY_FILE}`), bytes);
  assert.deepEqual((await recover(sample.rigOn(folder.disk, nextDay()).archive)).problems, []);
  assert.deepEqual(await sample.allRows(rig.archive, TRADES), sample.trades(0, 100));
});

Deno.test("a late row for a purged day stays a part until the day's file is here again", async () => {
  using folder = sample.temporaryDisk();
  const rig = sample.rigOn(folder.disk, nextDay());
  await sealAndSettle(rig, 2, 0, 100);
  const bytes = Deno.readFileSync(`${folder.root}/${DAY_FILE}`);
  sample.purge(rig.archive, DAY_FILE, REMOTE);
  await sealAndSettle(rig, 3, 100, 101);
  assert.deepEqual(namesIn(folder), ["2024-03-05.part-3-0.parquet"]);

  bring(folder.root, bytes);
  restoreFile(rig.archive, DAY_FILE);
  for (const merge of dueMerges(rig.archive, TRADES)) await mergeFiles(rig.archive, merge);
  assert.deepEqual(namesIn(folder), ["2024-03-05.parquet"]);
  assert.deepEqual(await sample.allRows(rig.archive, TRADES), sample.trades(0, 101));
});

Deno.test("what is a part, or not as the ledger has it, is not purged", async () => {
  using folder = sample.temporaryDisk();
  const rig = sample.rigOn(folder.disk, nextDay());
  await sealAndSettle(rig, 2, 0, 100);
  const part = `${TRADES}/2024-03-05.part-9-9.parquet`;
  assert.throws(() => purgeFile(rig.archive, { path: part, sha256: "", remote: REMOTE }), /it is a part/);
  const { sha256 } = rig.archive.ledgers.of(TRADES).files.get(DAY_FILE)!;
  const other = { path: DAY_FILE, sha256: sha256.replace(/^./, "x"), remote: REMOTE };
  assert.throws(() => purgeFile(rig.archive, other), /it was merged anew since/);
  Deno.writeTextFileSync(`${folder.root}/${DAY_FILE}`, "other");
  assert.throws(() => sample.purge(rig.archive, DAY_FILE, REMOTE), /not as the ledger has it/);
});
