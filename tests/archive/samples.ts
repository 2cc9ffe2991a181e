/** Rows, folders and archives for tests. */
import type { ArchiveFact } from "../../schemas/facts.ts";
import type { BookFrame, Candle, Rows, Trade } from "../../schemas/market.ts";
import { type Archive, openArchive } from "../../actors/archive/archive.ts";
import type { Disk } from "../../actors/archive/disk.ts";
import type { TradeIds } from "../../actors/archive/frames.ts";
import { type Journal, openJournal } from "../../actors/archive/journal.ts";
import { folderOf } from "../../actors/archive/layout.ts";
import { purgeFile } from "../../actors/archive/purge.ts";
import { openRealDisk } from "../../actors/archive/real_disk.ts";
import { type Columns, join, whole } from "../../actors/archive/columns.ts";
import { openReader } from "../../actors/archive/reader/reader.ts";
import { toRows } from "../../actors/archive/rows.ts";
import { parseSeriesKey } from "../../schemas/series.ts";
import { TestClock } from "../../actors/kernel/test_clock.ts";

export const TRADES = "sandbox/trades/BTC-USDT";
export const CANDLES = "sandbox/ohlc/BTC-USDT/1m";
export const BOOKS = "sandbox/orderbook/BTC-USDT";
/** 2024-03-05 00:00 UTC, µs. */
export const DAY_US = Date.UTC(2024, 2, 5) * 1000;
export const MINUTE_US = 60e6;
export const HOUR_US = 3600e6;

export function trade(id: number, ts: number, more: Partial<Trade> = {}): Trade {
  const [price, amount] = [42_000 + (id * 7 % 100) / 10, (id * 13 % 50 + 1) / 1000];
  const side = id % 2 ? "buy" : "sell";
  return { ts, tsRecv: ts + 1500, id: String(id), firstId: null, lastId: null, price, amount, side, ...more };
}

/** Trades of the ids `from` to `to` (exclusive), a second apart, id 0 at the day's begin. */
export function trades(from: number, to: number, more: Partial<Trade> = {}): Trade[] {
  return Array.from({ length: to - from }, (_, i) => trade(from + i, DAY_US + (from + i) * 1e6, more));
}

export function candle(minute: number, more: Partial<Candle> = {}): Candle {
  const open = 42_000 + minute / 10;
  const prices = { open, high: open + 5.5, low: open - 4.25, close: open + 0.1, volume: 1.5 + minute / 100 };
  return {
    ts: DAY_US + minute * MINUTE_US,
    ...prices,
    quoteVolume: null,
    trades: 17,
    takerBuyVolume: 0.75,
    ...more,
  };
}

export function bookFrame(session: number, frame: number, more: Partial<BookFrame> = {}): BookFrame {
  const ts = DAY_US + frame * 1e6;
  const base = { ts, tsRecv: ts + 900, session, frame, seq: null, isSnapshot: true, derived: false };
  const levels: BookFrame["levels"] = [
    { side: "bid", price: 41_999.5, amount: 1 + frame },
    { side: "ask", price: 42_000.5, amount: 2.5 },
  ];
  return { ...base, levels, ...more };
}

export const ofTrades = (rows: Trade[]): Rows => ({ type: "trades", rows });
export const ofCandles = (rows: Candle[]): Rows => ({ type: "ohlc", rows });
export const ofBooks = (rows: BookFrame[]): Rows => ({ type: "orderbook", rows });

/** A disk over a folder of its own, which goes with the scope. */
export function temporaryDisk(): { root: string; disk: Disk; [Symbol.dispose](): void } {
  const root = Deno.makeTempDirSync({ prefix: "tapedeck-archive-" });
  return {
    root,
    disk: openRealDisk(root),
    [Symbol.dispose]: () => Deno.removeSync(root, { recursive: true }),
  };
}

export interface Rig {
  archive: Archive;
  clock: TestClock;
  facts: ArchiveFact[];
  /** Paths of segments told of as closed. */
  closed: string[];
  journal(epoch: number, options?: { tradeIds?: TradeIds; rollBytes?: number }): Journal;
}

/** An archive on a disk, its clock two hours into the sample day. */
export function rigOn(disk: Disk, clock = new TestClock(DAY_US / 1000 + 7_200_000)): Rig {
  const facts: ArchiveFact[] = [];
  const closed: string[] = [];
  const archive = openArchive({ disk, clock, tell: (fact) => facts.push(fact) });
  return {
    archive,
    clock,
    facts,
    closed,
    journal: (epoch, { tradeIds = "serial", rollBytes } = {}) =>
      openJournal({
        disk,
        exchange: "sandbox",
        epoch,
        clock,
        tradeIds,
        rollBytes,
        onClosed: (path) => closed.push(path),
      }),
  };
}

/** Purges a file as it is here, as if a remote was seen to hold it. */
export function purge(archive: Archive, path: string, remote: string): void {
  const { sha256 } = archive.ledgers.of(folderOf(path)).files.get(path)!;
  purgeFile(archive, { path, sha256, remote });
}

/** All rows of a series, as a reader gets them. */
export async function readAll({ disk }: Pick<Archive, "disk">, key: string): Promise<Rows> {
  const batches: Columns[] = [];
  for await (const batch of openReader(disk).batches({ key, fromUs: -Infinity, toUs: Infinity })) {
    batches.push(batch);
  }
  return toRows(join(parseSeriesKey(key).type, batches.map(whole)));
}

export const allRows = async (archive: Archive, key: string) => (await readAll(archive, key)).rows;
