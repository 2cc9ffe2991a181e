/**
 * A scripted day of trades (with ids, without, aggregated), candles and books, lived through on any disk, and
 * what must be true of the folder whenever it was interrupted.
 */
import assert from "node:assert/strict";
import type { Evidence } from "../../schemas/evidence.ts";
import type { BookFrame, Candle, Rows, Trade } from "../../schemas/market.ts";
import type { Batch } from "../../actors/archive/journal.ts";
import * as sample from "./samples.ts";

export const { BOOKS, CANDLES, DAY_US, MINUTE_US, TRADES } = sample;
/** Its trades have no ids: nothing can tell that one of them is there twice. */
export const NAMELESS = "sandbox/trades/ETH-USDT";
/** Live trades are aggregates, REST gives the trades that went into them. */
export const AGGREGATES = "sandbox/trades/SOL-USDT";
export const KEYS = [TRADES, NAMELESS, AGGREGATES, CANDLES, BOOKS];

const answer = (fromMinute: number, toMinute: number): Evidence => {
  const [from, to] = [DAY_US + fromMinute * MINUTE_US, DAY_US + toMinute * MINUTE_US];
  return { kind: "answer", from, to, askedAt: to };
};
const recorded = (from: number, to: number): Evidence => ({
  kind: "recorded",
  from: DAY_US + from,
  to: DAY_US + to,
});
const ofTrades = (rows: Trade[]): Batch => ({ key: TRADES, rows: sample.ofTrades(rows) });
export const ofNameless = (from: number, to: number): Batch => ({
  key: NAMELESS,
  rows: sample.ofTrades(sample.trades(from, to, { id: null })),
});
const ofAggregates = (rows: Trade[]): Batch => ({ key: AGGREGATES, rows: sample.ofTrades(rows) });
const ofCandles = (from: number, to: number, close?: number): Batch => ({
  key: CANDLES,
  rows: sample.ofCandles(
    Array.from({ length: to - from }, (_, i) => sample.candle(from + i, close ? { close } : {})),
  ),
  evidence: [answer(from, to)],
});
const ofBooks = (from: number, to: number): Batch => ({
  key: BOOKS,
  rows: sample.ofBooks(Array.from({ length: to - from }, (_, i) => sample.bookFrame(1, from + i))),
  evidence: [recorded(from * 1e6, to * 1e6)],
});
const aggregate = (firstId: number, lastId: number) =>
  sample.trade(lastId, DAY_US + lastId * 1e6, { firstId, lastId });
const raw = (from: number, to: number, lastId: number) =>
  sample.trades(from, to, { tsRecv: null }).map((row) => ({ ...row, ts: DAY_US + lastId * 1e6 }));
const byRest = { tsRecv: null };
const HOLE: Evidence = {
  kind: "gap",
  from: DAY_US + 34e6,
  to: DAY_US + 36e6 + 1,
  cause: "id-hole",
  reason: "35 was skipped",
  firstId: 35,
  lastId: 35,
};

/** The day, segment by segment; the last two come when the day is over and merged, the last when it is moved. */
export const SEGMENTS: Batch[][] = [
  [
    ofTrades(sample.trades(0, 12)),
    ofCandles(0, 4),
    ofBooks(0, 3),
    ofTrades(sample.trades(12, 30)),
    ofNameless(0, 9),
    ofAggregates([aggregate(0, 4), aggregate(5, 5)]),
  ],
  [
    { ...ofTrades([...sample.trades(30, 35), ...sample.trades(36, 40)]), evidence: [HOLE] },
    ofTrades(sample.trades(33, 38, byRest)),
    ofNameless(9, 15),
    // Asked for again, with another answer: the later one stays.
    ofCandles(3, 6, 42_007),
    ofBooks(3, 5),
    ofAggregates([...raw(2, 5, 4), aggregate(9, 12)]),
  ],
  [
    ofTrades(sample.trades(86_398, 86_403)),
    ofCandles(5, 8),
    ofNameless(20, 22),
    ofAggregates([...raw(6, 7, 6), ...raw(7, 9, 8)]),
  ],
  [ofTrades(sample.trades(38, 45, byRest)), ofBooks(5, 6), ofNameless(30, 31)],
];

/** What REST gives when it is asked for all of it again. */
export const AGAIN: Batch[] = [
  ...SEGMENTS.flat().filter(({ key }) => key !== NAMELESS && key !== AGGREGATES),
  ofAggregates([...raw(0, 5, 4), ...raw(5, 6, 5), ...raw(6, 7, 6), ...raw(7, 9, 8), ...raw(9, 13, 12)]),
];

/** What rows stand for: several words a row where it is an aggregate. Time of receipt may differ between copies. */
export function namesOf(key: string, rows: Rows): string[] {
  switch (rows.type) {
    case "trades":
      return rows.rows.flatMap((row: Trade) =>
        key === AGGREGATES ? idsOf(row) : [`${row.id} ${row.ts} ${row.price}`]
      );
    case "ohlc":
      return rows.rows.map(({ ts }: Candle) => String(ts));
    case "orderbook":
      return rows.rows.map(({ session, frame, levels }: BookFrame) =>
        `${session} ${frame} ${JSON.stringify(levels)}`
      );
    default:
      throw rows satisfies never;
  }
}

function idsOf({ id, firstId }: Trade): string[] {
  const last = Number(id);
  const first = firstId ?? last;
  return Array.from({ length: last - first + 1 }, (_, i) => String(first + i));
}

/** Closes of candles by time, in the order in which the exchange gave them. */
export function closesOf(batches: Batch[]): Map<number, number[]> {
  const closes = new Map<number, number[]>();
  for (const { rows } of batches) {
    if (rows?.type !== "ohlc") continue;
    for (const { ts, close } of rows.rows) closes.set(ts, [...closes.get(ts) ?? [], close]);
  }
  return closes;
}

/** What was appended, by series, and which of it was acknowledged. */
export interface Witness {
  written: Batch[];
  acknowledged: Batch[];
}

const namesIn = (batches: Batch[], key: string) =>
  new Set(batches.filter((batch) => batch.key === key).flatMap(({ rows }) => namesOf(key, rows!)));

/** Everything that was acknowledged is there once; nothing is there that nobody wrote. */
export function checkRows(
  { written, acknowledged }: Witness,
  key: string,
  rows: Rows,
  at: string,
): Set<string> {
  const names = namesOf(key, rows);
  const readable = new Set(names);
  assert.equal(names.length, readable.size, `${at}: ${key} has rows twice`);
  const lost = [...namesIn(acknowledged, key).difference(readable)];
  assert.deepEqual(lost, [], `${at}: ${key} lost acknowledged rows`);
  const invented = [...readable.difference(namesIn(written, key))];
  assert.deepEqual(invented, [], `${at}: ${key} has rows that nobody wrote`);
  if (rows.type === "ohlc") checkCloses({ written, acknowledged }, rows.rows, at);
  return readable;
}

/** Of candles that were asked for twice, the one that stays is the last acknowledged or one written after it. */
function checkCloses({ written, acknowledged }: Witness, candles: Candle[], at: string): void {
  const [all, safe] = [closesOf(written), closesOf(acknowledged)];
  for (const { ts, close } of candles) {
    const place = all.get(ts)!.lastIndexOf(close);
    assert.ok(place >= (safe.get(ts)?.length ?? 0) - 1, `${at}: the candle at ${ts} is an older answer`);
  }
}

const truthOf = (key: string) =>
  SEGMENTS.flat().filter((batch) => batch.key === key).flatMap(({ rows }) =>
    rows!.rows.flatMap((row) =>
      namesOf(key, { ...rows!, rows: [row] } as Rows).map((name) => [name, row.ts] as const)
    )
  );
const TRUTH = new Map(KEYS.map((key) => [key, truthOf(key)]));

/** Whatever is called complete has each of the exchange's rows. */
export function checkClaims(
  complete: Array<{ from: number; to: number }>,
  key: string,
  readable: Set<string>,
  at: string,
): void {
  for (const [name, ts] of TRUTH.get(key)!) {
    const isClaimed = complete.some(({ from, to }) => ts >= from && ts < to);
    assert.ok(!isClaimed || readable.has(name), `${at}: ${key} claims ${name} and does not have it`);
  }
}
