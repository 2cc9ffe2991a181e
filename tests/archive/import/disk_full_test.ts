import assert from "node:assert/strict";
import { type ImportOptions, runImport } from "../../../actors/archive/import/mod.ts";
import { openRealDisk } from "../../../actors/archive/real_disk.ts";
import { RULES } from "../../../cli/import.ts";
import { failingDisk, type Operation } from "../failing_disk.ts";
import { type ImportStage, onImportStage } from "./stage.ts";

const KEY = "bybit/trades/BTC-USDT";
const DAY_US = Date.UTC(2023, 2, 5) * 1000;
const DAYS = 3;

/** Nameless ones. */
const trades = (day: number) =>
  `select (${
    DAY_US + day * 86_400e6
  } + range * 1000001)::bigint * 1000 as "TS", 100.5 as price, 1.5 as amount from range(100)`;

function importOn({ old, data, clock }: ImportStage, fails: (operation: Operation, path: string) => boolean) {
  const options: ImportOptions = {
    origin: { root: old, disk: openRealDisk(old) },
    target: { root: data, disk: failingDisk(openRealDisk(data), fails) },
    mode: "take",
    clock,
    rules: RULES,
    keepFilled: false,
    again: false,
    wants: () => true,
    progress() {},
  };
  return runImport(options);
}

Deno.test("wherever the disk fails, the import ends with a sentence, and the next one takes what is left, once", () =>
  onImportStage(async (stage) => {
    for (let day = 0; day < DAYS; day++) await stage.write(`${KEY}/2023-03-0${5 + day}.parquet`, trades(day));
    await Deno.mkdir(stage.data);
    const failAt = async (nth: number): Promise<boolean> => {
      let operations = 0;
      const before = (await stage.rows(KEY)).length;
      try {
        await importOn(stage, () => ++operations >= nth);
        return false;
      } catch (error) {
        assert.match((error as Error).message, /no space left on device/);
        assert.ok((await stage.rows(KEY)).length >= before);
        return true;
      }
    };
    let failures = 0;
    while (await failAt(5 + 7 * failures)) failures++;
    assert.ok(failures > 5);
    const rows = await stage.rows(KEY);
    assert.equal(rows.length, DAYS * 100);
    assert.equal(new Set(rows.map(({ ts }) => ts)).size, rows.length);
  }));
