import assert from "node:assert/strict";
import fc from "fast-check";
import { tableFromArrays, tableToIPC } from "apache-arrow";
import { Table } from "parquet-wasm";
import type { BookFrame, Rows } from "../../schemas/market.ts";
import { concatBytes, decodeAll, decodeColumns, encodeColumns } from "../../actors/archive/codec.ts";
import { join, whole as wholeOf } from "../../actors/archive/columns.ts";
import { wholeNumber } from "../../actors/archive/texts.ts";
import { toIpc } from "../../actors/archive/arrow.ts";
import { fromTable } from "../../actors/archive/arrow_memory.ts";
import { toColumns, toRows } from "../../actors/archive/rows.ts";

const record = <T>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record<T>(fields, { noNullPrototype: true });
const us = fc.integer({ min: 1_230_768_000_000_000, max: 4_000_000_000_000_000 });
const whole = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const number = fc.double({ noNaN: true });
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const text = fc.string({ unit: "grapheme" });

const trade = record({
  ts: us,
  tsRecv: orNull(us),
  id: orNull(fc.oneof(whole.map(String), text, fc.constantFrom("007", "1e5", "9007199254740993", "-1", ""))),
  firstId: orNull(whole),
  lastId: orNull(whole),
  price: number,
  amount: number,
  side: orNull(fc.constantFrom("buy" as const, "sell" as const)),
});

const candle = record({
  ts: us,
  open: number,
  high: number,
  low: number,
  close: number,
  volume: number,
  quoteVolume: orNull(number),
  trades: orNull(whole),
  takerBuyVolume: orNull(number),
});

const level = record({
  side: fc.constantFrom("bid" as const, "ask" as const),
  price: number,
  amount: number,
});
const frame = record({
  ts: us,
  tsRecv: us,
  session: whole,
  seq: orNull(whole),
  isSnapshot: fc.boolean(),
  derived: fc.boolean(),
  levels: fc.array(level, { maxLength: 6 }),
});

const rows: fc.Arbitrary<Rows> = fc.oneof(
  fc.array(trade).map((rows): Rows => ({ type: "trades", rows })),
  fc.array(candle).map((rows): Rows => ({ type: "ohlc", rows })),
  // A frame's number is its own: two frames in a row are never one.
  fc.array(frame).map((frames): Rows => ({
    type: "orderbook",
    rows: frames.map((frame, i): BookFrame => ({ ...frame, frame: i })),
  })),
);

Deno.test("rows come back from the journal's encoding bit for bit", () => {
  fc.assert(
    fc.property(rows, (rows) => {
      assert.deepEqual(toRows(decodeColumns(concatBytes(encodeColumns(toColumns(rows))))), rows);
    }),
    { numRuns: 500 },
  );
});

Deno.test("rows that were encoded one after the other come back as one", () => {
  const ids = (texts: Array<string | null>): Rows => ({
    type: "trades",
    rows: texts.map((id, i) => ({
      ...{ ts: i, tsRecv: null, firstId: null, lastId: null, price: i, amount: i, side: null },
      id,
    })),
  });
  const pieces = [["1", "2"], ["a", null], [null, "3"], ["4"]].map((texts) => toColumns(ids(texts)));
  for (const some of [pieces, pieces.slice(2), pieces.slice(1, 2)]) {
    const encoded = some.map((columns) => concatBytes(encodeColumns(columns)));
    assert.deepEqual(decodeAll(encoded), join("trades", some.map(wholeOf)));
  }
  const book = concatBytes(encodeColumns(toColumns({ type: "orderbook", rows: [] })));
  const trades = concatBytes(encodeColumns(pieces[0]));
  assert.throws(() => decodeAll([trades, book]), /they are of several types/);
});

Deno.test("a table without a column, or with one of another type, is refused by its name", () => {
  const table = (arrays: Record<string, Float64Array | Int32Array>) =>
    Table.fromIPCStream(tableToIPC(tableFromArrays(arrays), "stream"));
  const one = Float64Array.of(1);
  assert.throws(
    () => fromTable("ohlc", table({ open: one, high: one })),
    /Cannot read rows of ohlc: column "ts" is missing/,
  );
  assert.throws(
    () => fromTable("ohlc", table({ close: Int32Array.of(1) }), ["close"]),
    /Cannot read rows of ohlc: column "close" has Arrow's type "i" and not "g"/,
  );
});

Deno.test("rows come back from Arrow as they were", () => {
  fc.assert(
    fc.property(rows.filter(({ rows }) => rows.length > 0), (rows) => {
      const columns = toColumns(rows);
      assert.deepEqual(toRows(fromTable(columns.type, Table.fromIPCStream(toIpc(columns)))), rows);
    }),
    { numRuns: 200 },
  );
});

Deno.test("a whole number's text is only what the number prints as", () => {
  fc.assert(fc.property(fc.oneof(text, whole.map(String)), (text) => {
    const number = wholeNumber(text);
    assert.ok(Number.isNaN(number) || String(number) === text);
  }));
  assert.equal(wholeNumber("123456789012345"), 123456789012345);
});
