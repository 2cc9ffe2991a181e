import assert from "node:assert/strict";
import { messagesOf, openTail, type Row, without } from "../../../../ui/components/series/tail.js";

const SERIES = { key: "x/trades/A-B", exchange: "x", pair: "A/B", type: "trades" as const, span: null };
const PAGE = 1000;

/** A server with these trades, which can be added to. */
function server(trades: Row[]) {
  const asked: string[] = [];
  const get = (path: string) => {
    asked.push(path);
    const query = new URL(path, "http://localhost").searchParams;
    const behind = Number(query.get("cursor") ?? -1);
    const from = Number(query.get("from") ?? -Infinity);
    const rows = trades.filter((row) => Number(row.id) > behind && Number(row.ts) >= from).slice(0, PAGE);
    const isFull = Number(rows.at(-1)?.id ?? Infinity) < Number(trades.at(-1)?.id);
    const value = { rows, next: isFull ? String(rows.at(-1)?.id) : null };
    return Promise.resolve({ ok: true as const, value, version: null });
  };
  return { asked, get };
}

const trade = (id: number, ts = id * 1e6): Row => ({ id: String(id), ts, price: 1 });
const trades = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => trade(from + n));
const ids = (rows: Row[]) => rows.map(({ id }) => Number(id));

Deno.test("the last rows come first, then each new one once", async () => {
  const all = trades(0, 500);
  const { get, asked } = server(all);
  const tail = openTail(SERIES, { wanted: 20, lastUs: () => 499e6, get });
  assert.equal(await tail.look(), "");
  assert.deepEqual(ids(tail.rows()), ids(trades(480, 500)));
  assert.equal(asked.length, 2, "one second has too few, a minute has enough");
  all.push(...trades(500, 505));
  await tail.look();
  await tail.look();
  assert.deepEqual(ids(tail.rows()), ids(trades(485, 505)));
});

Deno.test("more than a page at once is read page by page", async () => {
  const all = trades(0, 30);
  const { get } = server(all);
  const tail = openTail(SERIES, { wanted: 20, lastUs: () => 29e6, get });
  await tail.look();
  all.push(...trades(30, 30 + 2 * PAGE + 7));
  await tail.look();
  assert.deepEqual(ids(tail.rows()), ids(trades(10 + 2 * PAGE + 7, 30 + 2 * PAGE + 7)));
  all.push(trade(5000));
  await tail.look();
  assert.equal(ids(tail.rows()).at(-1), 5000);
});

Deno.test("a series with fewer rows than wanted shows them all", async () => {
  const tail = openTail(SERIES, { wanted: 20, lastUs: () => 2e6, get: server(trades(0, 3)).get });
  await tail.look();
  assert.deepEqual(ids(tail.rows()), [0, 1, 2]);
});

Deno.test("without rows nothing is asked for until there are some", async () => {
  const all: Row[] = [];
  let lastUs: number | null = null;
  const { get, asked } = server(all);
  const tail = openTail(SERIES, { wanted: 20, lastUs: () => lastUs, get });
  await tail.look();
  assert.deepEqual([asked, tail.rows()], [[], []]);
  all.push(trade(1));
  lastUs = 1e6;
  await tail.look();
  assert.deepEqual(ids(tail.rows()), [1]);
});

Deno.test("a refusal is told, and the next look begins anew", async () => {
  let refused = true;
  const { get } = server(trades(0, 100));
  const tail = openTail(SERIES, {
    wanted: 20,
    lastUs: () => 99e6,
    get: (path) =>
      refused
        ? Promise.resolve({ ok: false, status: 503, message: "too many reads", issues: [] })
        : get(path),
  });
  assert.equal(await tail.look(), "too many reads");
  refused = false;
  assert.equal(await tail.look(), "");
  assert.deepEqual(ids(tail.rows()), ids(trades(80, 100)));
});

Deno.test("of rows that are alike, as many are new as there are more of them", () => {
  const same = { id: null, ts: 1, price: 1 };
  assert.equal(without([same, same, same], [same]).length, 2);
});

Deno.test("the levels of one frame of a book are one message", () => {
  const level = (session: number, frame: number): Row => ({ session, frame, side: "bid" });
  assert.deepEqual(
    messagesOf([level(1, 0), level(1, 0), level(1, 1), level(2, 1)]).map(({ length }) => length),
    [2, 1, 1],
  );
});
