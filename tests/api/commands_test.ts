/** What scripts send, and the texts that they get, word for word. */
import assert from "node:assert/strict";
import type { BackfillRecord, LogQuery, RunQuery } from "../../schemas/wire.ts";
import * as wire from "../../schemas/wire.ts";
import { withServer } from "./support.ts";

async function send(url: string, method: string, body?: unknown): Promise<[number, unknown]> {
  const response = await fetch(url, { method, body: body === undefined ? null : JSON.stringify(body) });
  return [response.status, await response.json()];
}

Deno.test("a stream is started and stopped by exchange and pair", () =>
  withServer(async ({ origin }) => {
    const stream = { exchange: "binance", pair: "BTC/USDT", channels: ["trades"] };
    const key = "binance_BTC_USDT_trades";
    const start = `${origin}/api/streams/start`, stop = `${origin}/api/streams/stop`;
    assert.deepEqual(await send(start, "POST", stream), [202, { status: "started", key }]);
    assert.deepEqual(await send(stop, "POST", stream), [200, { status: "stopping", key }]);
    const other = { ...stream, pair: "ETH/USDT" };
    assert.deepEqual(await send(start, "POST", other), [404, { detail: "No matching stream job" }]);
    assert.deepEqual(await send(stop, "POST", other), [200, {
      status: "not_running",
      key: "binance_ETH_USDT_trades",
    }]);
  }));

Deno.test("the schedule is started and stopped, and either may be repeated", () =>
  withServer(async ({ origin, deck }) => {
    const told: string[] = [];
    deck.setScheduler = (wanted) => Promise.resolve(void told.push(wanted));
    for (let n = 0; n < 2; n++) {
      assert.deepEqual(await send(`${origin}/api/scheduler/stop`, "POST"), [200, { running: false }]);
    }
    assert.deepEqual(await send(`${origin}/api/scheduler/start`, "POST"), [202, { running: true }]);
    assert.deepEqual(told, ["stop", "stop", "start"]);
  }));

Deno.test("a collect that names nothing begins whatever there is, one that names something must match", () =>
  withServer(async ({ origin, deck }) => {
    const asked: unknown[] = [];
    deck.collect = (wanted) => Promise.resolve((asked.push(wanted), 0));
    const collect = (body?: unknown) => send(`${origin}/api/collect`, "POST", body);
    assert.deepEqual(await collect(), [202, { status: "started" }]);
    assert.deepEqual(await collect({ exchange: null }), [202, { status: "started" }]);
    assert.deepEqual(await collect({ pair: "XRP/EUR" }), [404, { detail: "No matching histo job" }]);
    assert.deepEqual(asked.at(-1), { exchange: null, pair: "XRP/EUR" });
    deck.meansPaused = () => true;
    const paused = "The matching histo job is paused: resume it first";
    assert.deepEqual(await collect({ pair: "XRP/EUR" }), [404, { detail: paused }]);
  }));

Deno.test("a backfill that nothing matches says where to add a job, or that it is paused", () =>
  withServer(async ({ origin, deck }) => {
    const ask = () => send(`${origin}/api/backfill`, "POST", { exchange: "kraken", start: "2020-01-01" });
    const none = "No configured histo job matches this exchange/pair. Add one on the Config page first.";
    assert.deepEqual(await ask(), [400, { detail: none }]);
    deck.meansPaused = () => true;
    const paused = "The histo job that matches this exchange/pair is paused: resume it first.";
    assert.deepEqual(await ask(), [400, { detail: paused }]);
  }));

Deno.test("a backfill is told of by its id until it is unknown", () =>
  withServer(async ({ origin, deck }) => {
    const record: BackfillRecord = {
      ...{ id: "all_all_1_a b", exchange: null, pairs: null, start: "2020-01-01", status: "running" },
      ...{ progress: {}, log: [], started_at: 1, finished_at: null, error: null },
    };
    deck.backfills = () => [record];
    deck.backfill = (id) => id === record.id ? record : null;
    let isRunning = true;
    deck.stopBackfill = () => Promise.resolve(isRunning);
    const one = `${origin}/api/backfill/${encodeURIComponent(record.id)}`;
    assert.deepEqual(await send(`${origin}/api/backfill`, "GET"), [200, { [record.id]: record }]);
    assert.deepEqual(await send(one, "GET"), [200, record]);
    assert.deepEqual(await send(one, "DELETE"), [200, { status: "cancelling" }]);
    isRunning = false;
    assert.deepEqual(await send(one, "DELETE"), [200, { status: "not_running" }]);
    for (const method of ["GET", "DELETE"]) {
      const unknown = await send(`${origin}/api/backfill/%E2%82%AC`, method);
      assert.deepEqual(unknown, [404, { detail: "No backfill €" }]);
    }
  }));

Deno.test("a sync needs a remote", () =>
  withServer(async ({ origin, deck }) => {
    const sync = () => send(`${origin}/api/storage/sync`, "POST");
    assert.deepEqual(await sync(), [400, { detail: "No remotes configured" }]);
    deck.sync = () => Promise.resolve(true);
    assert.deepEqual(await sync(), [202, { status: "started" }]);
  }));

Deno.test("/api/logs gives the last lines asked for, 200 by default, 10,000 at most", () =>
  withServer(async ({ origin, deck }) => {
    const lines = async (query: string) => (await (await fetch(`${origin}/api/logs${query}`)).json()).lines;
    assert.equal((await lines("")).length, 200);
    assert.deepEqual(await lines("?tail=2"), ["line 298", "line 299"]);
    assert.deepEqual(await lines("?tail=0"), []);
    const asked: LogQuery[] = [];
    deck.logs = (query) => (asked.push(query), []);
    await lines("?tail=99999&level=warning&actor=binance&text=Socket&other=ignored");
    await lines("?level=&actor=");
    assert.deepEqual(asked, [
      { tail: 10_000, level: "warning", actor: "binance", text: "Socket" },
      { tail: 200 },
    ]);
  }));

Deno.test("/api/runs passes on what is asked for", () =>
  withServer(async ({ origin, deck }) => {
    const asked: RunQuery[] = [];
    deck.runs = (query) => (asked.push(query), []);
    assert.deepEqual(await send(`${origin}/api/runs`, "GET"), [200, []]);
    await send(
      `${origin}/api/runs?limit=5&kind=collect&status=error&exchange=kraken&before=1709596800.5`,
      "GET",
    );
    await send(`${origin}/api/runs?limit=100&kind=&status=&exchange=&before=`, "GET");
    assert.deepEqual(asked, [
      { limit: 100 },
      { limit: 5, kind: "collect", status: "error", exchange: "kraken", before: 1709596800.5 },
      { limit: 100 },
    ]);
  }));

const WRONG = [
  ...["-1", "1.5", "many", "", "1e99", "0x10", " 5"].map((tail) => ["/api/logs", "tail", tail]),
  ["/api/logs", "level", "debug"],
  ...["0", "1001", "ten", ""].map((limit) => ["/api/runs", "limit", limit]),
  ["/api/runs", "kind", "sync"],
  ["/api/runs", "before", "yesterday"],
];
for (const [path, name, value] of WRONG) {
  Deno.test(`${path} refuses ${name}=${value} and names it`, () =>
    withServer(async ({ origin }) => {
      const response = await fetch(`${origin}${path}?${name}=${encodeURIComponent(value)}`);
      assert.equal(response.status, 422);
      const { detail } = wire.ApiError.parse(await response.json());
      assert.ok(Array.isArray(detail));
      assert.deepEqual(detail[0].loc, ["query", name]);
      assert.ok(detail[0].msg.startsWith(`${name} is ${JSON.stringify(value)}: expected `), detail[0].msg);
    }));
}
