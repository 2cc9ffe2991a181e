/** Where `tapedeck tail` gets rows from: a folder, or a tapedeck elsewhere. Reads without a lock. */
import { z } from "zod";
import type { Columns } from "../actors/archive/columns.ts";
import { openLedgers } from "../actors/archive/ledgers.ts";
import { openReader, type Position, type Reader } from "../actors/archive/reader/reader.ts";
import { findSeries, type SeriesName } from "../actors/archive/reader/series.ts";
import { jsonLines, type TimeStyle } from "../actors/archive/reader/text.ts";
import { openRealDisk } from "../actors/archive/real_disk.ts";
import { extentOf } from "../actors/archive/summary.ts";
import type { Clock } from "../actors/kernel/clock.ts";
import { parseSeriesKey } from "../schemas/series.ts";
import type { SeriesState } from "../schemas/snapshot.ts";
import { type App, findApp, type ReachFlags } from "./client.ts";
import type { Environment } from "./environment.ts";
import { patiently } from "./follow.ts";
import { holderOf } from "./holder.ts";
import { askSnapshot } from "./look.ts";
import { dataFolderOf } from "./place.ts";
import { lastRows, type TailRow, type TailSource } from "./tail_rows.ts";

/** So far back from the newest row it is looked for the last ones, until there are enough. */
const LOOKS_BACK_US = [1e6, 60e6, 3_600e6, 86_400e6, 30 * 86_400e6, Infinity];

interface Range {
  fromUs: number;
  after?: Position;
}

export interface Tailed extends SeriesName {
  time: TimeStyle;
}

/** Throws where there is no such series. */
export async function openTail(
  name: Tailed,
  flags: ReachFlags,
  environment: Environment,
): Promise<TailSource> {
  const app = await findApp(flags, environment);
  if (app?.where === "url") return await tailApp(app, name, environment.clock);
  const folder = await dataFolderOf(flags, environment);
  return {
    ...tailFolder(folder, name),
    async silence() {
      if (holderOf(folder) === null) {
        return `Nothing records into ${folder} now: new rows come once tapedeck runs there`;
      }
      const app = await findApp(flags, environment).catch(() => null);
      return app && await silenceOf(app, keyOf(openReader(openRealDisk(folder)), name));
    },
  };
}

function keyOf(there: Pick<Reader, "series" | "sealedSeries">, name: SeriesName): string {
  const found = findSeries(there, name);
  if (!found.found) throw new Error(`Cannot read ${name.pair} of ${name.exchange}: ${found.reason}`);
  return found.key;
}

async function silenceOf(app: App, key: string): Promise<string | null> {
  try {
    const view = (await askSnapshot(app)).series.find((view) => view.key === key);
    if (!view) return `${key} is not recorded now`;
    return COMING.includes(view.state) ? null : `${key}: ${view.sentence}`;
  } catch (error) {
    return (error as Error).message;
  }
}

const COMING: SeriesState[] = ["starting", "connecting", "recording", "waiting", "collecting"];

/** Also while rows are sealed and merged. */
function tailFolder(folder: string, name: Tailed): Omit<TailSource, "silence"> {
  const disk = openRealDisk(folder);
  const reader = openReader(disk);
  const key = keyOf(reader, name);
  let after: Position | undefined;

  async function* read({ fromUs }: Range): AsyncGenerator<TailRow[]> {
    for await (const piece of reader.pieces({ key, fromUs, toUs: Infinity, after })) {
      after = piece.end;
      yield rowsOf(piece.columns, name.time);
    }
  }

  /** Of what is in files; the journal's rows are newer, and are read in any case. */
  function newestUs(): number {
    const files = [...openLedgers(disk).of(key).files.values()];
    return files.length > 0 ? extentOf(files).to : -Infinity;
  }

  return {
    type: name.type,
    last: (count) => lookBack(count, newestUs(), (fromUs) => (after = undefined, read({ fromUs }))),
    more: () => read({ fromUs: -Infinity }),
  };
}

const rowsOf = (columns: Columns, time: TimeStyle): TailRow[] =>
  JSON.parse(`[${jsonLines(columns, time, ",").slice(0, -1)}]`);

/** Asks for the last rows from ever further back, and keeps no more of them than are wanted. */
async function lookBack(
  count: number,
  newestUs: number,
  read: (fromUs: number) => AsyncIterable<TailRow[]>,
): Promise<TailRow[]> {
  for (const backUs of LOOKS_BACK_US) {
    let rows: TailRow[] = [];
    for await (const batch of read(newestUs - backUs)) rows = lastRows([...rows, ...batch], count);
    if (rows.length >= count || !Number.isFinite(newestUs - backUs)) return rows;
  }
  return [];
}

const Page = z.object({
  rows: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))),
  next: z.string().nullable(),
});
/** The newest page is asked for again each time. */
const PAGE_ROWS = 1_000;

/** The same by `/api/read`. */
async function tailApp(app: App, { time, ...name }: Tailed, clock: Clock): Promise<TailSource> {
  const { series } = await askSnapshot(app);
  const keys = series.filter(({ rows }) => rows > 0).map(({ key }) => key).sort();
  const key = keyOf({ series: () => keys, sealedSeries: () => keys }, name);
  const { exchange, symbol, type, span } = parseSeriesKey(key);
  const named = { exchange, pair: symbol, type, ...(span !== undefined && { span }), time };
  /** Where the newest page begins, and what is known of it: it has no end to go on from while it is not full. */
  let place: { from?: string; cursor?: string } = {};
  let known: TailRow[] = [];

  async function* read(): AsyncGenerator<TailRow[]> {
    for (;;) {
      const query = new URLSearchParams({ ...named, ...place, limit: String(PAGE_ROWS) });
      const { rows, next } = await patiently(clock, () => app.get(`/api/read?${query}`, Page));
      const fresh = without(rows, known);
      if (next !== null) place = { cursor: next };
      known = next === null ? rows : [];
      if (fresh.length > 0) yield fresh;
      if (next === null) return;
    }
  }

  return {
    type,
    async last(count) {
      const view = (await askSnapshot(app)).series.find((view) => view.key === key);
      return await lookBack(count, view?.lastUs ?? -Infinity, (fromUs) => {
        place = Number.isFinite(fromUs) ? { from: String(fromUs) } : {};
        known = [];
        return read();
      });
    },
    more: read,
    silence: () => silenceOf(app, key),
  };
}

/** Rows that are not among the known ones; of rows that are alike, those beyond as many. */
function without(rows: TailRow[], known: TailRow[]): TailRow[] {
  const left = new Map<string, number>();
  const countOf = (text: string) => left.get(text) ?? 0;
  for (const text of known.map((row) => JSON.stringify(row))) left.set(text, countOf(text) + 1);
  return rows.filter((row) => {
    const text = JSON.stringify(row);
    const count = countOf(text);
    left.set(text, count - 1);
    return count <= 0;
  });
}
