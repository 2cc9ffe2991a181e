/**
 * Compares candles that say how many trades they are made of with the recorded trades, where both are proven to
 * be complete: two accounts of one market that the exchange gave by different ways.
 */
import { parseSeriesKey, seriesKey, spanSeconds } from "../../../schemas/series.ts";
import { type Columns, numbers } from "../columns.ts";
import type { Disk } from "../disk.ts";
import { clip, type Interval } from "../intervals.ts";
import { periodAt } from "../layout.ts";
import type { Reader } from "../reader/reader.ts";
import { type Bars, barsOver } from "./bars.ts";
import { type Claims, readClaims } from "./claims.ts";
import type { Finding } from "./report.ts";
import { count, number, timeWords } from "./words.ts";

/** So many candles of a series are told one by one. */
const TOLD = 20;
const DAY_SECONDS = 86_400;

export interface Compared {
  contradictions: Finding[];
  /** How many candles were compared; those whose trades are not all recorded are not. */
  candles: number;
}

/** Nothing for a series that is not of trades. Only series that are `sound` can be read. */
export async function compareCandles(
  disk: Disk,
  reader: Reader,
  claims: Claims,
  { range, sound }: { range: Interval; sound: Set<string> },
): Promise<Compared> {
  const compared: Compared = { contradictions: [], candles: 0 };
  if (parseSeriesKey(claims.key).type !== "trades") return compared;
  for (const key of candlesBeside(claims.key, sound)) {
    const { contradictions, candles } = await compareSeries(disk, reader, claims, key, range);
    compared.contradictions.push(...contradictions);
    compared.candles += candles;
  }
  return compared;
}

/** Candles of the same market whose spans divide a day. */
function candlesBeside(tradesKey: string, keys: Iterable<string>): string[] {
  const folder = seriesKey({ ...parseSeriesKey(tradesKey), type: "ohlc", span: "" });
  return [...keys].filter((key) =>
    key.startsWith(folder) && DAY_SECONDS % spanSeconds(parseSeriesKey(key).span!) === 0
  );
}

async function compareSeries(
  disk: Disk,
  reader: Reader,
  trades: Claims,
  key: string,
  range: Interval,
): Promise<Compared> {
  const differences: Finding[] = [];
  let compared = 0;
  const spanUs = spanSeconds(parseSeriesKey(key).span!) * 1e6;
  const candles = completeOf(readClaims(disk, key, Infinity).coverage.stretches);
  const both = intersect(candles, completeOf(trades.coverage.stretches));
  for (const day of daysOf(clip(both, range.from, range.to))) {
    if ([trades.key, key].some((key) => reader.moved(key, day.from, day.to).length > 0)) continue;
    const counted = await countedCandles(reader, key, day);
    if (!counted) continue;
    const bars = barsOver(day, spanUs);
    const within = { key: trades.key, fromUs: day.from, toUs: day.to };
    for await (const columns of reader.batches(within)) bars.add(columns);
    const isProven = proven(both, spanUs);
    const ofDay = compareDay(key, bars, counted, isProven);
    differences.push(...ofDay.contradictions);
    compared += ofDay.candles;
  }
  const told = differences.slice(0, TOLD);
  const rest = differences.length - told.length;
  const more = { about: key, what: `has ${count(rest, "more candle")} that differ from the trades` };
  return { contradictions: rest > 0 ? [...told, more] : told, candles: compared };
}

const completeOf = (stretches: Array<Interval & { state: string }>): Interval[] =>
  stretches.filter(({ state }) => state === "complete").map(({ from, to }) => ({ from, to }));

const intersect = (set: Interval[], other: Interval[]): Interval[] =>
  set.flatMap(({ from, to }) => clip(other, from, to));

/** The UTC days that a set touches, each once. */
function daysOf(set: Interval[]): Interval[] {
  const days = new Map<number, Interval>();
  for (const { from, to } of set) {
    for (let day = periodAt("trades", from); day.from < to; day = periodAt("trades", day.to)) {
      days.set(day.from, day);
    }
  }
  return [...days.values()];
}

/** Whether a whole candle lies in the set; candles are asked for in their order. */
function proven(set: Interval[], spanUs: number): (openUs: number) => boolean {
  let at = 0;
  return (openUs) => {
    while (at < set.length && set[at].to < openUs + spanUs) at++;
    return at < set.length && set[at].from <= openUs;
  };
}

/** The candles of a day by open time; null: none says how many trades it has. */
async function countedCandles(
  reader: Reader,
  key: string,
  { from, to }: Interval,
): Promise<Map<number, { columns: Columns; row: number }> | null> {
  const candles = new Map<number, { columns: Columns; row: number }>();
  let areCounted = false;
  for await (const columns of reader.batches({ key, fromUs: from, toUs: to })) {
    const [ts, trades] = [numbers(columns, "ts"), numbers(columns, "trades")];
    for (let row = 0; row < columns.length; row++) candles.set(ts[row], { columns, row });
    areCounted ||= trades.some((count) => !Number.isNaN(count));
  }
  return areCounted ? candles : null;
}

function compareDay(
  key: string,
  bars: Bars,
  candles: Map<number, { columns: Columns; row: number }>,
  isProven: (openUs: number) => boolean,
): Compared {
  const compared: Compared = { contradictions: [], candles: 0 };
  for (const [openUs, bar] of bars.all()) {
    const candle = candles.get(openUs);
    if (!isProven(openUs) || (!candle && bar.count === 0)) continue;
    if (candle && !isCounted(candle)) continue;
    compared.candles++;
    const what = candle ? difference(candle, bar) : `is not there, and ${count(bar.count, "trade")} are`;
    if (what) compared.contradictions.push({ about: `${key}: the candle of ${timeWords(openUs)}`, what });
  }
  return compared;
}

const isCounted = ({ columns, row }: { columns: Columns; row: number }) =>
  !Number.isNaN(numbers(columns, "trades")[row]);

/** What a candle says otherwise than the trades of its time; null: nothing. */
function difference(
  { columns, row }: { columns: Columns; row: number },
  bar: { count: number } & Record<"open" | "high" | "low" | "close" | "volume", number>,
): string | null {
  const said = (name: string) => numbers(columns, name)[row];
  const trades = said("trades");
  if (trades !== bar.count) return `counts ${count(trades, "trade")}, and ${number(bar.count)} are recorded`;
  if (trades === 0) return null;
  const price = (["open", "high", "low", "close"] as const).find((name) => said(name) !== bar[name]);
  if (price) return `has the ${price} ${said(price)}, and its trades have ${bar[price]}`;
  const isSame = Math.abs(said("volume") - bar.volume) <= 1e-9 * Math.max(said("volume"), bar.volume);
  return isSame ? null : `has the volume ${said("volume")}, and its trades add up to ${bar.volume}`;
}
