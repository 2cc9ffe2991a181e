/**
 * Bytes of Parquet written for each byte that is there in the end: a day of 100,000 trades, one of as many rows
 * of a book, and candles of a minute, all sealed every quarter of an hour. `--days 366` is a whole year of candles.
 */
import type { Rows } from "../schemas/market.ts";
import { openArchive } from "../actors/archive/archive.ts";
import { type Columns, emptyColumns, numbers } from "../actors/archive/columns.ts";
import type { Disk } from "../actors/archive/disk.ts";
import { openJournal } from "../actors/archive/journal.ts";
import { mergeFiles } from "../actors/archive/merge.ts";
import { dueMerges } from "../actors/archive/merge_plan.ts";
import { openRealDisk } from "../actors/archive/real_disk.ts";
import { toRows } from "../actors/archive/rows.ts";
import { sealAll } from "../actors/archive/seal.ts";
import { seededRandom } from "../actors/kernel/mod.ts";
import { TestClock } from "../actors/kernel/test_clock.ts";
import { option } from "./steps.ts";
import { DAY_US, dayOfTrades } from "./tape.ts";

const QUARTERS = 96;
const QUARTER_MS = 900_000;
const DAY_ROWS = 100_000;
const LEVELS = 40;
const MINUTE_US = 60e6;

const days = option("days", 30);

/** Seals each quarter's rows as they come, and merges what is due; prints what was written and what is left. */
async function measureSeries(
  name: string,
  key: string,
  goal: number,
  quarters: Iterable<Rows>,
): Promise<void> {
  const root = Deno.makeTempDirSync({ prefix: "tapedeck-bench-" });
  const { disk, written } = counting(openRealDisk(root));
  const clock = new TestClock(DAY_US / 1000);
  const archive = openArchive({ disk, clock, tell() {} });
  const settle = async () => {
    for (const merge of dueMerges(archive, key)) await mergeFiles(archive, merge);
  };
  const journal = openJournal({
    disk,
    exchange: "bench",
    epoch: 2,
    clock,
    tradeIds: "serial",
    onClosed() {},
  });
  let rowsIn = 0;
  for (const rows of quarters) {
    rowsIn += rows.rows.length;
    await journal.append({ key, rows });
    clock.set(clock.now() + QUARTER_MS);
    await journal.roll();
    await sealAll(archive, "bench", () => true);
    await settle();
  }
  await journal.close();
  clock.set(Date.UTC(2025, 0, 2));
  await settle();
  const files = [...archive.ledgers.of(key).files.values()];
  const left = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const ratio = written.bytes / left;
  console.log(
    `rewrite: ${name} (${rowsIn}): ${
      (written.bytes / 1e6).toFixed(1)
    } MB written in ${written.files} files, ` +
      `${(left / 1e6).toFixed(1)} MB left · ratio ${ratio.toFixed(1)} (goal ${goal})`,
  );
  Deno.removeSync(root, { recursive: true });
}

/** A disk that counts what goes into Parquet files. */
function counting(disk: Disk): { disk: Disk; written: { bytes: number; files: number } } {
  const written = { bytes: 0, files: 0 };
  const create: Disk["create"] = (path) => {
    const file = disk.create(path);
    if (!path.endsWith(".parquet.tmp")) return file;
    written.files++;
    const write = (bytes: Uint8Array) => {
      written.bytes += bytes.length;
      file.write(bytes);
    };
    return { ...file, write };
  };
  return { disk: { ...disk, create }, written };
}

function* tradeQuarters(): Generator<Rows> {
  for (const columns of dayOfTrades(DAY_ROWS, Math.ceil(DAY_ROWS / QUARTERS))) yield toRows(columns);
}

/** Snapshots of the best levels half a minute apart: most have another amount than before. */
function* bookQuarters(): Generator<Rows> {
  const random = seededRandom(5);
  const amounts = Float64Array.from({ length: LEVELS }, () => Math.ceil(random() ** 3 * 500_000) / 100_000);
  const frames = Math.ceil(DAY_ROWS / LEVELS / QUARTERS);
  let ticks = 4_200_000;
  for (let frame = 0; frame < frames * QUARTERS; frame += frames) {
    const columns = emptyColumns("orderbook", frames * LEVELS);
    for (let row = 0; row < columns.length; row++) {
      const level = row % LEVELS;
      if (level === 0 && random() < 0.5) ticks += Math.round(random() * 6 - 3);
      if (random() < 0.8) amounts[level] = Math.ceil(random() ** 3 * 500_000) / 100_000;
      setLevel(columns, row, {
        frame: frame + Math.floor(row / LEVELS),
        ticks,
        level,
        amount: amounts[level],
      });
    }
    yield toRows(columns);
  }
}

interface BookLevel {
  frame: number;
  ticks: number;
  level: number;
  amount: number;
}

function setLevel(columns: Columns, row: number, { frame, ticks, level, amount }: BookLevel): void {
  const side = level < LEVELS / 2 ? 0 : 1;
  const distance = 1 + level % (LEVELS / 2);
  const ts = DAY_US + Math.floor(frame * 86_400e6 / (DAY_ROWS / LEVELS + QUARTERS));
  const price = (ticks + (side === 0 ? -distance : distance)) / 100;
  const values = {
    ts,
    ts_recv: ts + 5_000,
    session: 1,
    frame,
    seq: NaN,
    side,
    price,
    amount,
    is_snapshot: 1,
  };
  for (const [name, value] of Object.entries(values)) numbers(columns, name)[row] = value;
}

function* candleQuarters(): Generator<Rows> {
  const random = seededRandom(5);
  let ticks = 4_200_000;
  const begin = Date.UTC(2024, 0) * 1000;
  for (let minute = 0; minute < days * 1440; minute += 15) {
    const columns = emptyColumns("ohlc", 15);
    for (let row = 0; row < 15; row++) {
      const open = ticks;
      const walk = Array.from({ length: 3 }, () => ticks += Math.round((random() + random() - 1) * 2_000));
      const volume = Math.ceil(random() ** 2 * 5e6) / 1e5;
      const prices = { open, high: Math.max(open, ...walk), low: Math.min(open, ...walk), close: ticks };
      for (const [name, value] of Object.entries(prices)) numbers(columns, name)[row] = value / 100;
      const [quote_volume, taker_buy_volume] = [
        volume * open / 100,
        Math.ceil(volume * random() * 1e5) / 1e5,
      ];
      const counts = { volume, quote_volume, trades: Math.ceil(volume * 40), taker_buy_volume };
      for (const [name, value] of Object.entries(counts)) numbers(columns, name)[row] = value;
      numbers(columns, "ts")[row] = begin + (minute + row) * MINUTE_US;
    }
    yield toRows(columns);
  }
}

await measureSeries("trades of a day", "bench/trades/BTC-USDT", 3, tradeQuarters());
await measureSeries("frames of a book's day", "bench/orderbook/BTC-USDT", 3, bookQuarters());
await measureSeries(`candles of ${days} days`, "bench/ohlc/BTC-USDT/1m", 12, candleQuarters());
