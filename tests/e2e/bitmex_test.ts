/**
 * BitMEX through the whole program, against a server that speaks as its documents say: trades, book and candles, and
 * what REST can fill of an outage. DuckDB reads what was recorded.
 */
import assert from "node:assert/strict";
import { join } from "@std/path";
import { type BitmexServer, bucketsOf, startBitmex } from "../venue/exchanges/bitmex_server.ts";
import { filesIn, parquetRows, query, type Row } from "./parquet_rows.ts";
import { stopProgram } from "./program.ts";
import { askSnapshot, untilSeries } from "./snapshot.ts";
import { onStage } from "./stage.ts";

const SYMBOL = "BTC/USD:BTC";
const FOLDER = "BTC-USD+BTC";
const MINUTE_MS = 60_000;
const OUTAGE_MS = 3_000;
/** An outage is asked for when its trades are final: 5 s around it, and the exchange's 10 s. */
const FILLED_MS = 60_000;

const usOf = (iso: string) => Date.parse(iso) * 1_000;
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** Ten minutes of the past, then a trade and a changed level each 20 ms. Gives the books that there were. */
function goOn(server: BitmexServer): { books: Set<string>; stop(): void } {
  for (let ms = Date.now() - 10 * MINUTE_MS; ms < Date.now() - 1_000; ms += 7_000) {
    server.trade({ timestamp: new Date(ms).toISOString() });
  }
  for (let id = 1; id <= 12; id++) {
    const side = id % 2 ? "Buy" : "Sell";
    server.changeBook("insert", [{
      symbol: "XBTUSD",
      id,
      side,
      size: id,
      price: side === "Buy" ? 100 - id : 100 + id,
    }]);
  }
  const books = new Set([topOf(server)]);
  let turn = 0;
  const timer = setInterval(() => {
    server.trade();
    const id = 1 + turn++ % 12;
    server.changeBook("update", [{ id, side: id % 2 ? "Buy" : "Sell", size: 1 + turn }]);
    books.add(topOf(server));
  }, 20);
  return { books, stop: () => clearInterval(timer) };
}

/** The best three of each side, as text. */
function topOf({ levels }: BitmexServer): string {
  const of = (side: string, sign: number) =>
    [...levels.values()].filter((level) => level.side === side)
      .sort((a, b) => sign * (a.price - b.price)).slice(0, 3).map(({ price, size }) => `${price} ${size}`);
  return [...of("Buy", -1), ...of("Sell", 1)].join(", ");
}

async function cutOff(server: BitmexServer, url: string): Promise<void> {
  server.cut();
  await pause(OUTAGE_MS);
  server.letIn();
  const isOfTrades = ({ type }: { type: string }) => type === "trades";
  const holes = async () => (await askSnapshot(url)).series.find(isOfTrades)!.holes.length;
  await untilSeries(url, (series) => series.find(isOfTrades)!.holes.length > 0);
  await untilSeries(url, (series) => series.find(isOfTrades)!.holes.length === 0, FILLED_MS);
  assert.equal(await holes(), 0);
}

Deno.test("bitmex is recorded as it was sent, and REST fills what a cut socket missed", async () => {
  const server = startBitmex();
  const market = goOn(server);
  try {
    await onStage(async ({ folder, write, record }) => {
      const startMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - 9 * MINUTE_MS;
      const start = new Date(startMs).toISOString().slice(0, 19).replace("T", " ");
      await write("tapedeck.yaml", {
        stream_jobs: [{
          exchange: "bitmex",
          pairs: [SYMBOL],
          channels: ["trades", "book"],
          time_step: 1,
          depth: 3,
        }],
        histo_jobs: [{ exchange: "bitmex", pairs: [SYMBOL], span: 60, start }],
        exchanges: { bitmex: { endpoint: server.url } },
      });
      const { program, url } = await record();
      await untilSeries(url, (series) => series.length === 3 && series.every(({ rows }) => rows > 0));
      await cutOff(server, url);
      assert.equal(await stopProgram(program), 0, program.output());
      const data = (type: string) => join(folder, "data/bitmex", type, FOLDER);
      await checkTrades(server, await parquetRows(data("trades")));
      await checkBooks(market.books, data("orderbook"));
      checkCandles(server, startMs, await parquetRows(join(data("ohlc"), "1m")));
    });
  } finally {
    market.stop();
    await server.stop();
  }
});

function checkTrades({ trades }: BitmexServer, rows: Row[]): void {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const times = rows.map(({ ts }) => Number(ts));
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const made = trades.filter(({ timestamp }) => usOf(timestamp) >= first && usOf(timestamp) <= last);
  assert.ok(rows.filter(({ ts_recv }) => ts_recv === null).length > OUTAGE_MS / 20 / 2, "REST gave none");
  assert.equal(byId.size, rows.length, "an id is there twice");
  const missing = made.filter(({ trdMatchID }) => !byId.has(trdMatchID));
  assert.ok(missing.every(({ timestamp }) => usOf(timestamp) === last), `${missing.length} are missing`);
  for (const { trdMatchID, timestamp, price, size, side } of made) {
    const row = byId.get(trdMatchID);
    if (!row) continue;
    const told = [row.ts, row.price, row.amount, row.side];
    assert.deepEqual(told, [usOf(timestamp), price, size, side.toLowerCase()]);
  }
}

async function checkBooks(books: Set<string>, folder: string): Promise<void> {
  const frames = await query(`
    select session, frame, bool_and(is_snapshot) as is_snapshot,
      string_agg(cast(cast(price as integer) as varchar) || ' ' || cast(cast(amount as integer) as varchar), ', '
        order by side = 'ask', case side when 'bid' then -price else price end) as levels
    from ${filesIn(folder)} group by session, frame`);
  assert.ok(frames.length > 5);
  assert.equal(new Set(frames.map(({ session }) => session)).size, 2);
  for (const { is_snapshot, levels } of frames) {
    assert.ok(is_snapshot && books.has(String(levels)), `there was no book ${levels}`);
  }
}

function checkCandles({ trades }: BitmexServer, startMs: number, rows: Row[]): void {
  const expected = bucketsOf(trades).map((bucket) => ({ ...bucket, ts: usOf(bucket.timestamp) - 60e6 }))
    .filter(({ ts }) => ts >= startMs * 1_000 && ts <= Number(rows.at(-1)!.ts));
  assert.ok(rows.length >= 8);
  assert.deepEqual(
    rows.map(({ ts, open, high, low, close, volume }) => [ts, open, high, low, close, volume]),
    expected.map(({ ts, open, high, low, close, volume }) => [ts, open, high, low, close, volume]),
  );
}
