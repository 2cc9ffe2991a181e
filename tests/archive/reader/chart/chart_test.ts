import assert from "node:assert/strict";
import fc from "fast-check";
import { openCharts } from "../../../../actors/archive/reader/chart/chart.ts";
import { openReader } from "../../../../actors/archive/reader/reader.ts";
import * as sample from "../../samples.ts";
import { bucketsOf, chartOf, DAY, onStage, requestOf, rounded, valuesIn } from "./support.ts";

const { BOOKS, CANDLES, DAY_US, HOUR_US, MINUTE_US, ofBooks, ofCandles, ofTrades, trade, TRADES } = sample;

Deno.test("whatever lies in merged files, in parts that overlap and in the journal, each row counts once", () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.nat(3 * 24 * 60), { minLength: 1, maxLength: 40 }), {
        minLength: 1,
        maxLength: 5,
      }),
      fc.nat(4),
      fc.constantFrom(10, 33, 500, 2000),
      (batches, merged, points) =>
        onStage(async ({ record, merge, rig, disk }) => {
          // A trade's number is its minute: those that come twice are the same trade.
          const tradesOf = (minutes: number[]) =>
            [...new Set(minutes)].map((minute) => trade(minute, DAY_US + minute * MINUTE_US));
          for (const [n, minutes] of batches.entries()) {
            await record(TRADES, ofTrades(tradesOf(minutes)));
            if (n === merged) await merge(TRADES);
          }
          const open = rig.journal(99);
          await open.append({ key: TRADES, rows: ofTrades(tradesOf([7, 1500])) });
          const all = tradesOf([...batches.flat(), 7, 1500]).sort((a, b) => a.ts - b.ts);
          const chart = await chartOf(disk, TRADES, { points });
          await open.close();
          assert.deepEqual(valuesIn(chart!), bucketsOf(all, chart!.bucket_us).map(rounded));
          assert.ok(chart!.finished && chart!.buckets.length <= points);
        }),
    ),
    { numRuns: 25 },
  ));

Deno.test("a chart of candles has them whole, in buckets of at least their span", () =>
  onStage(async ({ record, disk }) => {
    const candles = Array.from({ length: 300 }, (_, minute) => sample.candle(minute));
    await record(CANDLES, ofCandles(candles));
    const fine = await chartOf(disk, CANDLES, { points: 2000 });
    assert.equal(fine!.bucket_us, MINUTE_US);
    assert.deepEqual(valuesIn(fine!), bucketsOf(candles, MINUTE_US).map(rounded));
    const coarse = await chartOf(disk, CANDLES, { points: 10 });
    assert.equal(coarse!.bucket_us, 30 * MINUTE_US);
    assert.deepEqual(valuesIn(coarse!), bucketsOf(candles, 30 * MINUTE_US).map(rounded));
  }));

Deno.test("a range is widened to whole buckets, of which every row counts", () =>
  onStage(async ({ record, disk }) => {
    const trades = sample.trades(0, 600);
    await record(TRADES, ofTrades(trades));
    const chart = await chartOf(disk, TRADES, { fromUs: DAY_US + 65e6, toUs: DAY_US + 355e6, points: 10 });
    assert.deepEqual([chart!.bucket_us, chart!.from_us, chart!.to_us], [30e6, DAY_US + 60e6, DAY_US + 360e6]);
    assert.deepEqual(valuesIn(chart!), bucketsOf(trades.slice(60, 360), 30e6).map(rounded));
  }));

Deno.test("a hole is a gap in every bucket that it touches, and rows beside it are shown still", () =>
  onStage(async ({ record, disk }) => {
    const rows = [...sample.trades(0, 90), ...sample.trades(150, 300)];
    const hole = {
      kind: "gap" as const,
      from: DAY_US + 89e6 + 1,
      to: DAY_US + 150e6,
      cause: "outage" as const,
    };
    await record(TRADES, ofTrades(rows), {
      evidence: [
        { kind: "answer", from: DAY_US, to: DAY_US + 89e6 + 1, askedAt: 0 },
        { ...hole, reason: "the socket closed" },
        { kind: "answer", from: DAY_US + 150e6, to: DAY_US + 300e6, askedAt: 0 },
      ],
    });
    const { buckets } = (await chartOf(disk, TRADES, { points: 10 }))!;
    const shown = buckets.map(({ t, n, gap }) => [(t - DAY_US) / 1e6, n ?? 0, gap ?? false]);
    assert.deepEqual(shown.slice(0, 6), [
      ...[[0, 30, false], [30, 30, false], [60, 30, true], [90, 0, true], [120, 0, true], [150, 30, false]],
    ]);
  }));

Deno.test("without rows, a bucket is empty only where that is proven", () =>
  onStage(async ({ record, disk }) => {
    const at = (second: number) => DAY_US + second * 1e6;
    await record(TRADES, ofTrades([trade(1, at(0)), trade(2, at(2399))]), {
      evidence: [
        { kind: "answer", from: at(0), to: at(600), askedAt: 0 },
        { kind: "recorded", from: at(600), to: at(1200) },
        { kind: "unavailable", from: at(1200), to: at(1800), reason: "not served" },
        // From there on nobody knows.
      ],
    });
    const { buckets, bucket_us } = (await chartOf(disk, TRADES, { points: 10 }))!;
    assert.equal(bucket_us, 300e6);
    assert.deepEqual(buckets.map(({ t: _, o: _o, h: _h, l: _l, c: _c, v: _v, ...said }) => said), [
      ...[{ n: 1 }, { empty: true }, { recorded: true }, { recorded: true }, { gap: true }, { gap: true }],
      ...[{ gap: true }, { gap: true, n: 1 }],
    ]);
  }));

Deno.test("before the first row and behind the last what is unknown is no gap, and not told", () =>
  onStage(async ({ record, disk }) => {
    await record(TRADES, ofTrades(sample.trades(0, 10)), {
      evidence: [{ kind: "answer", from: DAY_US, to: DAY_US + 10e6, askedAt: 0 }],
    });
    const chart = await chartOf(disk, TRADES, { fromUs: DAY_US - DAY, toUs: DAY_US + DAY, points: 500 });
    assert.deepEqual(chart!.buckets.map(({ t, n, gap }) => [t, n, gap]), [[DAY_US, 10, undefined]]);
  }));

Deno.test("what cannot be summed up in time is pending, and is there a little later", () =>
  onStage(async ({ record, merge, disk }) => {
    const dayOf = (
      day: number,
    ) => [trade(day, DAY_US + day * DAY), trade(day + 1000, DAY_US + day * DAY + 1e6)];
    for (let day = 0; day < 70; day++) await record(TRADES, ofTrades(dayOf(day)));
    const charts = openCharts(disk, openReader(disk));
    const request = requestOf(TRADES, { points: 100, nowUs: DAY_US + 90 * DAY });
    const first = (await charts.of(request, Promise.resolve()))!;
    assert.equal(first.finished, false);
    assert.ok(first.buckets.some(({ pending }) => pending));
    assert.ok(first.buckets.every(({ n, pending }) => n || pending), "each says why it has no rows");
    let asked = 1;
    for (let chart = first; !chart.finished; asked++) {
      chart = (await charts.of(request, new Promise((done) => setTimeout(done, 5))))!;
    }
    const whole = (await charts.of(request, Promise.resolve()))!;
    const all = Array.from({ length: 70 }, (_, day) => dayOf(day)).flat();
    assert.deepEqual(valuesIn(whole), bucketsOf(all, whole.bucket_us).map(rounded));
    assert.ok(asked > 1);
    await merge(TRADES);
    assert.deepEqual(valuesIn((await chartOf(disk, TRADES, request))!), valuesIn(whole));
  }));

Deno.test("of a file that was moved away its bars are shown if they were ever made, else that it is elsewhere", () =>
  onStage(async ({ record, merge, rig, disk }) => {
    const trades = sample.trades(0, 600);
    await record(TRADES, ofTrades(trades));
    await merge(TRADES);
    const path = `${TRADES}/2024-03-05.parquet`;
    const request = { points: 10, fromUs: DAY_US, toUs: DAY_US + 10 * DAY };
    const { from, to } = rig.archive.ledgers.of(TRADES).files.get(path)!;
    rig.archive.ledgers.append(TRADES, [{ kind: "moved", from, to, path, remote: "s3:tape" }]);
    const [away] = (await chartOf(disk, TRADES, request))!.buckets;
    assert.deepEqual([away.n, away.moved], [undefined, true]);
  }));

Deno.test("one file that cannot be read costs its own buckets, and is named", () =>
  onStage(async ({ record, merge, disk, root }) => {
    await record(TRADES, ofTrades([...sample.trades(0, 60), ...sample.trades(86_400, 86_460)]));
    await merge(TRADES);
    Deno.removeSync(`${root}/${TRADES}/2024-03-05.parquet`);
    const chart = (await chartOf(disk, TRADES, { points: 48 }))!;
    assert.deepEqual(chart.buckets.filter(({ n }) => n).map(({ t, n }) => [t, n]), [[DAY_US + DAY, 60]]);
    assert.equal(chart.buckets[0].unreadable, true);
    assert.match(chart.problem!, /^Cannot read "sandbox\/trades\/BTC-USDT\/2024-03-05.parquet": /);
  }));

Deno.test("of a book the price in the middle is shown, once it is known", () =>
  onStage(async ({ record, disk }) => {
    const level = (side: "bid" | "ask", price: number, amount = 1) => ({ side, price, amount });
    const frames = [
      sample.bookFrame(1, 0, { isSnapshot: false, levels: [level("bid", 5), level("ask", 7)] }), // no snapshot yet
      sample.bookFrame(1, 1, { levels: [level("bid", 10), level("bid", 9), level("ask", 12)] }), // 11
      sample.bookFrame(1, 2, { isSnapshot: false, levels: [level("bid", 10, 0)] }), // 10.5
      sample.bookFrame(1, 3, { isSnapshot: false, levels: [level("ask", 12, 0)] }), // one side alone
      sample.bookFrame(1, 4, { levels: [level("bid", 13), level("ask", 15)] }), // 14
      sample.bookFrame(1, 6, { isSnapshot: false, levels: [level("ask", 14)] }), // frame 5 is missing
    ];
    await record(BOOKS, ofBooks(frames));
    const { buckets } = (await chartOf(disk, BOOKS, { points: 10, fromUs: DAY_US, toUs: DAY_US + 20e6 }))!;
    const shown = buckets.filter(({ n }) => n).map((
      { t, o, h, l, c, v, n },
    ) => [t - DAY_US, o, h, l, c, v, n]);
    assert.deepEqual(shown, [[0, 11, 11, 11, 11, undefined, 1], [2e6, 10.5, 10.5, 10.5, 10.5, undefined, 1], [
      ...[4e6, 14, 14, 14, 14, undefined, 1],
    ]]);
  }));

Deno.test("a book is known in every bucket of a range that begins between two of its snapshots", () =>
  onStage(async ({ record, disk }) => {
    const level = (side: "bid" | "ask", price: number, amount = 1) => ({ side, price, amount });
    const frames = Array.from({ length: 3600 }, (_, n) =>
      sample.bookFrame(1, n, {
        isSnapshot: n === 0,
        levels: n === 0 ? [level("bid", 10), level("ask", 12)] : [level("bid", 10, 1 + n)],
      }));
    await record(BOOKS, ofBooks(frames));
    const range = { fromUs: DAY_US + 300e6, toUs: DAY_US + 330e6 };
    const { buckets } = (await chartOf(disk, BOOKS, { ...range, points: 100 }))!;
    assert.equal(buckets.filter(({ n, c }) => n === 1 && c === 11).length, 30);
    const all = (await chartOf(disk, BOOKS, { points: 10 }))!;
    assert.equal(all.buckets.reduce((sum, { n = 0 }) => sum + n, 0), 3600);
    assert.equal(all.to_us - all.from_us, HOUR_US);
  }));

Deno.test("there is no chart of a series that there is not", () =>
  onStage(async ({ disk }) => assert.equal(await chartOf(disk, TRADES), null)));
