/** The deck's view of the archive: what the reader's Worker says of it, with what only the board and the disk know. */
import { statfs } from "node:fs"; // its promises have none on Deno 2.4
import { promisify } from "node:util";
import { openRealDisk } from "../actors/archive/real_disk.ts";
import type { Described, DescribedGap } from "../actors/archive/reader/described.ts";
import type { DayBytes } from "../actors/archive/reader/growth.ts";
import { isSeriesKey } from "../actors/archive/series_folders.ts";
import { listJournal } from "../actors/control/metrics/mod.ts";
import { offers } from "../actors/venue/exchanges/offers.ts";
import type { Deck } from "../api/deck.ts";
import { parseSeriesKey, type Series } from "../schemas/series.ts";
import type { SeriesView } from "../schemas/snapshot.ts";
import type { SeriesGap, SeriesPage, StorageUsage } from "../schemas/wire_archive.ts";
import type { DeckParts } from "./deck.ts";

const GB = 1e9;
const DAYS_TOLD = 90;
/** To read every ledger takes seconds where there are thousands, and what days weigh changes once a day. */
const GROWTH_LASTS_MS = 300_000;

type ArchiveDeck = Pick<Deck, "series" | "chart" | "usage">;

export function archiveDeck({ board, reads, settings, clock }: DeckParts): ArchiveDeck {
  let growth: { at: number; days: Promise<DayBytes[] | "busy"> } | null = null;

  async function growthNow(): Promise<DayBytes[] | "busy"> {
    const now = clock.now();
    if (!growth || now - growth.at >= GROWTH_LASTS_MS) {
      growth = { at: now, days: reads.ask({ type: "growth", days: DAYS_TOLD, nowUs: now * 1000 }) };
    }
    const asked = growth;
    const days = await asked.days.catch((error) => {
      if (growth === asked) growth = null;
      throw error;
    });
    if (days === "busy" && growth === asked) growth = null;
    return days;
  }

  return {
    async series(key) {
      if (!canBe(key)) return null;
      const described = await reads.ask({ type: "describe", key, nowUs: clock.now() * 1000 });
      if (described === "busy") return described;
      return seriesPage(key, described, board.snapshot().series.find((view) => view.key === key));
    },
    async chart(request) {
      return canBe(request.key) ? await reads.ask({ type: "chart", request }) : null;
    },
    async usage() {
      const days = await growthNow();
      if (days === "busy") return days;
      const { dataFolder, series } = board.snapshot();
      const reserve = settings.inForce().config.storage.min_free_gb * GB;
      return usageOf({
        series,
        days,
        reserve,
        room: await roomAt(dataFolder),
        journal: journalBytes(dataFolder),
      });
    },
  };
}

/** What somebody typed becomes a path: it has to be one that a series may have. */
const canBe = (key: string) => /^[a-z0-9][\w.-]*\//i.test(key) && isSeriesKey(key);

const NOTHING: Described = {
  ...{ rows: 0, bytes: 0, first_us: null, last_us: null, days: [], gaps: [], gap_count: 0, files: [] },
};

/** Null: nobody knows it. */
function seriesPage(
  key: string,
  described: Described | null,
  view: SeriesView | undefined,
): SeriesPage | null {
  if (!described && !view) return null;
  const series = parseSeriesKey(key);
  const { rows, gaps, ...more } = described ?? NOTHING;
  const refillable = canBeAsked(series);
  return {
    ...{ key, exchange: series.exchange, pair: series.symbol, type: series.type, span: series.span ?? null },
    ...more,
    rows: view?.rows ?? rows, // what is in the journal is counted there too
    first_us: view?.firstUs ?? more.first_us,
    last_us: view?.lastUs ?? more.last_us,
    gaps: gaps.map((gap): SeriesGap => ({ ...gap, refillable: refillable && mayBeServed(gap) })),
  };
}

/** Whether the exchange can be asked for such rows of the past at all. */
function canBeAsked({ exchange, type }: Series): boolean {
  const offer = offers().get(exchange);
  switch (type) {
    case "orderbook":
      return false;
    case "ohlc":
      return Boolean(offer?.candles);
    case "trades":
      return offer?.pastTrades.type === "some";
    default:
      throw type satisfies never;
  }
}

/** What it serves no more, and what it did not have when it was asked twice, is settled. */
const mayBeServed = ({ state, cause }: DescribedGap) => state !== "unavailable" && cause !== "venue-halt";

interface UsageParts {
  series: SeriesView[];
  days: DayBytes[];
  room: Room | null;
  /** Bytes. */
  reserve: number;
  journal: number;
}

export function usageOf({ series, days, room, reserve, journal }: UsageParts): StorageUsage {
  const perDay = bytesPerDay(days);
  const left = room && Math.max(0, room.freeBytes - reserve);
  return {
    free_bytes: room?.freeBytes ?? null,
    total_bytes: room?.totalBytes ?? null,
    reserve_bytes: Math.round(reserve),
    groups: groupsOf(series),
    journal_bytes: journal,
    days,
    bytes_per_day: perDay,
    days_until_full: left !== null && perDay ? left / perDay : null,
  };
}

function groupsOf(series: SeriesView[]): StorageUsage["groups"] {
  const groups = Map.groupBy(
    series.filter(({ disk }) => disk?.files),
    ({ exchange, type }) => `${exchange}/${type}`,
  );
  return [...groups].sort(([a], [b]) => a < b ? -1 : 1).map(([, views]) => {
    const [{ exchange, type }] = views;
    const sum = (field: "bytes" | "rows" | "files") => views.reduce((sum, { disk }) => sum + disk![field], 0);
    return { exchange, type, bytes: sum("bytes"), rows: sum("rows"), files: sum("files") };
  });
}

/** The mean of the last week, or of as much of it as there is. */
function bytesPerDay(days: DayBytes[]): number | null {
  const first = days.findIndex(({ bytes }) => bytes > 0);
  const week = first < 0 ? [] : days.slice(Math.max(first, days.length - 7));
  return week.length === 0 ? null : week.reduce((sum, { bytes }) => sum + bytes, 0) / week.length;
}

interface Room {
  freeBytes: number;
  totalBytes: number;
}

/** What one who is not root may still write there; null where the system does not say. */
async function roomAt(path: string): Promise<Room | null> {
  try {
    const { bavail, blocks, bsize } = await promisify(statfs)(path);
    return { freeBytes: Number(bavail) * Number(bsize), totalBytes: Number(blocks) * Number(bsize) };
  } catch {
    return null;
  }
}

const journalBytes = (dataFolder: string) =>
  listJournal(openRealDisk(dataFolder)).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
