import assert from "node:assert/strict";
import { describeSeries } from "../../../actors/archive/reader/described.ts";
import { growthOf } from "../../../actors/archive/reader/growth.ts";
import { openReader } from "../../../actors/archive/reader/reader.ts";
import { purgeFile } from "../../../actors/archive/purge.ts";
import type { Evidence } from "../../../schemas/evidence.ts";
import * as sample from "../samples.ts";
import { DAY, onStage } from "./chart/support.ts";

const { CANDLES, DAY_US, ofCandles, ofTrades, trade, TRADES } = sample;
const NOW_US = DAY_US + 400 * DAY;
const at = (second: number) => DAY_US + second * 1e6;

Deno.test("a series is described by all its days and files, here and elsewhere", () =>
  onStage(async ({ record, merge, rig, disk }) => {
    const days = 100;
    const rows = Array.from({ length: days }, (_, day) => trade(day, DAY_US + day * DAY));
    await record(TRADES, ofTrades(rows), {
      evidence: [{ kind: "answer", from: DAY_US, to: DAY_US + days * DAY, askedAt: 0 }],
    });
    rig.clock.set((DAY_US + (days + 1) * DAY) / 1000);
    await merge(TRADES);
    const path = `${TRADES}/2024-03-05.parquet`;
    const { sha256 } = rig.archive.ledgers.of(TRADES).files.get(path)!;
    purgeFile(rig.archive, { path, sha256, remote: "s3:tape" });
    await record(TRADES, ofTrades([trade(7, DAY_US + 5 * DAY + 5)]));
    const described = describeSeries(openReader(disk), TRADES, NOW_US)!;
    assert.equal(described.days.length, days);
    const stateOf = (name: string) => described.days.find(({ day }) => day === name)?.state;
    assert.deepEqual(["2024-03-06", "2024-03-10"].map(stateOf), ["available", "pending"]);
    assert.deepEqual(described.files.slice(0, 2).map(({ path: _, sha256: _s, bytes: _b, ...file }) => file), [
      { period: "2024-03-05", kind: "moved", rows: 1, remote: "s3:tape" },
      { period: "2024-03-06", kind: "file", rows: 1, remote: null },
    ]);
    assert.equal(described.files.filter(({ kind }) => kind === "part").length, 1);
    assert.equal(described.rows, days, "those that are here");
    assert.equal(described.gap_count, 0);
  }));

Deno.test("gaps are told with the reason of what is longest in them, the newest first", () =>
  onStage(async ({ record, disk }) => {
    const gap = (from: number, to: number, cause: "outage" | "rejected", reason: string): Evidence => ({
      ...{ kind: "gap", from: at(from), to: at(to), cause, reason },
    });
    await record(TRADES, ofTrades([trade(1, at(0)), trade(2, at(1000))]), {
      evidence: [
        ...[[0, 100], [200, 300], [330, 500], [600, 1000]].map(([from, to]): Evidence => ({
          ...{ kind: "answer", from: at(from), to: at(to), askedAt: 0 },
        })),
        gap(100, 200, "outage", "the socket closed"),
        gap(150, 160, "rejected", "a row that could not be true"),
        gap(300, 310, "outage", "a first word"),
        gap(305, 330, "outage", "the last word"),
        { kind: "unavailable", from: at(500), to: at(590), reason: "not served any more" },
      ],
    });
    const { gaps, gap_count } = describeSeries(openReader(disk), TRADES, NOW_US)!;
    assert.equal(gap_count, 3);
    assert.deepEqual(gaps.map(({ from_us, to_us, ...gap }) => [from_us, to_us, ...Object.values(gap)]), [
      [at(500), at(600), "unavailable", null, "not served any more"],
      [at(300), at(330), "gap", "outage", "the last word"],
      [at(100), at(200), "gap", "outage", "the socket closed"],
    ]);
  }));

Deno.test("of very many gaps the newest 500 are told, and all are counted", () =>
  onStage(async ({ record, disk }) => {
    const evidence = Array.from({ length: 700 }, (_, n): Evidence => ({
      ...{ kind: "answer", from: at(10 * n), to: at(10 * n + 5), askedAt: 0 },
    }));
    await record(TRADES, ofTrades([trade(1, at(0)), trade(2, at(7000))]), { evidence });
    const { gaps, gap_count } = describeSeries(openReader(disk), TRADES, NOW_US)!;
    assert.deepEqual([gap_count, gaps.length], [700, 500]);
    assert.deepEqual([gaps[0].from_us, gaps[499].from_us], [at(6995), at(2005)]);
  }));

Deno.test("a series without a ledger is not described", () =>
  onStage(({ disk }) =>
    Promise.resolve(assert.equal(describeSeries(openReader(disk), TRADES, NOW_US), null))
  ));

Deno.test("a day weighs what its files do; a year of candles weighs evenly on the days that it has", () =>
  onStage(async ({ record, rig, disk }) => {
    await record(TRADES, ofTrades([trade(1, DAY_US), trade(2, DAY_US + DAY)]));
    await record(CANDLES, ofCandles(Array.from({ length: 4 * 1440 }, (_, minute) => sample.candle(minute))));
    const bytesOf = (key: string) =>
      [...rig.archive.ledgers.of(key).files.values()].map(({ bytes }) => bytes);
    const [first, second] = bytesOf(TRADES);
    const [year] = bytesOf(CANDLES);
    const days = await growthOf(disk, 90, DAY_US + 3 * DAY + 5);
    assert.equal(days.length, 90);
    assert.deepEqual(days.slice(-4).map(({ day }) => day), [
      "2024-03-04",
      "2024-03-05",
      "2024-03-06",
      "2024-03-07",
    ]);
    const expected = [0, first + year / 4, second + year / 4, year / 4];
    days.slice(-4).forEach(({ bytes }, i) =>
      assert.ok(Math.abs(bytes - expected[i]) <= year / 1000, `${bytes} ${expected[i]}`)
    );
  }));
