import assert from "node:assert/strict";
import { barPath } from "../../../../actors/archive/reader/chart/bar_file.ts";
import { openBarStore } from "../../../../actors/archive/reader/chart/bar_store.ts";
import { HOUR_US, MINUTE_US } from "../../../../actors/archive/reader/chart/levels.ts";
import { sharesOf } from "../../../../actors/archive/reader/chart/shares.ts";
import { openReader } from "../../../../actors/archive/reader/reader.ts";
import { purgeFile } from "../../../../actors/archive/purge.ts";
import * as sample from "../../samples.ts";
import { chartOf, onStage, type Stage } from "./support.ts";

const { DAY_US, ofTrades, TRADES } = sample;
const FILE = `${TRADES}/2024-03-05.parquet`;
const HOURS = barPath(FILE, "1h");

/** The hours of the day's file, read where they are kept or made. */
async function hoursOf({ disk }: Stage) {
  const [sources] = openReader(disk).snapshot(TRADES).periods;
  const [share] = sharesOf(TRADES, sources);
  const store = openBarStore(disk);
  const known = store.known(share, HOUR_US);
  const bars = known ?? await store.make(share, HOUR_US, { disk, key: TRADES, found: new Map() });
  return { isKept: known !== null, rows: [...bars.rows], close: [...bars.close] };
}

/** A merged day with a trade each second of two hours. */
async function mergedDay({ record, merge }: Stage): Promise<void> {
  await record(TRADES, ofTrades(sample.trades(0, 7200)));
  await merge(TRADES);
}

Deno.test("bars of a merged file are made once, and found on disk by the next Worker", () =>
  onStage(async (stage) => {
    await mergedDay(stage);
    const made = await hoursOf(stage);
    assert.deepEqual([made.isKept, made.rows], [false, [3600, 3600]]);
    assert.deepEqual(await hoursOf(stage), { ...made, isKept: true });
  }));

Deno.test("bars are those of one file's bytes: when it is merged anew they are made anew", () =>
  onStage(async (stage) => {
    await mergedDay(stage);
    await hoursOf(stage);
    await stage.record(TRADES, ofTrades([sample.trade(90_000, DAY_US + 5)]));
    await stage.merge(TRADES);
    const { isKept, rows } = await hoursOf(stage);
    assert.deepEqual([isKept, rows], [false, [3601, 3600]]);
  }));

Deno.test("bars that are torn, damaged or of another file are not believed", () =>
  onStage(async (stage) => {
    await mergedDay(stage);
    const { rows } = await hoursOf(stage);
    const path = `${stage.root}/${HOURS}`;
    const sound = Deno.readFileSync(path);
    const damages: Record<string, Uint8Array> = {
      torn: sound.subarray(0, -3),
      empty: new Uint8Array(),
      zeros: new Uint8Array(sound.length),
      "one bit": sound.with(sound.length - 9, sound[sound.length - 9] ^ 1),
      "another file's": new TextEncoder().encode(
        new TextDecoder("latin1").decode(sound).replace(/"sha256":"./, '"sha256":"x'),
      ),
    };
    for (const [name, bytes] of Object.entries(damages)) {
      Deno.writeFileSync(path, bytes);
      assert.deepEqual(
        await hoursOf(stage),
        { isKept: false, rows, close: (await hoursOf(stage)).close },
        name,
      );
      assert.deepEqual((await hoursOf(stage)).isKept, true, `made anew after: ${name}`);
    }
  }));

Deno.test("minutes are kept too where there are many rows, and not where they would take more than these", () =>
  onStage(async (stage) => {
    await mergedDay(stage);
    await hoursOf(stage);
    assert.equal(stage.disk.size(barPath(FILE, "1m")), null);
    await stage.record(TRADES, ofTrades(sample.trades(7200, 30_000)));
    await stage.merge(TRADES);
    await hoursOf(stage);
    assert.ok(stage.disk.size(barPath(FILE, "1m"))! > stage.disk.size(HOURS)!);
  }));

Deno.test("what was summed up before a file was moved away is shown still, in buckets that are made of it", () =>
  onStage(async (stage) => {
    await mergedDay(stage);
    await hoursOf(stage);
    const { sha256 } = stage.rig.archive.ledgers.of(TRADES).files.get(FILE)!;
    purgeFile(stage.rig.archive, { path: FILE, sha256, remote: "s3:tape" });
    const range = { fromUs: DAY_US, toUs: DAY_US + 24 * HOUR_US };
    const hours = (await chartOf(stage.disk, TRADES, { ...range, points: 24 }))!;
    assert.deepEqual(hours.buckets.map(({ n, moved }) => [n, moved]), [[3600, undefined], [3600, undefined]]);
    const minutes = (await chartOf(stage.disk, TRADES, { ...range, points: 2000 }))!;
    assert.equal(minutes.bucket_us, MINUTE_US);
    assert.ok(minutes.buckets.length >= 120 && minutes.buckets.every(({ n, moved }) => !n && moved));
    await stage.record(TRADES, ofTrades([sample.trade(90_000, DAY_US + 5)]));
    const [late] = (await chartOf(stage.disk, TRADES, { ...range, points: 24 }))!.buckets;
    assert.deepEqual([late.n, late.moved], [1, true], "a row that came since may be one of those");
  }));

Deno.test("a disk that takes no bars costs nothing but time", () =>
  onStage(async (stage) => {
    await mergedDay(stage);
    Deno.writeTextFileSync(`${stage.root}/.tapedeck/cache`, "in the way");
    const made = await hoursOf(stage);
    assert.deepEqual([made.isKept, made.rows], [false, [3600, 3600]]);
  }));
