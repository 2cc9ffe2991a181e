import assert from "node:assert/strict";
import { openArchive } from "../../actors/archive/archive.ts";
import type { Disk } from "../../actors/archive/disk.ts";
import { coverageOf } from "../../actors/archive/coverage.ts";
import { coveragePath } from "../../actors/archive/layout.ts";
import type { SeriesRecord } from "../../actors/archive/ledgers.ts";
import { mergeFiles } from "../../actors/archive/merge.ts";
import { recover } from "../../actors/archive/recover.ts";
import { sealAll } from "../../actors/archive/seal.ts";
import {
  allRows,
  bookFrame,
  BOOKS,
  DAY_US,
  HOUR_US,
  ofBooks,
  ofTrades,
  type Rig,
  rigOn,
  temporaryDisk,
  TRADES,
  trades,
} from "./samples.ts";

const PART = `${TRADES}/2024-03-05.part-2-0.parquet`;

/** Two parts of trades, ids 0 to 9 and 10 to 19, sealed. */
async function sealTwo(rig: Rig): Promise<void> {
  const journal = rig.journal(2);
  for (const from of [0, 10]) {
    await journal.append({ key: TRADES, rows: ofTrades(trades(from, from + 10)) });
    await journal.roll();
  }
  await journal.close();
  await sealAll(rig.archive, "sandbox", () => true);
}

const problemsOf = async (rig: Rig) => (await recover(rig.archive)).problems;
const idRuns = (rig: Rig) =>
  coverageOf(rig.archive.ledgers.of(TRADES).proof).idRuns.map(({ firstId, lastId }) => [firstId, lastId]);

Deno.test("a folder in order is left as it is, with a summary of each series", async () => {
  using folder = temporaryDisk();
  await sealTwo(rigOn(folder.disk));
  const rig = rigOn(folder.disk);
  const { series, problems } = await recover(rig.archive);
  assert.deepEqual(problems, []);
  const [summary] = series;
  assert.deepEqual([summary.rows, summary.files, summary.gaps, summary.complete], [20, 2, [], 1]);
  assert.deepEqual(summary.days, [{ day: "2024-03-05", state: "pending" }]);
  assert.deepEqual([summary.firstUs, summary.lastUs], [DAY_US, DAY_US + 19e6]);
});

Deno.test("a file that was deleted by hand is lost, and its ids can be fetched and proven again", async () => {
  using folder = temporaryDisk();
  await sealTwo(rigOn(folder.disk));
  folder.disk.remove(PART);
  const rig = rigOn(folder.disk);
  assert.match((await problemsOf(rig)).join(), /part-2-0\.parquet" is gone with its 10 rows/);
  assert.deepEqual(idRuns(rig), [[10, 19]]);
  assert.deepEqual(await problemsOf(rig), [], "said once");
  const journal = rig.journal(5);
  await journal.append({ key: TRADES, rows: ofTrades(trades(0, 12, { tsRecv: null })) });
  await journal.close();
  await sealAll(rig.archive, "sandbox", () => true);
  assert.deepEqual(idRuns(rig), [[0, 19]]);
  assert.equal((await allRows(rig.archive, TRADES)).length, 20);
});

Deno.test("a file that cannot be read goes to quarantine with a note, and counts as lost", async () => {
  using folder = temporaryDisk();
  await sealTwo(rigOn(folder.disk));
  Deno.writeTextFileSync(`${folder.root}/${PART}`, "PAR1 no more");
  const rig = rigOn(folder.disk);
  const problems = await problemsOf(rig);
  assert.match(problems[0], /was kept as "\.tapedeck\/quarantine\/sandbox\/trades/);
  const kept = `${folder.root}/.tapedeck/quarantine/${PART}`;
  assert.equal(Deno.readTextFileSync(kept), "PAR1 no more");
  assert.equal(JSON.parse(Deno.readTextFileSync(`${kept}.json`)).path, PART);
  assert.deepEqual(idRuns(rig), [[10, 19]]);
});

/** What the ledger says of each file, without the lines' numbers. */
const linesOf = ({ files }: SeriesRecord) => [...files.values()].map((line) => ({ ...line, n: 0 }));

Deno.test("files that the ledger does not know are put in, with what their ids prove", async () => {
  using folder = temporaryDisk();
  await sealTwo(rigOn(folder.disk));
  const before = rigOn(folder.disk).archive.ledgers.of(TRADES);
  folder.disk.remove(coveragePath(TRADES));
  const rig = rigOn(folder.disk);
  assert.deepEqual(await problemsOf(rig), []);
  const after = rig.archive.ledgers.of(TRADES);
  assert.deepEqual(linesOf(after), linesOf(before));
  assert.deepEqual(idRuns(rig), [[0, 19]]);
});

Deno.test("a damaged ledger proves nothing of before, but its files are read again", async () => {
  using folder = temporaryDisk();
  await sealTwo(rigOn(folder.disk));
  const path = `${folder.root}/${coveragePath(TRADES)}`;
  const lines = Deno.readTextFileSync(path).split("\n");
  lines[1] = lines[1].replace("part", "pert");
  Deno.writeTextFileSync(path, lines.join("\n"));
  const rig = rigOn(folder.disk);
  assert.match(
    (await problemsOf(rig)).join(),
    /kept as "\.tapedeck\/quarantine\/coverage\/.*the ledger of sandbox\/trades\/BTC-USDT is damaged/,
  );
  assert.equal((await allRows(rig.archive, TRADES)).length, 20);
  assert.deepEqual(idRuns(rig), [[0, 19]]);
});

Deno.test("the rest of a damaged segment is kept aside, and the time it may have held is lost", async () => {
  using folder = temporaryDisk();
  const rig = rigOn(folder.disk);
  const journal = rig.journal(2);
  for (const from of [0, 10, 20]) {
    await journal.append({ key: TRADES, rows: ofTrades(trades(from, from + 10)) });
  }
  await journal.append({ key: BOOKS, rows: ofBooks([bookFrame(1, 0)]) });
  await journal.close();
  const path = `${folder.root}/${rig.closed[0]}`;
  const bytes = Deno.readFileSync(path);
  bytes[Math.floor(bytes.length * 0.6)] ^= 4;
  Deno.writeFileSync(path, bytes);
  const { problems } = await recover(rig.archive);
  assert.match(problems[0], /was damaged: its sound rows are sealed, the rest is in quarantine/);
  const kept = (await allRows(rig.archive, TRADES)).length;
  assert.ok(kept === 10 || kept === 20, `${kept} rows`);
  assert.deepEqual(idRuns(rig), [[0, kept - 1]]);
  const { stretches } = coverageOf(rig.archive.ledgers.of(TRADES).proof);
  assert.equal(stretches.at(-1)!.cause, "lost");
  assert.ok(stretches.at(-1)!.from <= DAY_US + kept * 1e6);
  assert.deepEqual(folder.disk.list(".tapedeck/quarantine/journal/sandbox").map(({ name }) => name), [
    "2-0.wal",
    "2-0.wal.json",
  ]);
});

Deno.test("folders and files of dccd are named and left alone", async () => {
  using folder = temporaryDisk();
  Deno.mkdirSync(`${folder.root}/binance/ohlc/BTC-USDT/Minutely`, { recursive: true });
  const archive = openArchive({ ...rigOn(folder.disk).archive, tell() {} });
  const { problems } = await recover(archive);
  assert.deepEqual(problems, [
    '"binance/ohlc/BTC-USDT/Minutely" is not the folder of a series: dccd wrote it; take it over with: tapedeck import DIR',
  ]);
});

Deno.test("a recovery repeated finds nothing more to do", async () => {
  using folder = temporaryDisk();
  await sealTwo(rigOn(folder.disk));
  folder.disk.remove(PART);
  await recover(rigOn(folder.disk).archive);
  const ledger = Deno.readTextFileSync(`${folder.root}/${coveragePath(TRADES)}`);
  await recover(rigOn(folder.disk).archive);
  assert.equal(Deno.readTextFileSync(`${folder.root}/${coveragePath(TRADES)}`), ledger);
});

Deno.test("a merged file that turns out to be damaged takes nothing along of what went into it", async () => {
  using folder = temporaryDisk();
  const rig = rigOn(folder.disk);
  await sealTwo(rig);
  const parts = [0, 1].map((n) => `${TRADES}/2024-03-05.part-2-${n}.parquet`);
  const bytes = parts.map((path) => folder.disk.read(path));
  const output = `${TRADES}/2024-03-05.parquet`;
  const period = { name: "2024-03-05", from: DAY_US, to: DAY_US + 24 * HOUR_US };
  await mergeFiles(rig.archive, { key: TRADES, period, inputs: parts, output });
  // As if the parts had not been removed yet, and then the disk went bad.
  parts.forEach((path, i) => Deno.writeFileSync(`${folder.root}/${path}`, bytes[i]));
  const merged = Deno.readFileSync(`${folder.root}/${output}`);
  Deno.writeFileSync(`${folder.root}/${output}`, merged.fill(0, 8, 200));
  const again = rigOn(folder.disk);
  assert.match((await problemsOf(again)).join(), /2024-03-05\.parquet" was kept as/);
  assert.deepEqual(await allRows(again.archive, TRADES), trades(0, 20));
  assert.deepEqual(idRuns(again), [[0, 19]]);
});

Deno.test("a disk that does not give a file's bytes says nothing about the file: it stays, and recovery fails", async () => {
  using folder = temporaryDisk();
  await sealTwo(rigOn(folder.disk));
  folder.disk.remove(coveragePath(TRADES));
  // Once: the next attempt would find the file's bytes, and nothing wrong with them.
  let failures = 1;
  const read: Disk["read"] = (path, from, to) => {
    if (path.endsWith(".parquet") && failures-- > 0) {
      throw Object.assign(new Error("Input/output error"), { code: "EIO" });
    }
    return folder.disk.read(path, from, to);
  };
  await assert.rejects(recover(rigOn({ ...folder.disk, read }).archive), /Input\/output error/);
  assert.deepEqual(folder.disk.list(".tapedeck/quarantine"), []);
  const rig = rigOn(folder.disk);
  assert.deepEqual([await problemsOf(rig), idRuns(rig)], [[], [[0, 19]]]);
});

Deno.test("a file of another series in a folder is named, left alone, and not read", async () => {
  using folder = temporaryDisk();
  await sealTwo(rigOn(folder.disk));
  const other = TRADES.replace("BTC", "ETH");
  Deno.mkdirSync(`${folder.root}/${other}`, { recursive: true });
  Deno.copyFileSync(`${folder.root}/${PART}`, `${folder.root}/${PART.replace(TRADES, other)}`);
  const rig = rigOn(folder.disk);
  assert.match((await problemsOf(rig)).join(), /ETH-USDT.*" holds rows of sandbox\/trades\/BTC-USDT/);
  assert.deepEqual(await allRows(rig.archive, other), []);
});
