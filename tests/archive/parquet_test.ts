import { DuckDBInstance } from "@duckdb/node-api";
import assert from "node:assert/strict";
import { zstdDecompressSync } from "node:zlib";
import fc from "fast-check";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import type { Rows } from "../../schemas/market.ts";
import {
  type Columns,
  emptyColumns,
  filter,
  join,
  numbers,
  SCHEMAS,
  whole,
} from "../../actors/archive/columns.ts";
import type { Disk } from "../../actors/archive/disk.ts";
import { textAt } from "../../actors/archive/texts.ts";
import { readFooter, type RowGroup } from "../../actors/archive/footer.ts";
import { GROUP_ROWS, noteFor, publish, readGroups, writeTemporary } from "../../actors/archive/parquet.ts";
import { toColumns, toRows } from "../../actors/archive/rows.ts";
import { sealAll } from "../../actors/archive/seal.ts";
import * as sample from "./samples.ts";

const { BOOKS, CANDLES, DAY_US, TRADES } = sample;

const CASES: Array<{ key: string; file: string; rows: Rows }> = [
  {
    key: TRADES,
    file: `${TRADES}/2024-03-05.part-2-0.parquet`,
    rows: sample.ofTrades([
      sample.trade(0, DAY_US + 123_457, { firstId: 7, lastId: 9, side: null }),
      sample.trade(1, DAY_US + 123_458, { tsRecv: null, price: 0.1 + 0.2, amount: 1e-8 }),
      sample.trade(2, DAY_US + 123_459, { id: "Ωb-1", side: "sell" }),
      sample.trade(3, DAY_US + 123_460, { id: null }),
    ]),
  },
  {
    key: sample.TRADES.replace("BTC", "ETH"),
    file: `${sample.TRADES.replace("BTC", "ETH")}/2024-03-05.part-2-0.parquet`,
    // Ids that are all numbers but one that is null, and ids at the end of what a double holds.
    rows: sample.ofTrades([
      sample.trade(0, DAY_US, { id: "999999999999999", firstId: Number.MAX_SAFE_INTEGER - 1, lastId: null }),
      sample.trade(1, DAY_US + 1, { id: null, tsRecv: null, side: null }),
      sample.trade(2, DAY_US + 2, { id: "100000000", firstId: null, lastId: Number.MAX_SAFE_INTEGER }),
    ]),
  },
  {
    key: CANDLES,
    file: `${CANDLES}/2024.part-2-0.parquet`,
    rows: sample.ofCandles([
      sample.candle(0),
      sample.candle(1, { quoteVolume: 5.5, trades: null, takerBuyVolume: null }),
      sample.candle(2, { quoteVolume: null, trades: 0, takerBuyVolume: 0 }),
    ]),
  },
  {
    key: BOOKS,
    file: `${BOOKS}/2024-03-05.part-2-0.parquet`,
    rows: sample.ofBooks([
      sample.bookFrame(3, 0, { seq: 2 ** 40 + 1 }),
      sample.bookFrame(3, 1, {
        isSnapshot: false,
        derived: true,
        levels: [{ side: "ask", price: 1, amount: 0 }],
      }),
      sample.bookFrame(4, 0, { levels: [] }),
      sample.bookFrame(5, 0, { seq: Number.MAX_SAFE_INTEGER, isSnapshot: false }),
    ]),
  },
];

type PlainRow = Record<string, string | number | null>;

/** The rows as a reader of the file should see them: µs as numbers, flags as 0 and 1. */
function expected({ rows }: { rows: Rows }): PlainRow[] {
  const columns = toColumns(rows);
  return Array.from(
    { length: columns.length },
    (_, row) =>
      Object.fromEntries(SCHEMAS[rows.type].map((spec) => {
        if (spec.kind === "text") return [spec.name, textAt(columns.values[spec.name], row)];
        const value = numbers(columns, spec.name)[row];
        return [spec.name, Number.isNaN(value) ? null : spec.words ? spec.words[value] : value];
      })),
  );
}

async function seal(rig: sample.Rig): Promise<void> {
  const journal = rig.journal(2, { tradeIds: "opaque" });
  for (const { key, rows } of CASES) await journal.append({ key, rows });
  await journal.close();
  await sealAll(rig.archive, "sandbox", () => true);
}

const asPlain = (value: unknown) =>
  typeof value === "bigint" || typeof value === "boolean" ? Number(value) : value as string | number | null;

async function byHyparquet(path: string): Promise<PlainRow[]> {
  const bytes = Deno.readFileSync(path);
  const rows = await parquetReadObjects({
    file: bytes.buffer,
    compressors: { ZSTD: (input) => zstdDecompressSync(input) },
    parsers: { timestampFromMicroseconds: (us: bigint) => us as unknown as Date },
  });
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name, asPlain(value)]))
  );
}

async function byDuckDb(path: string): Promise<PlainRow[]> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    const times = path.includes("/ohlc/") ? ["ts"] : ["ts", "ts_recv"];
    const replaced = times.map((name) => `epoch_us(${name}) as ${name}`);
    const reader = await connection.runAndReadAll(`select * replace (${replaced}) from '${path}'`);
    return reader.getRowObjects().map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name, asPlain(value)]))
    );
  } finally {
    connection.closeSync();
  }
}

Deno.test("sealed files have equal rows in hyparquet, DuckDB and parquet-wasm", async () => {
  using folder = sample.temporaryDisk();
  const rig = sample.rigOn(folder.disk);
  await seal(rig);
  for (const { key, file, rows } of CASES) {
    const path = `${folder.root}/${file}`;
    assert.deepEqual(await byHyparquet(path), expected({ rows }), `hyparquet, ${key}`);
    assert.deepEqual(await byDuckDb(path), expected({ rows }), `DuckDB, ${key}`);
    assert.deepEqual(await sample.readAll(rig.archive, key), rows, `parquet-wasm, ${key}`);
  }
});

Deno.test("a file has the types and encodings of its schema, and one note", async () => {
  using folder = sample.temporaryDisk();
  await seal(sample.rigOn(folder.disk));
  const { file } = CASES[0];
  const metadata = parquetMetadata(Deno.readFileSync(`${folder.root}/${file}`));
  const of = (name: string) => {
    const at = metadata.schema.findIndex((element) => element.name === name) - 1;
    const { codec, encodings } = metadata.row_groups[0].columns[at].meta_data!;
    const { type, repetition_type, logical_type } = metadata.schema[at + 1];
    return { type, repetition_type, logical: logical_type?.type, codec, encodings };
  };
  const ts = of("ts");
  assert.deepEqual([ts.type, ts.repetition_type, ts.logical, ts.codec], [
    "INT64",
    "REQUIRED",
    "TIMESTAMP",
    "ZSTD",
  ]);
  assert.ok(ts.encodings.includes("DELTA_BINARY_PACKED"));
  assert.equal(of("ts_recv").repetition_type, "OPTIONAL");
  assert.ok(of("amount").encodings.includes("RLE_DICTIONARY"));
  assert.deepEqual(readFooter(folder.disk, file).note, {
    schema: 1,
    software: metadata.created_by,
    key: TRADES,
    exchange: "sandbox",
    symbol: "BTC/USDT",
    type: "trades",
    tradeIds: "opaque",
    inputs: [],
  });
  assert.deepEqual(readFooter(folder.disk, file).groups, [{
    rows: 4,
    min: { ts: DAY_US + 123_457, first_id: 7 },
    max: { ts: DAY_US + 123_460, first_id: 7 },
  }]);
});

const MANY_ROWS = 150_000;

/** Trades of a day in two row groups, ten of them at each time, every seventh with nulls. */
async function writeMany(disk: Disk): Promise<Columns> {
  const columns = emptyColumns("trades", MANY_ROWS);
  for (let row = 0; row < MANY_ROWS; row++) {
    const [price, ts, hasNulls] = [
      42_000 + row * 7 % 100,
      DAY_US + Math.floor(row / 10) * 1e6,
      row % 7 === 0,
    ];
    const unknown = hasNulls ? { ts_recv: NaN, first_id: NaN, side: NaN } : {};
    const values = {
      ts,
      ts_recv: ts + 5,
      id: row,
      first_id: 2 * row,
      last_id: 2 * row + 1,
      price,
      amount: row % 13,
    };
    for (const [name, value] of Object.entries({ ...values, side: row % 2, ...unknown })) {
      numbers(columns, name)[row] = value;
    }
  }
  async function* batches() {
    yield columns;
  }
  await writeTemporary(disk, MANY, noteFor(TRADES, { tradeIds: "serial", inputs: [] }), batches());
  publish(disk, MANY);
  return columns;
}

const MANY = `${TRADES}/2024-03-05.parquet`;

/** A disk that counts the bytes that are read. */
function counting(disk: Disk): { disk: Disk; read: { bytes: number } } {
  const read = { bytes: 0 };
  const reading: Disk["read"] = (path, from, to) => {
    const bytes = disk.read(path, from, to);
    read.bytes += bytes.length;
    return bytes;
  };
  return { disk: { ...disk, read: reading }, read };
}

Deno.test("many rows with nulls among them are equal in hyparquet, DuckDB and parquet-wasm", async () => {
  using folder = sample.temporaryDisk();
  const columns = await writeMany(folder.disk);
  const rows = toRows(columns);
  const path = `${folder.root}/${MANY}`;
  const footer = readFooter(folder.disk, MANY);
  assert.deepEqual(footer.groups.map(({ rows }) => rows), [122_880, 27_120]);
  assert.deepEqual(
    join("trades", (await Array.fromAsync(readGroups(folder.disk, MANY, footer))).map(whole)),
    columns,
  );
  const wanted = expected({ rows });
  assert.deepEqual(await byDuckDb(path), wanted);
  assert.deepEqual(await byHyparquet(path), wanted);
});

Deno.test("of a range of time exactly its rows are read, and few of the file's other bytes", async () => {
  using folder = sample.temporaryDisk();
  const columns = await writeMany(folder.disk);
  const { disk, read } = counting(folder.disk);
  const footer = readFooter(disk, MANY);
  const ts = numbers(columns, "ts");
  const second = fc.integer({ min: -10, max: MANY_ROWS / 10 + 10 });
  await fc.assert(
    fc.asyncProperty(second, second, fc.constantFrom(0, 1), async (a, b, more) => {
      const range = { from: DAY_US + Math.min(a, b) * 1e6, to: DAY_US + Math.max(a, b) * 1e6 + more };
      const wants = ({ min, max }: RowGroup) => min.ts < range.to && max.ts >= range.from;
      const pieces = await Array.fromAsync(readGroups(disk, MANY, footer, { wants, range }));
      const wanted = filter(columns, (row) => ts[row] >= range.from && ts[row] < range.to);
      assert.deepEqual(join("trades", pieces.map(whole)), wanted);
    }),
    { numRuns: 40 },
  );
  read.bytes = 0;
  const range = { from: ts[50_000], to: ts[55_000] };
  const wants = ({ min, max }: RowGroup) => min.ts < range.to && max.ts >= range.from;
  await Array.fromAsync(readGroups(disk, MANY, footer, { wants, range }));
  const share = read.bytes / disk.size(MANY)!;
  assert.ok(share < 0.25, `a thirtieth of the rows took ${share} of the bytes`);
});

Deno.test("while a file is written its Worker is not silent: timers come between row groups", async () => {
  using folder = sample.temporaryDisk();
  const columns = toColumns(sample.ofTrades(sample.trades(0, GROUP_ROWS)));
  let fired = 0;
  async function* groups() {
    for (let n = 0; n < 16; n++) {
      setTimeout(() => fired++, 0);
      yield columns;
    }
  }
  const note = noteFor(sample.TRADES, { tradeIds: "opaque", inputs: [] });
  await writeTemporary(folder.disk, `${sample.TRADES}/2024-03-05.parquet`, note, groups());
  assert.ok(fired > 3, `${fired} timers`);
});
