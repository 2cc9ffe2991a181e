import { DuckDBInstance } from "@duckdb/node-api";
import assert from "node:assert/strict";
import { zstdDecompressSync } from "node:zlib";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import type { Rows } from "../../schemas/market.ts";
import { numbers, SCHEMAS } from "../../actors/archive/columns.ts";
import { textAt } from "../../actors/archive/texts.ts";
import { readFooter } from "../../actors/archive/footer.ts";
import { toColumns } from "../../actors/archive/rows.ts";
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
    key: CANDLES,
    file: `${CANDLES}/2024.part-2-0.parquet`,
    rows: sample.ofCandles([
      sample.candle(0),
      sample.candle(1, { quoteVolume: 5.5, trades: null, takerBuyVolume: null }),
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
  assert.ok(of("price").encodings.includes("RLE_DICTIONARY"));
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
});
