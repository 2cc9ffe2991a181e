/** Which rows of an import this archive lacks. An import only adds: what is here stays as it is. */
import type { BookFrame, Candle, Rows, Trade } from "../../../schemas/market.ts";
import type { Archive } from "../archive.ts";
import { coverageOf } from "../coverage.ts";
import { readFooter } from "../footer.ts";
import type { Interval } from "../intervals.ts";
import { toRows } from "../rows.ts";
import { fileSource } from "../sources.ts";
import { sentOf } from "./takings.ts";

export interface LackingOptions {
  key: string;
  /** Trades of one id are one if their times differ by no more: those of the import may be rounded. */
  withinUs: number;
  /** What makes a candle that is here the same: its time, or all that is in it, so that another one replaces it. */
  candles: "by-time" | "by-value";
}

/** The rows that are neither in the sealed files nor of a time that is proven complete; in order of time, but for books. */
export async function lackingRows(archive: Archive, rows: Rows, options: LackingOptions): Promise<Rows> {
  const { key, withinUs, candles } = options;
  const identityOf = candles === "by-time" ? byTime : byValue;
  const open = rows.type === "orderbook" ? rows : outside(completeTimes(archive, key), rows);
  if (open.rows.length === 0) return open;
  const candidates = index(open, identityOf);
  const range = rangeOf(open, withinUs);
  for await (const held of heldRows(archive, key, range)) {
    for (const row of held.rows) strike(candidates, identityOf(row), row, withinUs);
  }
  const lacking = new Set<unknown>([...candidates.values()].flat());
  return { ...open, rows: (open.rows as unknown[]).filter((row) => lacking.has(row)) } as Rows;
}

function completeTimes({ ledgers }: Archive, key: string): Interval[] {
  return coverageOf(ledgers.of(key).proof).stretches.filter(({ state }) => state === "complete");
}

/** Rows at none of these times, which are sorted as the rows are. */
export function outside(times: Interval[], rows: Rows): Rows {
  let at = 0;
  const isOutside = ({ ts }: { ts: number }) => {
    while (at < times.length && times[at].to <= ts) at++;
    return at === times.length || times[at].from > ts;
  };
  return { ...rows, rows: (rows.rows as Array<{ ts: number }>).filter(isOutside) } as Rows;
}

/** Of a book, frames are in order of session and not of time. */
function rangeOf({ rows }: Rows, withinUs: number): Interval {
  let [from, to] = [Infinity, -Infinity];
  for (const { ts } of rows) [from, to] = [Math.min(from, ts), Math.max(to, ts)];
  return { from: from - withinUs, to: to + withinUs + 1 };
}

type Row = Trade | Candle | BookFrame;

function byTime(row: Row): string {
  if ("levels" in row) return `${row.ts} ${row.tsRecv} ${row.frame}`;
  if ("close" in row) return String(row.ts);
  return row.id ?? sentOf(row);
}

const byValue = (row: Row): string => "close" in row ? Object.values(row).join(" ") : byTime(row);

function index({ rows }: Rows, identityOf: (row: Row) => string): Map<string, Row[]> {
  const byIdentity = new Map<string, Row[]>();
  for (const row of rows) {
    const identity = identityOf(row);
    const alike = byIdentity.get(identity);
    if (alike) alike.push(row);
    else byIdentity.set(identity, [row]);
  }
  return byIdentity;
}

/** Takes out of the candidates what a row that is here already stands for: of nameless trades, one. */
function strike(candidates: Map<string, Row[]>, identity: string, held: Row, withinUs: number): void {
  const alike = candidates.get(identity);
  if (!alike) return;
  const isNameless = "id" in held && held.id === null;
  const left = isNameless ? alike.slice(1) : alike.filter(({ ts }) => Math.abs(ts - held.ts) > withinUs);
  if (left.length > 0) candidates.set(identity, left);
  else candidates.delete(identity);
}

/** Of sealed files, in no order; the journal has to be sealed before. */
async function* heldRows({ disk, ledgers }: Archive, key: string, range: Interval): AsyncGenerator<Rows> {
  for (const { path, from, to } of ledgers.of(key).files.values()) {
    if (from >= range.to || to <= range.from) continue;
    const source = fileSource(disk, path, readFooter(disk, path), {
      ...range,
      after: null,
      tradeIds: "opaque",
    });
    for (let next = await source?.pieces.next(); next && !next.done; next = await source?.pieces.next()) {
      if (next.value.length > 0) yield toRows(next.value);
    }
  }
}

/** Rows as the archive counts them: of books, levels. */
export function countRows(rows: Rows): number {
  if (rows.type !== "orderbook") return rows.rows.length;
  return rows.rows.reduce((sum, { levels }) => sum + Math.max(1, levels.length), 0);
}
