import assert from "node:assert/strict";
import { sealAll } from "../../actors/archive/seal.ts";
import { createReadHost } from "../../actors/archive/reader/host.ts";
import { TestClock } from "../../actors/kernel/test_clock.ts";
import { query } from "../e2e/parquet_rows.ts";
import * as sample from "../archive/samples.ts";
import { rawGet, withServer } from "./support.ts";

const { DAY_US, ofTrades, TRADES, trades } = sample;
const OF_TRADES = "exchange=sandbox&pair=BTC/USDT&type=trades";

interface Stage {
  get(query: string): Promise<Response>;
  /** Bytes per second that the recorder gives when nobody takes them, and so on: see the tests. */
  folder: string;
  origin: string;
  port: number;
}

/** A server over a folder with `count` trades: half of them in a part, half in the journal. */
async function withTrades(count: number, test: (stage: Stage) => Promise<void>, token: string | null = null) {
  using folder = sample.temporaryDisk();
  const { archive, journal } = sample.rigOn(folder.disk);
  const writer = journal(2);
  await writer.append({ key: TRADES, rows: ofTrades(trades(0, count / 2)) });
  await writer.roll();
  await sealAll(archive, "sandbox", () => true);
  await writer.append({ key: TRADES, rows: ofTrades(trades(count / 2, count)) });
  const host = createReadHost({ dataFolder: folder.root, clock: new TestClock() });
  try {
    await withServer(async ({ deck, origin, server }) => {
      deck.read = host.read;
      const get = (query: string) => fetch(`${origin}/api/read?${query}`);
      await test({ get, folder: folder.root, origin, port: server.port });
    }, { token });
  } finally {
    host.stop();
    await writer.close();
  }
}

Deno.test("read gives pages of rows, and from where to go on", () =>
  withTrades(40, async ({ get }) => {
    const pages: Array<{ rows: Array<{ id: string; ts: string }>; next: string | null }> = [];
    for (let cursor = ""; pages.at(-1)?.next !== null;) {
      const response = await get(`${OF_TRADES}&limit=15${cursor}`);
      assert.equal(response.status, 200);
      assert.equal(response.headers.get("content-type"), "application/json");
      assert.equal(response.headers.get("x-tapedeck-holes"), "0");
      pages.push(await response.json());
      cursor = `&cursor=${pages.at(-1)!.next}`;
    }
    assert.deepEqual(pages.map(({ rows }) => rows.length), [15, 15, 10]);
    const ids = pages.flatMap(({ rows }) => rows.map(({ id }) => id));
    assert.deepEqual(ids, Array.from({ length: 40 }, (_, i) => String(i)));
    assert.equal(pages[1].rows[0].ts, "2024-03-05T00:00:15.000000Z");
  }));

Deno.test("times are taken as dates, ISO times and epochs in s, ms and µs; a range is half-open", () =>
  withTrades(40, async ({ get }) => {
    const second = DAY_US / 1e6 + 10;
    for (
      const from of [second, second * 1e3, second * 1e6, "2024-03-05T00:00:10", "2024-03-05T01:00:10%2B01:00"]
    ) {
      const { rows } = await (await get(`${OF_TRADES}&time=us&from=${from}&to=2024-03-05T00:00:12Z`)).json();
      assert.deepEqual(
        rows.map(({ ts }: { ts: number }) => ts),
        [second * 1e6, (second + 1) * 1e6],
        `${from}`,
      );
    }
    assert.deepEqual(await (await get(`${OF_TRADES}&from=2024-03-06`)).json(), { rows: [], next: null });
  }));

Deno.test("what is wrong with a request is told for each parameter, with its value and what is expected", () =>
  withTrades(2, async ({ get }) => {
    const response = await get("pair=BTC/USDT&type=trade&from=yesterday&limit=0&format=xlsx&cursor=7");
    assert.equal(response.status, 422);
    const { detail } = await response.json();
    assert.deepEqual(
      detail.map(({ loc, type }: { loc: string[]; type: string }) => [...loc, type]),
      [
        ["query", "exchange", "missing"],
        ["query", "type", "value_error"],
        ["query", "from", "value_error"],
        ["query", "cursor", "value_error"],
        ["query", "format", "value_error"],
        ["query", "limit", "value_error"],
      ],
    );
    assert.match(detail[2].msg, /^from is "yesterday": expected a date \(2024-03-05\), /);
    const swapped = await (await get(`${OF_TRADES}&from=2024-03-06&to=2024-03-05`)).json();
    assert.equal(swapped.detail[0].msg, 'to is "2024-03-05": expected a time after from');
  }));

Deno.test("of an unknown series the nearest names are told", () =>
  withTrades(2, async ({ get }) => {
    const told = async (query: string) => {
      const response = await get(query);
      assert.equal(response.status, 404);
      return (await response.json()).detail;
    };
    assert.equal(
      await told("exchange=sandbx&pair=BTC/USDT&type=trades"),
      'Cannot read BTC/USDT of sandbx: there is no exchange "sandbx" in this folder; did you mean sandbox?',
    );
    assert.equal(
      await told("exchange=sandbox&pair=BTC/USD&type=trades"),
      "Cannot read BTC/USD of sandbox: there are no trades of BTC/USD on sandbox; nearest: BTC/USDT",
    );
    assert.match(await told("exchange=sandbox&pair=BTC/USDT&type=ohlc"), /there is no ohlc of sandbox/);
  }));

Deno.test("a token is needed where there is one", () =>
  withTrades(2, async ({ get }) => {
    assert.equal((await get(OF_TRADES)).status, 401);
    assert.equal((await get(`${OF_TRADES}&token=secret`)).status, 200);
  }, "secret"));

Deno.test("csv, jsonl and parquet are the whole range, as files", () =>
  withTrades(3000, async ({ get, folder }) => {
    const csv = await (await get(`${OF_TRADES}&format=csv&time=us`)).text();
    assert.equal(csv.split("\n").length, 3002);
    assert.match(
      csv,
      /^ts,ts_recv,id,first_id,last_id,price,amount,side\n1709596800000000,1709596800001500,0,,,42000,0.001,sell\n/,
    );
    const jsonl = await (await get(`${OF_TRADES}&format=jsonl`)).text();
    assert.deepEqual(JSON.parse(jsonl.split("\n")[1]), {
      ts: "2024-03-05T00:00:01.000000Z",
      ts_recv: "2024-03-05T00:00:01.001500Z",
      id: "1",
      first_id: null,
      last_id: null,
      price: 42000.7,
      amount: 0.014,
      side: "buy",
    });
    const response = await get(`${OF_TRADES}&format=parquet`);
    assert.equal(
      response.headers.get("content-disposition"),
      'attachment; filename="sandbox_trades_BTC-USDT.parquet"',
    );
    const path = `${folder}/out.parquet`;
    await Deno.writeFile(path, new Uint8Array(await response.arrayBuffer()));
    const [counted] = await query(
      `select count(*) as n, count(distinct id) as ids, min(ts)::varchar as first from '${path}'`,
    );
    assert.deepEqual([counted.n, counted.ids], [3000n, 3000n]);
    await Deno.writeFile(
      path,
      new Uint8Array(await (await get(`${OF_TRADES}&format=parquet&from=2025-01-01`)).arrayBuffer()),
    );
    assert.deepEqual(
      await query(`select count(*) as n from '${path}'`),
      [{ n: 0n }],
      "none, and a file still",
    );
  }));

Deno.test("who goes away ends the read, and who reads slowly gets all of it", () =>
  withTrades(100_000, async ({ get, port }) => {
    for (let n = 0; n < 20; n++) {
      const gone = await get(`${OF_TRADES}&format=csv`);
      await gone.body!.cancel();
    }
    const slow = await get(`${OF_TRADES}&format=csv`);
    const reader = slow.body!.getReader();
    const first = await reader.read();
    // Another one is served meanwhile, though nobody takes the first one's bytes.
    assert.equal((await (await get(`${OF_TRADES}&limit=1`)).json()).rows.length, 1);
    let bytes = first.value!.length;
    for (let next = await reader.read(); !next.done; next = await reader.read()) bytes += next.value.length;
    const whole = await (await get(`${OF_TRADES}&format=csv`)).arrayBuffer();
    assert.equal(bytes, whole.byteLength);
    const head = await rawGet(port, `/api/read?${OF_TRADES}`, "127.0.0.1");
    assert.match(head, /^HTTP\/1\.1 200 OK/);
  }));
