import assert from "node:assert/strict";
import { withServer } from "./support.ts";

async function ask(url: string, method = "GET", body?: unknown) {
  const response = await fetch(url, { method, body: body === undefined ? null : JSON.stringify(body) });
  return { status: response.status, headers: response.headers, json: await response.json() };
}

Deno.test("symbols are searched, and an exchange that cannot be asked says when to try again", () =>
  withServer(async ({ origin }) => {
    const { json } = await ask(`${origin}/api/exchanges/binance/symbols?search=btc&limit=2`);
    assert.deepEqual([json.symbols, json.total], [["BTC/USDT", "BTC/USDT:USDT"], 3]);
    assert.deepEqual((await ask(`${origin}/api/exchanges/binance/symbols?search=`)).json.not_trading, [
      "LUNA/USDT",
    ]);
    const silent = await ask(`${origin}/api/exchanges/kraken/symbols`);
    assert.equal(silent.status, 503);
    assert.equal(silent.headers.get("retry-after"), "10");
    assert.match(silent.json.detail, /^Cannot ask the markets on kraken/);
    const unknown = await ask(`${origin}/api/exchanges/binnance/symbols`);
    assert.equal(unknown.status, 404);
    assert.match(unknown.json.detail, /^No exchange "binnance": .*did you mean binance/);
    for (const wrong of ["limit=0", "limit=1001", "limit=ten"]) {
      const { status, json } = await ask(`${origin}/api/exchanges/binance/symbols?${wrong}`);
      assert.equal(status, 422);
      assert.deepEqual(json.detail[0].loc, ["query", "limit"]);
    }
  }));

Deno.test("where tapedeck is read-only one can look at everything, and save nothing", () =>
  withServer(async ({ origin }) => {
    const { json: { text, version } } = await ask(`${origin}/api/config/text`);
    assert.equal((await ask(`${origin}/api/config/text/check`, "POST", { text })).json.valid, true);
    assert.equal((await ask(`${origin}/api/backfill/preview`, "POST", {})).status, 200);
    const refused = await ask(`${origin}/api/config/text`, "PUT", { text: "{}" });
    assert.equal(refused.status, 403);
    assert.equal((await ask(`${origin}/api/config/text`)).json.version, version);
  }, { isReadOnly: true }));

Deno.test("entries of the log go on behind a cursor, which is no text of one's own", () =>
  withServer(async ({ origin }) => {
    const first = await ask(`${origin}/api/logs/entries?tail=5&level=error`);
    assert.equal(first.json.entries.length, 5);
    assert.equal(first.json.more, true);
    const next = await ask(`${origin}/api/logs/entries?after=${first.json.cursor}`);
    assert.deepEqual(next.json, { entries: [], cursor: first.json.cursor, more: false });
    const { status, json } = await ask(`${origin}/api/logs/entries?after=../../etc`);
    assert.deepEqual([status, json.detail[0].loc], [422, ["query", "after"]]);
    assert.equal((await ask(`${origin}/api/logs/entries?after=`)).status, 200, "an empty one is none");
  }));

Deno.test("a preview is no backfill's id, and of what no job names there is none", () =>
  withServer(async ({ origin }) => {
    assert.equal((await ask(`${origin}/api/backfill/preview`)).status, 404);
    const { status, json } = await ask(`${origin}/api/backfill/preview`, "POST", { exchange: "okx" });
    assert.equal(status, 400);
    assert.match(json.detail, /^No configured histo job matches/);
  }));
