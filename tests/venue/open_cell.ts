/** A cell with its folder, and what is on disk when it has ended. */
import { setImmediate } from "node:timers";
import { openArchive } from "../../actors/archive/archive.ts";
import { coverageOf } from "../../actors/archive/coverage.ts";
import type { Disk } from "../../actors/archive/disk.ts";
import type { Resume } from "../../actors/archive/messages.ts";
import { sealAll } from "../../actors/archive/seal.ts";
import { type Child, type Clock, createSystem, type Exit, type Failure } from "../../actors/kernel/mod.ts";
import type { TestClock } from "../../actors/kernel/test_clock.ts";
import { cell } from "../../actors/venue/cell.ts";
import type { Venue } from "../../actors/venue/contract.ts";
import {
  type Assignment,
  type HistorySpec,
  type Room,
  ROOM_FOR_ALL,
  type StreamSpec,
  type VenueCommand,
} from "../../actors/venue/messages.ts";
import type { Coverage } from "../../schemas/evidence.ts";
import type { VenueFact } from "../../schemas/facts.ts";
import type { Rows } from "../../schemas/market.ts";
import { encodeSymbol } from "../../schemas/series.ts";
import { readAll } from "../archive/samples.ts";
import { UNPACED } from "./exchanges/collect.ts";

export interface CellOptions {
  venue: Venue | (() => Promise<Venue>);
  clock: Clock;
  disk: Disk;
  assignment: Partial<Assignment>;
  /** 1 by default; each cell of a folder needs its own. */
  epoch?: number;
  resume?: Resume[];
  room?: Room;
}

export interface OpenCell {
  cell: Child<VenueCommand>;
  facts: VenueFact[];
  failures: Failure[];
  /** The facts of one kind. */
  told<T extends VenueFact["type"]>(type: T): Array<Extract<VenueFact, { type: T }>>;
  stop(): Promise<Exit>;
}

export function openCell(
  { venue, clock, disk, assignment, epoch = 1, resume = [], room = ROOM_FOR_ALL }: CellOptions,
): OpenCell {
  const facts: VenueFact[] = [];
  const failures: Failure[] = [];
  const system = createSystem({ clock, random: () => 0.05, onFailure: (failure) => failures.push(failure) });
  const parent = system.spawn<VenueFact>("parent", () => (fact) => void facts.push(fact));
  const args = {
    exchange: "sandbox",
    epoch,
    dataFolder: "",
    endpoint: null,
    options: {},
    sealMs: 900_000,
    assignment: { streams: [], histories: [], ...assignment },
    room,
    resume,
  };
  const openVenue = async () => ({
    venue: typeof venue === "function" ? await venue() : venue,
    budget: UNPACED,
  });
  const child = system.spawn("cell", cell(args, parent, { disk: () => disk, openVenue }), {
    restart: "never",
  });
  return {
    cell: child,
    facts,
    failures,
    told: (type) => facts.filter((fact) => fact.type === type) as never,
    async stop() {
      const exit = await child.stop();
      await system.stop(0);
      return exit;
    },
  };
}

/** Lets the event loop turn, and a clock that stands still go on by 10 ms at a time, until the condition holds. */
export async function until(condition: () => boolean, clock?: TestClock): Promise<void> {
  const endsAt = performance.now() + 60_000;
  while (!condition()) {
    if (performance.now() > endsAt) throw new Error(`Waited a minute for ${condition}`);
    if (clock) await clock.advance(10);
    await new Promise<void>((done) => setImmediate(done));
  }
}

export interface Kept {
  rows(key: string): Promise<Rows["rows"]>;
  coverage(key: string): Coverage;
  /** As the next cell is told. */
  resume(): Resume[];
}

/** Seals what cells left, as the archiver does before the next one starts. */
export async function sealed(disk: Disk, clock: Clock): Promise<Kept> {
  const archive = openArchive({ disk, clock, tell: () => {} });
  await sealAll(archive, "sandbox", () => true);
  const coverage = (key: string) => coverageOf(archive.ledgers.of(key).proof);
  return {
    coverage,
    rows: async (key) => (await readAll(archive, key)).rows,
    resume: () => archive.ledgers.keys("sandbox").map((key) => ({ key, coverage: coverage(key) })),
  };
}

export function tradesOf(symbol: string): StreamSpec {
  return { key: `sandbox/trades/${encodeSymbol(symbol)}`, symbol, type: "trades", depth: 0, everyMs: 0 };
}

export function booksOf(symbol: string): StreamSpec {
  return {
    key: `sandbox/orderbook/${encodeSymbol(symbol)}`,
    symbol,
    type: "orderbook",
    depth: 5,
    everyMs: 100,
  };
}

export function candlesOf(symbol: string, more: Partial<HistorySpec> = {}): HistorySpec {
  return { key: `sandbox/ohlc/${encodeSymbol(symbol)}/1m`, symbol, span: "1m", startUs: null, ...more };
}
