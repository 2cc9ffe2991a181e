/** What holds of the archive whatever it is given. The algebra of evidence has its own file, coverage_test.ts. */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Evidence, IdRun } from "../../schemas/evidence.ts";
import { GAP_CAUSES } from "../../schemas/evidence.ts";
import type { Rows } from "../../schemas/market.ts";
import { encodeSymbol, seriesKey } from "../../schemas/series.ts";
import { join, whole } from "../../actors/archive/columns.ts";
import { readFooter } from "../../actors/archive/footer.ts";
import { cutIds, holdsId, joinRuns, runsOf } from "../../actors/archive/id_runs.ts";
import { coveragePath, parseFilePath, partPath, segmentPath } from "../../actors/archive/layout.ts";
import { formatLine, parseLine } from "../../actors/archive/ledger.ts";
import { noteFor, publish, readGroups, writeTemporary } from "../../actors/archive/parquet.ts";
import { toColumns, toRows } from "../../actors/archive/rows.ts";
import { readUntrusted } from "../../actors/archive/untrusted.ts";
import { createCrashDisk } from "./crash_disk.ts";
import { BOOKS, CANDLES, TRADES } from "./samples.ts";

const RUNS = { numRuns: 1000 };
const record = <T>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record<T>(fields, { noNullPrototype: true });
const us = fc.integer({ min: 1_230_768_000_000_000, max: 4_000_000_000_000_000 });
const safe = fc.oneof(
  fc.maxSafeInteger(),
  fc.constantFrom(0, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 2 ** 32, -1),
);
const float = fc.oneof(
  fc.double({ noNaN: true }),
  fc.constantFrom(-0, 0, 5e-324, 2 ** 53, 1.7976931348623157e308),
);
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null, freq: 3 });
const ODD_IDS = [
  "",
  "0",
  "007",
  "1e5",
  "-1",
  "9007199254740993",
  "ид-7",
  "番号",
  "\u0000",
  "a\nb",
  "\ufeffx",
];
const id = fc.oneof(
  fc.nat().map(String),
  fc.string({ unit: "grapheme", maxLength: 8 }),
  fc.constantFrom(...ODD_IDS),
);

const trade = record({
  ts: us,
  tsRecv: orNull(us),
  id: orNull(id),
  firstId: orNull(safe),
  lastId: orNull(safe),
  price: float,
  amount: float,
  side: orNull(fc.constantFrom("buy" as const, "sell" as const)),
});
const candle = record({
  ts: us,
  open: float,
  high: float,
  low: float,
  close: float,
  volume: float,
  quoteVolume: orNull(float),
  trades: orNull(safe),
  takerBuyVolume: orNull(float),
});
const level = record({ side: fc.constantFrom("bid" as const, "ask" as const), price: float, amount: float });
const frame = record({
  ts: us,
  tsRecv: us,
  session: fc.nat(),
  seq: orNull(safe),
  isSnapshot: fc.boolean(),
  derived: fc.boolean(),
  levels: fc.array(level, { maxLength: 5 }),
});
const some = { minLength: 1, maxLength: 12 };
const rows: fc.Arbitrary<Rows> = fc.oneof(
  fc.array(trade, some).map((rows): Rows => ({ type: "trades", rows })),
  fc.array(candle, some).map((rows): Rows => ({ type: "ohlc", rows })),
  fc.array(frame, some).map((frames): Rows => ({
    type: "orderbook",
    rows: frames.map((each, i) => ({ ...each, frame: i })),
  })),
);
const KEY_OF = { trades: TRADES, ohlc: CANDLES, orderbook: BOOKS };

Deno.test("rows come back from a Parquet file as they were written, by both readers", async () => {
  await fc.assert(
    fc.asyncProperty(rows, async (rows) => {
      const disk = createCrashDisk();
      const key = KEY_OF[rows.type];
      const path = `${key}/file.parquet`;
      const columns = toColumns(rows);
      await writeTemporary(disk, path, noteFor(key, { inputs: [] }), once(columns));
      publish(disk, path);
      const footer = readFooter(disk, path);
      const trusted = await Array.fromAsync(readGroups(disk, path, footer));
      assert.deepEqual(toRows(join(rows.type, trusted.map(whole))), rows);
      const untrusted = [...readUntrusted(disk, path, footer)];
      assert.deepEqual(toRows(join(rows.type, untrusted.map(whole))), rows);
    }),
    RUNS,
  );
});

async function* once<T>(value: T) {
  yield await value;
}

const time = fc.nat(2 ** 31 - 1);
const evidence: fc.Arbitrary<Evidence> = fc.oneof(
  record({
    kind: fc.constantFrom("ids" as const, "void-id" as const),
    from: time,
    to: time,
    firstId: safe,
    lastId: safe,
  }),
  record({ kind: fc.constant("answer" as const), from: time, to: time, askedAt: time }),
  record({ kind: fc.constant("recorded" as const), from: time, to: time }),
  record({
    kind: fc.constant("gap" as const),
    from: time,
    to: time,
    cause: fc.constantFrom(...GAP_CAUSES),
    reason: fc.string({ unit: "binary" }),
  }),
  record({ kind: fc.constant("lost" as const), from: time, to: time, reason: fc.string({ unit: "binary" }) }),
  record({
    kind: fc.constant("moved" as const),
    from: time,
    to: time,
    path: fc.string(),
    remote: fc.string({ unit: "grapheme" }),
  }),
);

Deno.test("a line of the ledger is one line, and comes back as it was", () => {
  fc.assert(
    fc.property(evidence, fc.nat(), (piece, n) => {
      const line = formatLine({ n, ...piece });
      assert.equal(line.indexOf("\n"), line.length - 1);
      // As bytes, since that is what lies on disk.
      const read = new TextDecoder().decode(new TextEncoder().encode(line)).trimEnd();
      const parsed = parseLine(read);
      assert.deepEqual(parsed, JSON.parse(JSON.stringify({ n, ...piece })));
    }),
    { ...RUNS, examples: [[{ kind: "moved", from: 0, to: 0, path: "", remote: "\u2028" }, 0]] },
  );
});

const symbol = fc.string({
  unit: fc.oneof(fc.constantFrom(..."AaBbZz09/:-+%.é"), fc.string({ unit: "grapheme" })),
})
  .filter((text) => text.length > 0 && text.isWellFormed());

Deno.test("two series, periods or parts never have one name, on disks that ignore case neither", () => {
  fc.assert(
    fc.property(symbol, symbol, (one, other) => {
      const names = [one, other].map((each) => encodeSymbol(each).toLowerCase());
      assert.equal(names[0] === names[1], one === other);
      assert.doesNotMatch(names[0], /[/\\:*?"<>|\0]/);
    }),
    RUNS,
  );
  const part = record({ epoch: fc.nat(30), n: fc.nat(30), generation: fc.nat(3) });
  fc.assert(
    fc.property(part, part, (one, other) => {
      const paths = [one, other].map((each) => partPath(TRADES, "2024-03-05", each));
      assert.equal(paths[0] === paths[1], JSON.stringify(one) === JSON.stringify(other));
      assert.deepEqual(parseFilePath(paths[0]).part, one);
      const segments = [one, other].map(({ epoch, n }) => segmentPath({ exchange: "sandbox", epoch, n }));
      assert.equal(segments[0] === segments[1], one.epoch === other.epoch && one.n === other.n);
    }),
    RUNS,
  );
  const spans = ["1s", "1m", "1h", "1d", "1w", "1mo", "3m", "15m"];
  const keys = spans.map((span) => seriesKey({ exchange: "x", symbol: "A/B", type: "ohlc", span }));
  assert.equal(new Set(keys.map((key) => coveragePath(key).toLowerCase())).size, spans.length);
});

/** Ids of one generation: their times rise with them, several may share one. */
const TIMES = Array.from({ length: 40 }, (_, id) => Math.floor(id * 1.4));
const span = fc.tuple(fc.nat(39), fc.nat(6)).map(([first, more]) => [first, Math.min(39, first + more)]);
const runOf = ([firstId, lastId]: number[]): IdRun => {
  return { firstId, lastId, from: TIMES[firstId], to: TIMES[lastId] };
};
const idsIn = (runs: Array<{ firstId: number; lastId: number }>) =>
  new Set(
    runs.flatMap(({ firstId, lastId }) =>
      Array.from({ length: lastId - firstId + 1 }, (_, i) => firstId + i)
    ),
  );

Deno.test("runs of ids are what sets of ids are", () => {
  fc.assert(
    fc.property(fc.array(span, { maxLength: 8 }), span, span, (spans, cut, asked) => {
      const runs = joinRuns(spans.map(runOf));
      const naive = idsIn(spans.map(([firstId, lastId]) => ({ firstId, lastId })));
      assert.deepEqual(idsIn(runs), naive);
      const sorted = [...runs].sort((a, b) => a.firstId - b.firstId);
      assert.ok(sorted.every(({ firstId }, i) => i === 0 || firstId > sorted[i - 1].lastId + 1), "maximal");
      const isThere = (id: number) => naive.has(id);
      for (const id of TIMES.keys()) assert.equal(holdsId(runs, id, id, TIMES[id]), isThere(id), `${id}`);
      const range = idsIn([{ firstId: asked[0], lastId: asked[1] }]);
      if (!range.isDisjointFrom(naive) && holdsId(runs, asked[1], asked[1], TIMES[asked[1]])) {
        assert.ok(holdsId(runs, asked[0], asked[1], TIMES[asked[1]]));
      }
      const [firstId, lastId] = cut;
      const left = cutIds(runs, { firstId, lastId, from: TIMES[firstId], to: TIMES[lastId] + 1 });
      assert.deepEqual(idsIn(left), naive.difference(idsIn([{ firstId, lastId }])));
    }),
    RUNS,
  );
});

Deno.test("of rows that stand for the same ids one is kept, the one that stands for more, and no id is lost", () => {
  const tiling = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 8 });
  const raw = fc.array(fc.nat(39), { maxLength: 20 });
  fc.assert(
    fc.property(tiling, raw, fc.infiniteStream(fc.nat()), (sizes, raw, random) => {
      const spans: number[][] = [];
      for (const size of sizes) spans.push([(spans.at(-1)?.[1] ?? -1) + 1, (spans.at(-1)?.[1] ?? -1) + size]);
      const end = spans.at(-1)![1];
      // Trades of one aggregate have its time.
      const timeOf = (id: number) => spans.findIndex(([first, last]) => id >= first && id <= last) * 10;
      const all = [...spans, ...raw.filter((id) => id <= end).map((id) => [id, id])];
      const shuffled = all.map((row) => ({ row, key: random.next().value })).sort((a, b) => a.key - b.key);
      const rows = shuffled.map(({ row }) => row);
      const column = (pick: (row: number[]) => number) => Float64Array.from(rows, pick);
      const { runs, overlapping } = runsOf({
        first: column(([first]) => first),
        last: column(([, last]) => last),
        ts: column(([first]) => timeOf(first)),
      });
      const kept = rows.filter((_, row) => !overlapping.has(row)).map(String);
      assert.deepEqual(new Set(kept), new Set(spans.map(String)));
      assert.deepEqual(idsIn(runs), idsIn([{ firstId: 0, lastId: end }]));
    }),
    RUNS,
  );
});
