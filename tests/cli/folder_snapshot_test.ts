import assert from "node:assert/strict";
import { segmentPath } from "../../actors/archive/layout.ts";
import { mergeFiles } from "../../actors/archive/merge.ts";
import { dueMerges } from "../../actors/archive/merge_plan.ts";
import { sealAll } from "../../actors/archive/seal.ts";
import { listSegments } from "../../actors/archive/segment.ts";
import { TestClock } from "../../actors/kernel/test_clock.ts";
import { inventoryView } from "../../actors/control/views.ts";
import { folderSnapshot } from "../../cli/folder_snapshot.ts";
import { inventory } from "../../cli/inventory.ts";
import * as sample from "../archive/samples.ts";
import { stageFor } from "./stage.ts";

const { BOOKS, CANDLES, DAY_US, ofBooks, ofCandles, ofTrades, rigOn, TRADES, trades } = sample;
const CLOCK = new TestClock(DAY_US / 1000 + 90 * 3_600_000);
const rowsIn = (root: string) =>
  Object.fromEntries(folderSnapshot(root, CLOCK).series.map(({ key, rows }) => [key, rows]));

Deno.test("rows of a merged file, of parts and of the journal are counted, each once", async () => {
  using folder = sample.temporaryDisk();
  const rig = rigOn(folder.disk);
  const writer = rig.journal(2);
  await writer.append({ key: TRADES, rows: ofTrades(trades(0, 40)) });
  await writer.append({ key: CANDLES, rows: ofCandles([sample.candle(0)]) });
  await writer.roll();
  const [name] = listSegments(folder.disk, "sandbox");
  const segment = folder.disk.read(segmentPath(name));
  assert.deepEqual(rowsIn(folder.root), { [TRADES]: 40, [CANDLES]: 1 }, "in the journal alone");
  await sealAll(rig.archive, "sandbox", () => true);
  assert.deepEqual(rowsIn(folder.root), { [TRADES]: 40, [CANDLES]: 1 }, "in parts");
  Deno.writeFileSync(`${folder.root}/${segmentPath(name)}`, segment);
  assert.deepEqual(
    rowsIn(folder.root),
    { [TRADES]: 40, [CANDLES]: 1 },
    "a crash left the segment beside its parts",
  );
  folder.disk.remove(segmentPath(name));
  rig.clock.set(DAY_US / 1000 + 90 * 3_600_000);
  await mergeFiles(rig.archive, dueMerges(rig.archive, TRADES)[0]);
  await writer.append({ key: TRADES, rows: ofTrades(trades(60, 70)) });
  await writer.append({ key: BOOKS, rows: ofBooks([sample.bookFrame(1, 0)]) });
  assert.deepEqual(rowsIn(folder.root), { [TRADES]: 50, [CANDLES]: 1, [BOOKS]: 2 });
  await writer.close();
});

Deno.test("the inventory of a folder has the first and last day of files and journal, and nothing that runs", async () => {
  using folder = sample.temporaryDisk();
  const rig = rigOn(folder.disk);
  const writer = rig.journal(2);
  await writer.append({ key: TRADES, rows: ofTrades(trades(0, 5)) });
  await writer.roll();
  await sealAll(rig.archive, "sandbox", () => true);
  await writer.append({ key: TRADES, rows: ofTrades([sample.trade(9, DAY_US + 3 * 86_400e6)]) });
  const snapshot = folderSnapshot(folder.root, CLOCK);
  assert.deepEqual(inventoryView(snapshot), [{
    exchange: "sandbox",
    pair: "BTC/USDT",
    type: "trades",
    span: "-",
    first: "2024-03-05",
    last: "2024-03-08",
    rows: 6,
    gaps: 0,
  }]);
  assert.deepEqual([snapshot.rowsPerSecond, snapshot.series[0].rowsPerSecond, snapshot.series[0].lastAt], [
    0,
    0,
    null,
  ]);
  await writer.close();
});

Deno.test("a folder with no rows says so, and gives an empty list to programs", async () => {
  using folder = sample.temporaryDisk();
  Deno.mkdirSync(`${folder.root}/.tapedeck`);
  const people = stageFor({ cwd: folder.root });
  assert.equal(await inventory({ data: "." }, people.environment), 0);
  assert.equal(people.wrote.stdout, "Nothing is recorded here yet.\n");
  const program = stageFor({ cwd: folder.root });
  assert.equal(await inventory({ data: ".", json: true }, program.environment), 0);
  assert.equal(program.wrote.stdout, "[]\n");
});
