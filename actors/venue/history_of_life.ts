/**
 * A history without the years before its market's listing and after its end. An empty answer raises the question; what
 * is found twice, ten minutes apart, is on record as `unavailable`, and until then it is put off.
 */
import type { Evidence } from "../../schemas/evidence.ts";
import { difference, type Interval } from "../archive/intervals.ts";
import type { Answer, Venue } from "./contract.ts";
import type { HistoryPages } from "./history_pages.ts";
import { findLife, type MarketLife } from "./market_life.ts";

export interface LifeOptions {
  symbol: string;
  venue: Venue;
  memory: { settled: Interval[] };
}

interface Finding {
  /** null: it cannot be told. */
  life: MarketLife | null;
  /** ms. */
  at: number;
  isConfirmed: boolean;
}

const RECENT_US = 2 * 86_400e6;
const AGAIN_MS = 10 * 60_000;
const UNTOLD_AGAIN_MS = 24 * 3_600_000;

export function withinLife<Row, Query, A extends Answer<unknown>>(
  pages: HistoryPages<Row, Query, A>,
  { symbol, venue, memory }: LifeOptions,
  now: () => number,
): HistoryPages<Row, Query, A> {
  if (!venue.traits.daysSinceListing) return pages;
  let finding: Finding | null = null;
  let asking: Promise<void> | null = null;

  const isDue = () =>
    finding === null ||
    !finding.isConfirmed && now() - finding.at >= (finding.life ? AGAIN_MS : UNTOLD_AGAIN_MS);

  async function find(signal: AbortSignal): Promise<void> {
    const life = await findLife(venue, symbol, now() * 1_000, signal);
    const before = finding?.life;
    const isConfirmed = !!life && before?.sinceUs === life.sinceUs && before.untilUs === life.untilUs;
    finding = { life: isConfirmed ? before! : life, at: now(), isConfirmed };
  }

  /** What lies before the listing and after the end, as far as it was looked at. */
  function lifeless(): Interval[] {
    if (!finding?.life) return [];
    const { sinceUs, untilUs, seenToUs } = finding.life;
    return [{ from: 0, to: sinceUs }, { from: untilUs, to: seenToUs }].filter(({ from, to }) => from < to);
  }

  /** What is confirmed is asked for too: the first answer of such a stretch puts all of it on record. */
  const notNow = (busy: Interval[]) => isDue() || finding?.isConfirmed ? busy : [...busy, ...lifeless()];

  /** It is long past, nothing came, and nothing before it or nothing after it is settled. */
  function raisesDoubt({ from, to }: Interval, { rows, rejected, servedFromUs }: A): boolean {
    if (rows.length > 0 || rejected > 0 || servedFromUs !== undefined || to > now() * 1_000 - RECENT_US) {
      return false;
    }
    return !memory.settled.some((each) => each.from < from) || !memory.settled.some((each) => each.to > to);
  }

  return {
    ...pages,
    next: (fromUs, busy) => pages.next(fromUs, notNow(busy)),
    countLeft: (fromUs, busy) => pages.countLeft(fromUs, notNow(busy)),
    async ask(window, query, signal) {
      const answer = await pages.ask(window, query, signal);
      if (query !== null || !raisesDoubt(window, answer) || !isDue()) return answer;
      asking ??= find(signal).finally(() => asking = null);
      await asking;
      return answer;
    },
    read(window, query, answer) {
      const around = lifeless().find(({ from, to }) => from <= window.from && window.to <= to);
      if (!around || query !== null || answer.rows.length + answer.rejected > 0) {
        return pages.read(window, query, answer);
      }
      if (!finding!.isConfirmed) return { rows: [], evidence: [], next: null };
      const range = { from: Math.max(around.from, window.from), to: around.to };
      const isNew = difference([range], memory.settled).length > 0;
      return { rows: [], evidence: isNew ? [unavailable(range, finding!.life!)] : [], next: null };
    },
  };
}

function unavailable(range: Interval, { sinceUs, untilUs }: MarketLife): Evidence {
  const day = (us: number) => new Date(us / 1_000).toISOString().slice(0, 10);
  const reason = range.to === sinceUs
    ? `the market trades since ${day(sinceUs)}`
    : `the market has not traded since ${day(untilUs)}`;
  return { kind: "unavailable", ...range, reason };
}
