import assert from "node:assert/strict";
import type { Candle } from "../../../schemas/market.ts";
import {
  allRows,
  bookFrame,
  candle,
  ofBooks,
  ofCandles,
  ofTrades,
  rigOn,
  temporaryDisk,
  trade,
} from "../samples.ts";
import {
  BOOKS,
  CANDLES,
  contradictions,
  DAY_FILE,
  DAY_US,
  makeArchive,
  NEXT_DAY_US,
  PARTS,
  report,
  secondDay,
  TRADES,
} from "./market.ts";
import { plant, withSpan } from "./support.ts";

type Folder = ReturnType<typeof temporaryDisk>;

/** Spoils a sound archive in a way that its ledger and its footers hide, and expects just this to be found. */
function spoiled(
  sentence: string,
  spoil: (folder: Folder) => void | Promise<void>,
  found: Array<string | RegExp>,
): void {
  Deno.test(sentence, async () => {
    using folder = temporaryDisk();
    await makeArchive(folder.disk);
    await spoil(folder);
    assert.deepEqual(await contradictions(folder.disk), [], "found without reading rows");
    const is = await contradictions(folder.disk, { depth: "rows" });
    assert.equal(is.length, found.length, is.join("\n"));
    is.forEach((words, i) =>
      typeof found[i] === "string" ? assert.equal(words, found[i]) : assert.match(words, found[i] as RegExp)
    );
  });
}

const CANDLE_FILE = `${CANDLES}/2024.parquet`;
const candleAt = (time: string) => `${CANDLES}: the candle of 2024-03-05 ${time}`;

/** Changes the candles of the sample day, all else as it was. */
async function changeCandles(folder: Folder, change: (candles: Candle[]) => Candle[]): Promise<void> {
  const candles = await allRows({ disk: folder.disk } as never, CANDLES) as Candle[];
  await plant(rigOn(folder.disk), CANDLE_FILE, ofCandles(change(candles)));
}

const withMinute = (minute: number, change: (candle: Candle) => Partial<Candle>) => (candles: Candle[]) =>
  candles.map((candle, i) => i === minute ? { ...candle, ...change(candle) } : candle);

spoiled("a byte that was changed", (folder) => {
  const path = `${folder.root}/${DAY_FILE}`;
  const bytes = Deno.readFileSync(path);
  bytes[5] ^= 1;
  Deno.writeFileSync(path, bytes);
}, [
  new RegExp(
    `^${DAY_FILE} has the SHA-256 [0-9a-f]{64}; the ledger says [0-9a-f]{64}; its rows were not read$`,
  ),
]);

spoiled("a segment that was damaged", async (folder) => {
  const rig = rigOn(folder.disk);
  const journal = rig.journal(4);
  for (const from of [620, 630]) {
    await journal.append({ key: TRADES, rows: ofTrades(secondDay(from, from + 10)) });
  }
  await journal.close();
  const path = `${folder.root}/${rig.closed[0]}`;
  const bytes = Deno.readFileSync(path);
  bytes[bytes.length >> 1] ^= 1;
  Deno.writeFileSync(path, bytes);
}, [/^\.tapedeck\/journal\/sandbox\/4-0\.wal is damaged from byte [\d,]+ on: a damaged frame stands before/]);

spoiled("an id that is claimed, while another row is in its place", async (folder) => {
  const rows = [...secondDay(610, 615), trade(900, NEXT_DAY_US + 15e6), ...secondDay(616, 620)];
  await plant(rigOn(folder.disk), PARTS[1], ofTrades(rows));
}, [`${TRADES} claims the ids 615 to 615, and no file has them`]);

spoiled(
  "ids in two files",
  (folder) =>
    plant(rigOn(folder.disk), `${TRADES}/2024-03-06.part-3-2.parquet`, ofTrades(secondDay(612, 615))),
  [
    `${TRADES}/2024-03-06.part-3-2.parquet has the ids 612 to 614, and ${PARTS[1]} has them too`,
  ],
);

spoiled(
  "rows out of order, twice, and out of this world",
  (folder) => {
    const rows = secondDay(610, 620);
    const spoiled = [...rows, rows[0], { ...rows[9], price: -1 }, { ...rows[9], id: "621", amount: 0 }];
    return plant(rigOn(folder.disk), PARTS[1], ofTrades(spoiled));
  },
  [
    `${PARTS[1]} has 1 row whose place is before the row above it, the first at 2024-03-06 00:00:10`,
    `${PARTS[1]} has 1 row whose price is not above 0, the first at 2024-03-06 00:00:19`,
    `${PARTS[1]} has 1 row whose amount is not above 0, the first at 2024-03-06 00:00:19`,
  ],
);

spoiled("a trade twice at one time", (folder) => {
  const rows = secondDay(610, 620);
  return plant(rigOn(folder.disk), PARTS[1], ofTrades([...rows, rows[9], rows[9]]));
}, [`${PARTS[1]} has 2 rows whose id is there twice at one time, the first at 2024-03-06 00:00:19`]);

spoiled("aggregates that count a trade twice", async (folder) => {
  const rows = [withSpan(trade(3, DAY_US), 0), withSpan(trade(5, DAY_US), 2)];
  await plant(rigOn(folder.disk), "sandbox/trades/ETH-USDT/2024-03-05.parquet", ofTrades(rows));
}, [
  "sandbox/trades/ETH-USDT/2024-03-05.parquet has 1 row for ids that other rows stand for too",
]);

spoiled("a trade of a time after its receipt", (folder) => {
  const rows = secondDay(610, 620);
  rows[9].tsRecv = rows[9].ts - 3601e6;
  return plant(rigOn(folder.disk), PARTS[1], ofTrades(rows));
}, [
  `${PARTS[1]} has 1 row whose ts is more than an hour behind the time of receipt, ` +
  "the first at 2024-03-06 00:00:19",
]);

spoiled("candles off the minute, upside down, and twice", (folder) => {
  const minutes = [20, 21, 22, 22].map((minute) => candle(minute));
  minutes[0].ts += 1;
  minutes[1].high = minutes[1].low / 2;
  return plant(rigOn(folder.disk), `${CANDLES}/2024.part-3-9.parquet`, ofCandles(minutes));
}, [
  `${CANDLES}/2024.part-3-9.parquet has 1 row whose open time is no multiple of 1m, the first at 2024-03-05 00:20:00.000001`,
  `${CANDLES}/2024.part-3-9.parquet has 1 row whose high is below open or close, the first at 2024-03-05 00:21:00`,
  `${CANDLES}/2024.part-3-9.parquet has 1 row whose open time is there twice, the first at 2024-03-05 00:22:00`,
]);

spoiled("a book with a price of nothing", (folder) => {
  const frame = bookFrame(1, 0);
  frame.levels[0].price = 0;
  return plant(rigOn(folder.disk), `${BOOKS}/2024-03-05.parquet`, ofBooks([frame]));
}, [
  `${BOOKS}/2024-03-05.parquet has 1 row whose price or amount cannot be, the first at 2024-03-05 00:00:00`,
]);

spoiled(
  "a candle that counts other trades than are recorded",
  (folder) => changeCandles(folder, withMinute(2, () => ({ trades: 61 }))),
  [`${candleAt("00:02:00")} counts 61 trades, and 60 are recorded`],
);

spoiled(
  "a candle with another high than its trades",
  (folder) => changeCandles(folder, withMinute(3, ({ high }) => ({ high: high + 1 }))),
  [new RegExp(`^${candleAt("00:03:00")} has the high 42010.8, and its trades have 42009.8$`)],
);

spoiled(
  "a candle with another volume than its trades",
  (folder) => changeCandles(folder, withMinute(6, ({ volume }) => ({ volume: volume * 1.000001 }))),
  [new RegExp(`^${candleAt("00:06:00")} has the volume [\\d.]+, and its trades add up to [\\d.]+$`)],
);

spoiled(
  "a candle that is claimed and not there",
  (folder) => changeCandles(folder, (candles) => candles.toSpliced(7, 1)),
  [
    `${candleAt("00:07:00")} is not there, and 60 trades are`,
  ],
);

Deno.test("a candle is not compared where trades are missing, or where it does not count them", async () => {
  using folder = temporaryDisk();
  await makeArchive(folder.disk);
  // The outage lies in minutes 4 and 5; minute 0 begins with the first trade ever.
  await changeCandles(folder, withMinute(4, () => ({ trades: 3 })));
  await changeCandles(folder, withMinute(5, () => ({ trades: 3 })));
  await changeCandles(folder, withMinute(0, () => ({ trades: 3 })));
  await changeCandles(folder, withMinute(6, () => ({ trades: null, volume: 9e9 })));
  assert.deepEqual(await contradictions(folder.disk, { depth: "rows" }), []);
});

Deno.test("it is told how many candles were compared with trades", async () => {
  using folder = temporaryDisk();
  await makeArchive(folder.disk);
  const { series } = await report(folder.disk, { depth: "rows" });
  // Ten, without the one that begins with the first trade and the two that the outage lies in.
  assert.deepEqual(series.map(({ candles }) => candles), [null, null, 7]);
});

Deno.test("reading rows tells how many candles each day has", async () => {
  using folder = temporaryDisk();
  await makeArchive(folder.disk);
  const rows = async (depth: "rows" | "ledger") =>
    (await report(folder.disk, { depth })).series.find(({ key }) => key === CANDLES)!.days[0].rows;
  assert.deepEqual([await rows("ledger"), await rows("rows")], [null, 10]);
});
