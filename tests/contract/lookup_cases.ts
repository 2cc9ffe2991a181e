/** The config's text, exchanges and their symbols, previews, and the log in parts. */
import assert from "node:assert/strict";
import type { Case } from "./cases.ts";
import { until } from "./until.ts";

export const lookupCases: Record<string, Case> = {
  async "GET /api/config/text"({ ask }, { token }) {
    const { body, headers } = await ask("GET /api/config/text", 200);
    assert.equal(headers.get("etag"), `"${body.version}"`);
    assert.ok(!body.text.includes(token) && !body.text.includes("hook-8d2b64"));
    assert.match(body.text, /"ui_auth_token": ?"\*{8}"/);
    assert.match(body.path, /tapedeck\.yaml$/);
  },
  async "POST /api/config/text/check"({ ask }) {
    const { body: { text } } = await ask("GET /api/config/text", 200);
    const check = async (text: string) =>
      (await ask("POST /api/config/text/check", 200, { body: { text } })).body;
    assert.deepEqual(await check(text), { valid: true, errors: [], changes: [], warnings: [] });
    const more = await check(text.replace("ETH/USDT", "QUIET/USDT"));
    assert.deepEqual(more.changes, ["stops sandbox ETH/USDT trades", "starts sandbox QUIET/USDT trades"]);
    const wrong = await check(
      "stream_jobs:\n  - exchange: sandbox\n    pairs: [BTC]\n    channels: [trades]\n",
    );
    assert.equal(wrong.valid, false);
    assert.deepEqual([wrong.errors[0].line, wrong.errors[0].path], [3, "stream_jobs[0].pairs[0]"]);
    assert.equal((await check("settings: {")).errors[0].line, 1);
    await ask("POST /api/config/text/check", 422, { body: {} });
  },
  async "PUT /api/config/text"({ ask }) {
    const { body: { text, version } } = await ask("GET /api/config/text", 200);
    const put = (text: string, status: number, of = version) =>
      ask("PUT /api/config/text", status, { body: { text }, headers: { "if-match": `"${of}"` } });
    const changed = await put(`${text}\n# by hand\n`, 200);
    assert.notEqual(changed.body.version, version);
    assert.equal(changed.headers.get("etag"), `"${changed.body.version}"`);
    assert.match((await ask("GET /api/config/text", 200)).body.text, /# by hand/);
    await put(text, 412);
    const wrong = await ask("PUT /api/config/text", 422, { body: { text: text.replace("span", "spna") } });
    assert.match(wrong.body.detail, /spna.*span/);
    assert.equal(
      (await put(text, 200, changed.body.version)).body.version,
      version,
      "byte for byte what it was",
    );
  },
  async "GET /api/exchanges"({ ask }) {
    const { body } = await ask("GET /api/exchanges", 200);
    const sandbox = body.find(({ id }: { id: string }) => id === "sandbox");
    assert.equal(sandbox.past_trades, "proven");
    assert.ok(sandbox.spans.includes(60) && body.length > 100);
  },
  async "GET /api/exchanges/{id}/symbols"({ ask }) {
    const params = { id: "sandbox" };
    const { body } = await ask("GET /api/exchanges/{id}/symbols", 200, { params, query: "search=btc" });
    assert.ok(body.symbols.includes("BTC/USDT"));
    assert.ok(body.symbols.every((symbol: string) => symbol.includes("BTC")));
    const one = await ask("GET /api/exchanges/{id}/symbols", 200, { params, query: "limit=1" });
    assert.ok(one.body.symbols.length === 1 && one.body.total > 1);
    await ask("GET /api/exchanges/{id}/symbols", 422, { params, query: "limit=0" });
    const none = await ask("GET /api/exchanges/{id}/symbols", 404, { params: { id: "binnance" } });
    assert.match(none.body.detail, /did you mean binance\?/);
  },
  async "POST /api/backfill/preview"({ ask }) {
    const start = new Date(Date.now() - 10 * 86_400_000).toISOString().slice(0, 10);
    const [row] = await until("a cost that is known", async () => {
      const { body } = await ask("POST /api/backfill/preview", 200, { body: { start } });
      return body.series[0].seconds !== null && body.series;
    });
    assert.deepEqual([row.key, row.pair, row.span], ["sandbox/ohlc/BTC-USDT/1m", "BTC/USDT", "1m"]);
    assert.equal(row.missing_us, row.rows * 60e6);
    assert.ok(row.windows >= Math.ceil(row.rows / 1000) && row.seconds < 10);
    await ask("POST /api/backfill/preview", 400, { body: { exchange: "kraken" } });
    await ask("POST /api/backfill/preview", 422, { body: { start: "yesterday" } });
  },
  async "GET /api/logs/entries"({ ask }) {
    const first = await ask("GET /api/logs/entries", 200, { query: "tail=3" });
    assert.equal(first.body.entries.length, 3);
    assert.deepEqual(Object.keys(first.body.entries[0]).sort(), ["actor", "level", "time", "words"]);
    const next = await ask("GET /api/logs/entries", 200, { query: `after=${first.body.cursor}&level=error` });
    assert.deepEqual(next.body.entries, []);
    await ask("GET /api/logs/entries", 422, { query: "after=yesterday" });
  },
};
