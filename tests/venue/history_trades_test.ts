import assert from "node:assert/strict";
import type { BackfillFact } from "../../schemas/backfill.ts";
import type { Evidence } from "../../schemas/evidence.ts";
import type { VenueFact } from "../../schemas/facts.ts";
import type { Trade } from "../../schemas/market.ts";
import { createSystem } from "../../actors/kernel/mod.ts";
import { TestClock } from "../../actors/kernel/test_clock.ts";
import { type TradeAnswer, type TradeQuery, VenueFault } from "../../actors/venue/contract.ts";
import { history, type HistoryMessage } from "../../actors/venue/history.ts";
import { tradePages } from "../../actors/venue/history_trades.ts";
import { createMemory, type SeriesMemory } from "../../actors/venue/memory.ts";
import { createTally } from "../../actors/venue/tally.ts";
import { DAY_US, trade } from "../archive/samples.ts";
import { until } from "./open_cell.ts";
import { type Script, scriptedVenue } from "./scripted_venue.ts";

const KEY = "sandbox/trades/BTC-USDT";
const HOUR_US = 3_600e6;

/** A trade every ten seconds from the day's begin on; its id counts them. */
const marketTrade = (id: number) => trade(id, DAY_US + id * 10e6);
const idAt = (us: number) => Math.ceil((us - DAY_US) / 10e6);

/** Answers as an exchange does that gives pages of ten, oldest first, and says what they prove. */
function answers(
  { fromUs = 0, toUs = Infinity, limit, ...query }: TradeQuery,
  has: (id: number) => boolean = () => true,
): TradeAnswer {
  const first = Math.max(0, idAt(fromUs));
  const ids = Array.from({ length: idAt(toUs) - first }, (_, i) => first + i).filter(has).slice(0, limit);
  const rows = ids.map(marketTrade);
  const common = { rejected: 0, reason: null, askedAt: toUs };
  const edgeUs = rows.at(-1)?.ts ?? toUs;
  if (rows.length < limit) {
    return { ...common, rows, proven: rows.length > 0 ? [{ from: fromUs, to: toUs }] : [], next: null };
  }
  // More may share the time of its last row: that is left to the next page.
  const next = { ...query, limit, fromUs: edgeUs, toUs };
  return { ...common, rows: rows.slice(0, -1), proven: [{ from: fromUs, to: edgeUs }], next };
}

function openHistory(script: Partial<Script>, hours: number, memory: SeriesMemory = createMemory().of(KEY)) {
  const clock = new TestClock(DAY_US / 1000 + hours * 3_600_000 + 5_000);
  const venue = scriptedVenue({ now: () => clock.now(), trades: (query) => answers(query), ...script });
  const system = createSystem({ clock, random: () => 0.05 });
  const facts: VenueFact[] = [];
  const rows: Trade[] = [];
  const evidence: Evidence[] = [];
  const tally = createTally(KEY);
  const ref = system.spawn(
    "history",
    history<Trade, TradeQuery, TradeAnswer>((ctx) => ({
      key: KEY,
      pages: tradePages({ symbol: "BTC/USDT", startUs: DAY_US, venue, memory, tally }, () => ctx.clock.now()),
      tally,
      tell: (fact) => void facts.push(fact),
      refused: () => {},
      append(more, proof) {
        rows.push(...more);
        evidence.push(...proof);
        return Promise.resolve();
      },
    })),
  );
  const told = <T extends VenueFact["type"]>(type: T) =>
    facts.filter((fact) => fact.type === type) as Array<Extract<VenueFact, { type: T }>>;
  return { clock, venue, system, ref, facts, rows, evidence, memory, told };
}

type Opened = ReturnType<typeof openHistory>;

async function withHistory(
  script: Partial<Script>,
  hours: number,
  act: (opened: Opened) => Promise<void>,
  memory?: SeriesMemory,
): Promise<void> {
  const opened = openHistory(script, hours, memory);
  try {
    await act(opened);
  } finally {
    await opened.system.stop(10);
  }
}

const backfill = (run: string, hour: number): HistoryMessage<Trade, TradeQuery, TradeAnswer> => ({
  type: "backfill",
  task: { run, key: KEY, fromUs: DAY_US + hour * HOUR_US },
});
const collected = ({ told }: Opened, count = 1) => until(() => told("collect-finished").length === count);
const ended = ({ told }: Opened) => until(() => told("backfill-finished").length > 0);

Deno.test("all that the exchange has is asked window by window and page by page, once, and proven", () =>
  withHistory({}, 4, async (opened) => {
    await collected(opened);
    const ids = opened.rows.map(({ id }) => Number(id)).sort((a, b) => a - b);
    assert.deepEqual(ids, Array.from({ length: 4 * 360 }, (_, i) => i));
    assert.deepEqual(opened.memory.settled, [{ from: DAY_US, to: DAY_US + 4 * HOUR_US }]);
    assert.ok(opened.evidence.every(({ kind }) => kind === "answer"));
    const asked = opened.venue.tradeQueries.length;
    opened.ref.tell({ type: "collect" });
    await collected(opened, 2);
    assert.equal(opened.venue.tradeQueries.length, asked);
  }));

Deno.test("what was proven before is not asked for", () => {
  const coverage = {
    stretches: [{ from: DAY_US, to: DAY_US + 3 * HOUR_US, state: "complete" as const }],
    idRuns: [],
  };
  const memory = createMemory();
  memory.learn([{ key: KEY, coverage }]);
  return withHistory({}, 4, async (opened) => {
    await collected(opened);
    assert.equal(opened.venue.tradeQueries[0].fromUs, DAY_US + 3 * HOUR_US);
    assert.equal(opened.rows.length, 360);
  }, memory.of(KEY));
});

Deno.test("a window without any trade is believed when it was so twice, ten minutes apart", () => {
  const isQuiet = (id: number) => id >= 360 && id < 720;
  const trades = (query: TradeQuery) => answers(query, (id) => !isQuiet(id));
  return withHistory({ trades }, 4, async (opened) => {
    await collected(opened);
    assert.ok(
      !opened.memory.settled.some(({ from, to }) =>
        from <= DAY_US + 1.5 * HOUR_US && to > DAY_US + 1.5 * HOUR_US
      ),
    );
    await opened.clock.advance(11 * 60_000);
    opened.ref.tell({ type: "collect" });
    await collected(opened, 2);
    assert.equal(opened.memory.settled.length, 1);
    const asked = opened.venue.tradeQueries.length;
    opened.ref.tell({ type: "collect" });
    await collected(opened, 3);
    assert.equal(opened.venue.tradeQueries.length, asked);
  });
});

Deno.test("pages that prove nothing are kept, claim nothing, and are not asked for again and again", () => {
  const trades = (query: TradeQuery) => ({ ...answers(query), proven: [] });
  return withHistory({ trades, traits: { tradeIds: "opaque" } }, 4, async (opened) => {
    await collected(opened);
    assert.equal(opened.rows.length, 4 * 360);
    for (let run = 2; run <= 3; run++) {
      await opened.clock.advance(11 * 60_000);
      opened.ref.tell({ type: "collect" });
      await collected(opened, run);
    }
    const fresh = opened.venue.tradeQueries.slice(-12).map(({ fromUs }) => fromUs!);
    assert.ok(fresh.every((fromUs) => fromUs >= DAY_US + 4 * HOUR_US), "only what is new is asked for");
    assert.deepEqual(opened.evidence, []);
  });
});

Deno.test("a backfill asks from its own begin on, says how far it is, and counts what it got", () =>
  withHistory({}, 4, async (opened) => {
    await collected(opened);
    opened.ref.tell(backfill("run-1", -2));
    await ended(opened);
    const [{ type: _, at: __, ...fact }] = opened.told("backfill-finished");
    assert.equal(fact.outcome, "done");
    assert.equal(fact.done, fact.total);
    assert.equal(opened.venue.tradeQueries.at(-1)!.priority, "history");
  }));

Deno.test("a window that fails for good is not reported as done, and others go on", () => {
  const trades = (query: TradeQuery) => {
    if (query.fromUs === DAY_US - 2 * HOUR_US) throw new VenueFault("garbage", "no JSON");
    return answers(query);
  };
  return withHistory({ trades }, 4, async (opened) => {
    await collected(opened);
    opened.ref.tell(backfill("run-1", -2));
    await until(() => opened.told("backfill-finished").length > 0, opened.clock);
    const [{ outcome, reason, failed, done, total }] = opened.told("backfill-finished");
    assert.deepEqual([outcome, reason, failed, done + failed], ["failed", "no JSON", 1, total]);
  });
});

Deno.test("a cancelled backfill keeps what it has, and asks for nothing more", () => {
  let asked = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  const trades = (query: TradeQuery) => {
    if (query.fromUs! < DAY_US && ++asked > 1) throw new VenueFault("network", "timed out");
    return answers(query);
  };
  return withHistory({ trades }, 4, async (opened) => {
    await collected(opened);
    opened.ref.tell(backfill("run-1", -48));
    opened.ref.tell({ type: "cancel-backfill", run: "run-1" });
    await ended(opened);
    resolve();
    await promise;
    const [fact] = opened.told("backfill-finished") as Array<
      Extract<BackfillFact, { type: "backfill-finished" }>
    >;
    assert.equal(fact.outcome, "cancelled");
    const before = opened.venue.tradeQueries.length;
    await opened.clock.advance(120_000);
    assert.equal(opened.venue.tradeQueries.length, before);
  });
});

Deno.test("while a history is asked for, its range is claimed, and then no more", () => {
  const memory = createMemory().of(KEY);
  const claims: unknown[] = [];
  const trades = (query: TradeQuery) => {
    claims.push(memory.claimed?.from);
    return answers(query);
  };
  return withHistory({ trades }, 4, async (opened) => {
    await collected(opened);
    assert.ok(claims.length > 0 && claims.every((from) => from === DAY_US));
    assert.equal(memory.claimed, null);
    assert.deepEqual(memory.runs.holes(), []);
    assert.equal(memory.runs.last()?.lastId, 4 * 360 - 1);
  }, memory);
});
