/** A small archive, made by journal, seal and merge, and what a verification says of it. */
import type { Evidence } from "../../../schemas/evidence.ts";
import type { Candle, Trade } from "../../../schemas/market.ts";
import type { Disk } from "../../../actors/archive/disk.ts";
import { mergeFiles } from "../../../actors/archive/merge.ts";
import { dueMerges } from "../../../actors/archive/merge_plan.ts";
import { sealAll } from "../../../actors/archive/seal.ts";
import { contradictionsOf, type Finding, type Report } from "../../../actors/archive/verify/report.ts";
import { openRowReader } from "../../../actors/archive/verify/row_reader.ts";
import { seriesIn, verifyArchive } from "../../../actors/archive/verify/verify.ts";
import { nextEpoch } from "../../../actors/archive/epoch.ts";
import { TestClock } from "../../../actors/kernel/test_clock.ts";
import * as sample from "../samples.ts";

export const { BOOKS, CANDLES, DAY_US, TRADES } = sample;
export const DAY_FILE = `${TRADES}/2024-03-05.parquet`;
export const NEXT_DAY_US = DAY_US + 24 * sample.HOUR_US;
/** When the sample folders are looked at: the third day, 12:00. */
export const NOW_US = DAY_US + 60 * sample.HOUR_US;

/** The first and the last part of the second day. */
export const PARTS = ["3-0", "3-1"].map((name) => `${TRADES}/2024-03-06.part-${name}.parquet`);

/**
 * Day one, merged: trades 0 to 599 without 300 to 309, which were missed; the candles of these ten minutes; a book. Day two, in parts: trades 600 to 619.
 */
export async function makeArchive(disk: Disk): Promise<sample.Rig> {
  while (nextEpoch(disk) < 4);
  const rig = sample.rigOn(disk, new TestClock(DAY_US / 1000 + 20 * 3_600_000));
  const first = rig.journal(2);
  const outage: Evidence = {
    kind: "gap",
    from: DAY_US + 299e6,
    to: DAY_US + 310e6,
    cause: "outage",
    reason: "the socket was closed (1006)",
    firstId: 300,
    lastId: 309,
  };
  const rows = [...sample.trades(0, 300), ...sample.trades(310, 600)];
  await first.append({ key: TRADES, rows: sample.ofTrades(rows), evidence: [outage] });
  await first.append({
    key: CANDLES,
    rows: sample.ofCandles(candlesOf(sample.trades(0, 600))),
    evidence: [answerOf(0, 10)],
  });
  const frames = [0, 1, 2].map((frame) => sample.bookFrame(1, frame));
  const recorded: Evidence = { kind: "recorded", from: DAY_US, to: DAY_US + 3e6 };
  await first.append({ key: BOOKS, rows: sample.ofBooks(frames), evidence: [recorded] });
  await first.close();
  await sealAll(rig.archive, "sandbox", () => true);
  rig.clock.set(DAY_US / 1000 + 26 * 3_600_000);
  await settle(rig);
  await sealSegments(rig, 3, secondDay(600, 610), secondDay(610, 620));
  return rig;
}

/** Trades of the second day, their ids going on from the first's. */
export const secondDay = (from: number, to: number): Trade[] =>
  Array.from({ length: to - from }, (_, i) => sample.trade(from + i, NEXT_DAY_US + (from + i - 600) * 1e6));

export async function sealSegments(rig: sample.Rig, epoch: number, ...segments: Trade[][]): Promise<void> {
  const journal = rig.journal(epoch);
  for (const rows of segments) {
    await journal.append({ key: TRADES, rows: sample.ofTrades(rows) });
    await journal.roll();
  }
  await journal.close();
  await sealAll(rig.archive, "sandbox", () => true);
}

export async function settle(rig: sample.Rig): Promise<void> {
  for (const key of rig.archive.ledgers.keys("")) {
    for (const merge of dueMerges(rig.archive, key)) await mergeFiles(rig.archive, merge);
  }
}

const answerOf = (from: number, to: number): Evidence => ({
  kind: "answer",
  from: DAY_US + from * sample.MINUTE_US,
  to: DAY_US + to * sample.MINUTE_US,
  askedAt: DAY_US + 24 * sample.HOUR_US,
});

/** The candles that trades make up. The exchange has all trades, those too that were missed. */
function candlesOf(trades: Trade[]): Candle[] {
  const minutes = Map.groupBy(trades, ({ ts }) => Math.floor((ts - DAY_US) / sample.MINUTE_US));
  return [...minutes].map(([minute, trades]) => {
    const prices = trades.map(({ price }) => price);
    const bar = {
      open: prices[0],
      high: Math.max(...prices),
      low: Math.min(...prices),
      close: prices.at(-1)!,
    };
    const volume = trades.reduce((sum, { amount }) => sum + amount, 0);
    return sample.candle(minute, { ...bar, volume, trades: trades.length });
  });
}

export interface Asked {
  depth?: Report["depth"];
  from?: number;
  to?: number;
  nowUs?: number;
}

export function report(disk: Disk, asked: Asked = {}): Promise<Report> {
  const { depth, from = -Infinity, to = Infinity, nowUs = NOW_US } = asked;
  const range = { from, to };
  const rows = depth === "rows" ? openRowReader(disk, range, () => {}) : null;
  return verifyArchive({ disk, nowUs, keys: seriesIn(disk), range, rows });
}

const words = ({ about, what }: Finding) => `${about} ${what}`;

export const contradictions = async (disk: Disk, asked?: Asked): Promise<string[]> =>
  contradictionsOf(await report(disk, asked)).map(words);

export async function remarks(disk: Disk): Promise<string[]> {
  const { remarks, series } = await report(disk);
  return [...remarks, ...series.flatMap(({ remarks }) => remarks)].map(words);
}
