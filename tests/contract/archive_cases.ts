/** A series with its days, gaps and files; its chart; and what takes how much room. */
import assert from "node:assert/strict";
import type { Case } from "./cases.ts";
import { until } from "./until.ts";

const KEY = "sandbox/trades/BTC-USDT";

export const archiveCases: Record<string, Case> = {
  async "GET /api/series"({ ask }) {
    const { body } = await ask("GET /api/series", 200, { query: `key=${KEY}` });
    assert.deepEqual([body.key, body.exchange, body.pair, body.type, body.span], [
      ...[KEY, "sandbox", "BTC/USDT", "trades", null],
    ]);
    assert.ok(body.rows > 0 && body.first_us <= body.last_us);
    const none = await ask("GET /api/series", 404, { query: `key=${KEY.replace("BTC", "XBT")}` });
    assert.match(
      none.body.detail,
      /^Cannot show "sandbox\/trades\/XBT-USDT": there is no such series here; /,
    );
    for (
      const key of [
        "nothing",
        "../../etc/passwd",
        "sandbox/trades/..",
        "%00/trades/A-B",
        "../trades/A-B",
        ".tapedeck/trades/A-B",
      ]
    ) {
      await ask("GET /api/series", 404, { query: `key=${key}` });
    }
    await ask("GET /api/series", 422, { query: `key=${"A".repeat(300)}` });
    const { body: { detail } } = await ask("GET /api/series", 422);
    assert.deepEqual(detail[0].loc, ["query", "key"]);
  },
  async "GET /api/chart"({ ask }) {
    const chart = (query: string, status = 200) =>
      ask("GET /api/chart", status, { query: `key=${KEY}${query}` });
    const { body } = await until("rows in a chart", async () => {
      const heard = await chart("&points=20");
      return heard.body.buckets.some(({ n = 0 }) => n > 0) && heard;
    });
    assert.ok(body.buckets.length <= 20 && body.finished);
    assert.ok(
      body.buckets.every(({ o, h, l, c, n = 0 }: Record<string, number>) =>
        !n || (l <= o && l <= c && h >= c)
      ),
    );
    assert.deepEqual((await chart("&from=2001-01-01&to=2001-01-02")).body.buckets, []);
    for (const wrong of ["points=5000", "points=x", "from=yesterday", "from=2024-01-02&to=2024-01-01"]) {
      await chart(`&${wrong}`, 422);
    }
    await ask("GET /api/chart", 404, { query: "key=sandbox/trades/XBT-USDT" });
    await ask("GET /api/chart", 404, { query: "key=../sandbox" });
  },
  async "GET /api/storage/usage"({ ask }) {
    const { body } = await ask("GET /api/storage/usage", 200);
    assert.ok(body.free_bytes > 0 && body.total_bytes > body.free_bytes);
    assert.ok(body.journal_bytes > 0);
    assert.equal(body.days.length, 90);
    assert.equal(body.days.at(-1).day, new Date(Date.now() - 86_400_000).toISOString().slice(0, 10));
  },
};
