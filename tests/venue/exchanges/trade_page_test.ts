import assert from "node:assert/strict";
import fc from "fast-check";
import { type Interval, lengthOf, unionAll } from "../../../actors/archive/intervals.ts";
import type { TradeQuery } from "../../../actors/venue/contract.ts";
import { type PageRules, readPage } from "../../../actors/venue/exchanges/trade_page.ts";
import type { Trade } from "../../../schemas/market.ts";
import { trade } from "../../archive/samples.ts";

const RULES: PageRules = {
  order: "oldest-first",
  unitUs: 10,
  limit: 4,
  byId: false,
  reach: "all",
  serial: true,
};
const RANGE: TradeQuery = { symbol: "BTC/USDT", fromUs: 100, toUs: 200, limit: 4 };

/** An exchange's page: whole units of time, and ids where pages go on by them. */
function pageOf(
  truth: Trade[],
  query: TradeQuery,
  { order, unitUs, limit, byId, reach }: PageRules,
): Trade[] {
  const fromUs = Math.floor(query.fromUs! / unitUs) * unitUs;
  const toUs = Math.ceil((query.toUs ?? Infinity) / unitUs) * unitUs;
  const { id } = query.cursor ?? {};
  const isBeyond = (row: Trade) =>
    id === undefined || !byId || (order === "oldest-first" ? Number(row.id) > id : Number(row.id) < id);
  const isWithin = (row: Trade) =>
    reach === "newest" || (byId && id !== undefined) || (row.ts >= fromUs && row.ts < toUs);
  const found = truth.filter((row) => isBeyond(row) && isWithin(row));
  return order === "oldest-first" ? found.slice(0, limit) : found.slice(-limit);
}

function readAll(truth: Trade[], first: TradeQuery, rules: PageRules, pages = 0) {
  const rows: Trade[] = [];
  const proven: Interval[] = [];
  for (let query: TradeQuery | null = first; query !== null; pages++) {
    assert.ok(pages < 500, "its pages do not end");
    const trades = pageOf(truth, query, rules);
    const page = { trades, rejected: 0, servedFromUs: -Infinity, finalToUs: Infinity };
    const read = readPage(query, page, rules);
    rows.push(...read.rows);
    proven.push(...read.proven);
    query = read.next;
  }
  return { rows, proven: unionAll([], proven), pages };
}

const idsOf = (rows: Trade[]) => rows.map(({ id }) => Number(id)).sort((a, b) => a - b);
const tradesAt = (...times: number[]) => times.map((us, i) => trade(i + 1, us));

const orders = fc.constantFrom<PageRules["order"]>("oldest-first", "newest-first");
/** Times in order, many of them shared. */
const times = fc.array(fc.integer({ min: 80, max: 220 }), { maxLength: 40 }).map((all) =>
  all.sort((a, b) => a - b)
);

Deno.test("what its pages prove is in their rows, each once, however times are shared", () => {
  const rules = fc.record({
    order: orders,
    unitUs: fc.constantFrom(1, 10),
    limit: fc.integer({ min: 1, max: 9 }),
  });
  const options = fc.record({ byId: fc.boolean(), serial: fc.boolean() });
  fc.assert(
    fc.property(times, rules, options, (all, chosen, { byId, serial }) => {
      const truth = tradesAt(...all);
      const { rows, proven } = readAll(truth, RANGE, { ...RULES, ...chosen, serial, byId: byId && serial });
      const ids = idsOf(rows);
      assert.equal(new Set(ids).size, ids.length);
      const isProven = ({ ts }: Trade) => proven.some(({ from, to }) => ts >= from && ts < to);
      assert.deepEqual(truth.filter(isProven).filter(({ id }) => !ids.includes(Number(id))), []);
      assert.ok(rows.every(({ ts }) => ts >= 100 && ts < 200));
      assert.ok(proven.every(({ from, to }) => from >= 100 && to <= 200));
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("where pages go on by id, or no unit fills one, the whole range is had and proven", () => {
  fc.assert(
    fc.property(times, orders, fc.boolean(), (all, order, byId) => {
      const truth = tradesAt(...all);
      const inRange = truth.filter(({ ts }) => ts >= 100 && ts < 200);
      const shared = Math.max(...all.map((us) => all.filter((other) => other === us).length), 1);
      const limit = byId ? 3 : shared + 1;
      const { rows, proven } = readAll(truth, RANGE, { ...RULES, order, byId, limit, unitUs: 1 });
      assert.deepEqual(idsOf(rows), idsOf(inRange));
      if (inRange.length > 0 && !byId) assert.deepEqual(proven, [{ from: 100, to: 200 }]);
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("what an exchange leaves out between two ids is proven by no page, wherever its pages end", () => {
  const options = fc.record({ order: orders, byId: fc.boolean(), limit: fc.integer({ min: 3, max: 6 }) });
  fc.assert(fc.property(fc.integer({ min: 2, max: 29 }), options, (absent, chosen) => {
    const all = Array.from({ length: 30 }, (_, i) => trade(i + 1, 105 + i * 3));
    const served = all.filter(({ id }) => Number(id) !== absent);
    const { proven } = readAll(served, RANGE, { ...RULES, ...chosen, unitUs: 1 });
    const { ts } = all[absent - 1];
    assert.ok(!proven.some(({ from, to }) => from <= ts && ts < to), `${ts} in ${JSON.stringify(proven)}`);
    assert.equal(lengthOf(proven), 100 - 7); // all but from its neighbour's time to the other's, inclusive
  }));
});

Deno.test("a unit of time that fills a page is not proven, and its pages go on behind it", () => {
  const truth = tradesAt(105, 120, 121, 122, 123, 124, 125, 140);
  const { rows, proven } = readAll(truth, RANGE, RULES);
  assert.deepEqual(proven, [{ from: 100, to: 120 }, { from: 141, to: 200 }]);
  assert.deepEqual(idsOf(rows), [1, 2, 3, 4, 5, 8]);
});

Deno.test("of an exchange that has but the newest page, what is older is served no more", () => {
  const rules: PageRules = { ...RULES, order: "newest-first", reach: "newest", serial: false };
  const trades = tradesAt(120, 130, 140, 150);
  const page = { trades, rejected: 0, servedFromUs: -Infinity, finalToUs: 190 };
  const read = readPage(RANGE, page, rules);
  assert.deepEqual(
    { ...read, rows: idsOf(read.rows) },
    { rows: [1, 2, 3, 4], proven: [{ from: 130, to: 190 }], next: null, servedFromUs: 130 },
  );
  const older = readPage({ ...RANGE, fromUs: 50, toUs: 90 }, page, rules);
  assert.deepEqual(older, { rows: [], proven: [], next: null, servedFromUs: 130 });
  assert.equal(readPage({ ...RANGE, fromUs: 120 }, page, rules).servedFromUs, undefined);
});

Deno.test("what is older than what an exchange keeps is not proven by its silence", () => {
  const page = { trades: tradesAt(150), rejected: 0, servedFromUs: 140, finalToUs: Infinity };
  const { proven, servedFromUs } = readPage(RANGE, page, { ...RULES, order: "newest-first" });
  assert.deepEqual([proven, servedFromUs], [[{ from: 140, to: 200 }], 140]);
});
