/** Streams, the schedule, backfills, copies: what is shown of them, and what they can be told. */
import assert from "node:assert/strict";
import type { Asker } from "./asker.ts";
import type { Case } from "./cases.ts";
import { until } from "./until.ts";

const STREAM = { exchange: "sandbox", pair: "ETH/USDT", channels: ["trades"] };
const KEY = "sandbox_ETH_USDT_trades";
const UNKNOWN = { ...STREAM, pair: "XRP/EUR" };

export const commandCases: Record<string, Case> = {
  async "GET /api/streams"({ ask }) {
    const { body } = await ask("GET /api/streams", 200);
    assert.deepEqual(body.map(({ key }: { key: string }) => key), ["sandbox_BTC_USDT_trades", KEY]);
  },
  async "POST /api/streams/stop"({ ask }) {
    const stop = async (stream: unknown) => (await ask("POST /api/streams/stop", 200, { body: stream })).body;
    assert.deepEqual(await stop(STREAM), { status: "stopping", key: KEY });
    assert.deepEqual(
      await until("a stream that stopped", async () => {
        const answer = await stop(STREAM);
        return answer.status === "not_running" && answer;
      }),
      { status: "not_running", key: KEY },
    );
    assert.deepEqual(await stop(UNKNOWN), { status: "not_running", key: "sandbox_XRP_EUR_trades" });
    await ask("POST /api/streams/stop", 422, { body: { pair: "BTC/USDT" } });
    await ask("POST /api/streams/start", 202, { body: STREAM });
  },
  async "POST /api/streams/start"({ ask }) {
    const { body } = await ask("POST /api/streams/start", 202, {
      body: { ...STREAM, channels: ["book"], more: 1 },
    });
    assert.equal(body.status, "started");
    const none = await ask("POST /api/streams/start", 404, { body: UNKNOWN });
    assert.deepEqual(none.body, { detail: "No matching stream job" });
    const { body: { detail } } = await ask("POST /api/streams/start", 422, { body: {} });
    assert.deepEqual(detail.map(({ loc }: { loc: string[] }) => loc[1]), ["exchange", "pair", "channels"]);
    await until("the stream running", async () => {
      const { body } = await ask("GET /api/streams", 200);
      return body.every(({ status }: { status: string }) => status === "running");
    });
  },
  async "GET /api/scheduler"({ ask }) {
    const { body: { running, jobs: [job] } } = await ask("GET /api/scheduler", 200);
    assert.equal(running, true);
    assert.equal(job.id, "sandbox_BTC_USDT_60");
    assert.equal(job.name, "sandbox BTC/USDT 60s");
  },
  async "POST /api/scheduler/start"({ ask }) {
    for (const _ of [1, 2]) {
      assert.deepEqual((await ask("POST /api/scheduler/start", 202)).body, { running: true });
    }
  },
  async "POST /api/scheduler/stop"({ ask }) {
    for (const _ of [1, 2]) {
      assert.deepEqual((await ask("POST /api/scheduler/stop", 200)).body, { running: false });
    }
    const { body: { running, jobs } } = await ask("GET /api/scheduler", 200);
    assert.deepEqual([running, jobs[0].next_run], [false, null]);
    await ask("POST /api/scheduler/start", 202);
  },
  async "POST /api/collect"({ ask }) {
    assert.deepEqual((await ask("POST /api/collect", 202)).body, { status: "started" });
    await ask("POST /api/collect", 202, { body: { exchange: "sandbox", pair: "BTC/USDT" } });
    const none = await ask("POST /api/collect", 404, { body: { exchange: "kraken" } });
    assert.deepEqual(none.body, { detail: "No matching histo job" });
    await ask("POST /api/collect", 422, { body: { exchange: 7 } });
  },
  async "POST /api/backfill"({ ask }) {
    const start = new Date(Date.now() - 3_600_000).toISOString().slice(0, 19).replace("T", " ");
    const { body: { id } } = await ask("POST /api/backfill", 202, { body: { exchange: "sandbox", start } });
    assert.match(id, /^sandbox_all_\d+/);
    const named = await ask("POST /api/backfill", 202, {
      body: { pairs: ["BTC/USDT"], start, parallel: true },
    });
    assert.match(named.body.id, /^all_BTCUSDT_\d+/);
    const { body } = await ask("POST /api/backfill", 400, { body: { exchange: "kraken", start } });
    assert.deepEqual(body, {
      detail: "No configured histo job matches this exchange/pair. Add one on the Config page first.",
    });
    await ask("POST /api/backfill", 422, { body: { start: "yesterday" } });
  },
  async "GET /api/backfill"({ ask }) {
    const begun = await ask("POST /api/backfill", 202, { body: { start: "2021-01-01" } });
    const { body } = await ask("GET /api/backfill", 200);
    for (const [id, record] of Object.entries<{ id: string }>(body)) assert.equal(record.id, id);
    assert.equal(body[begun.body.id].start, "2021-01-01");
    await ask("DELETE /api/backfill/{id}", 200, { params: { id: begun.body.id } });
  },
  async "GET /api/backfill/{id}"({ ask }) {
    const [id] = Object.keys((await ask("GET /api/backfill", 200)).body);
    const { body } = await ask("GET /api/backfill/{id}", 200, { params: { id } });
    assert.equal(body.id, id);
    const none = await ask("GET /api/backfill/{id}", 404, { params: { id: "no/such" } });
    assert.deepEqual(none.body, { detail: "No backfill no/such" });
  },
  async "DELETE /api/backfill/{id}"({ ask }) {
    const begun = await ask("POST /api/backfill", 202, { body: { start: "2021-01-01 00:00:00" } });
    const params = { id: begun.body.id };
    assert.deepEqual((await ask("DELETE /api/backfill/{id}", 200, { params })).body, {
      status: "cancelling",
    });
    await until("the backfill over", async () => {
      const { body } = await ask("GET /api/backfill/{id}", 200, { params });
      return body.status === "cancelled";
    });
    assert.deepEqual((await ask("DELETE /api/backfill/{id}", 200, { params })).body, {
      status: "not_running",
    });
    const none = await ask("DELETE /api/backfill/{id}", 404, { params: { id: "7" } });
    assert.deepEqual(none.body, { detail: "No backfill 7" });
  },
  async "GET /api/runs"({ ask }) {
    const kinds = await until("a backfill and a collect", async () => {
      const { body } = await ask("GET /api/runs", 200);
      const kinds = new Set(body.map(({ kind }: { kind: string }) => kind));
      return kinds.size === 2 && kinds;
    });
    assert.deepEqual([...kinds].sort(), ["backfill", "collect"]);
    const { body } = await ask("GET /api/runs", 200, { query: "limit=1&kind=backfill&status=cancelled" });
    assert.deepEqual(body.map(({ status }: { status: string }) => status), ["cancelled"]);
    await ask("GET /api/runs", 422, { query: "limit=0" });
  },
  async "GET /api/storage"({ ask }) {
    const { body: { remotes, sync_interval, last_sync } } = await ask("GET /api/storage", 200);
    assert.deepEqual({ remotes, sync_interval, last_sync }, {
      remotes: [],
      sync_interval: 3600,
      last_sync: null,
    });
  },
  async "POST /api/storage/sync"({ ask }) {
    const { body } = await ask("POST /api/storage/sync", 400);
    assert.deepEqual(body, { detail: "No remotes configured" });
    await withRemote(ask, {}, async () => {
      assert.deepEqual((await ask("POST /api/storage/sync", 202)).body, { status: "started" });
    });
  },
  async "GET /api/storage/purge"({ ask }) {
    const nothing = { files: 0, bytes: 0, series: [] };
    assert.deepEqual((await ask("GET /api/storage/purge", 200)).body, nothing);
    await withRemote(ask, { purge_after_days: 1 }, async () => {
      assert.deepEqual((await ask("GET /api/storage/purge", 200)).body, nothing, "no remote has anything");
    });
  },
  async "POST /api/storage/purge"({ ask }) {
    const { body } = await ask("POST /api/storage/purge", 400);
    assert.match(
      body.detail,
      /^Cannot purge: no remote of the config has purge_after_days or purge_when_low; add/,
    );
    await withRemote(ask, { purge_after_days: 30 }, async () => {
      assert.deepEqual((await ask("POST /api/storage/purge", 202)).body, { status: "started" });
    });
  },
  async "POST /api/storage/restore"({ ask }) {
    const series = { exchange: "sandbox", pair: "BTC/USDX", type: "trades" };
    const { body } = await ask("POST /api/storage/restore", 404, { body: series });
    assert.match(body.detail, /^Cannot restore BTC\/USDX of sandbox: there /);
    await ask("POST /api/storage/restore", 422, { body: { ...series, type: "tape" } });
  },
};

/** With a remote in the config that rclone does not know. */
async function withRemote(ask: Asker["ask"], rules: object, body: () => Promise<void>): Promise<void> {
  const { body: config } = await ask("GET /api/config", 200);
  const remotes = [{ provider: "rclone", remote: "nowhere:x", ...rules }];
  const storage = { ...config.storage, remotes, sync_interval: 0 };
  await ask("PUT /api/config", 200, { body: { ...config, storage } });
  await body();
  await ask("PUT /api/config", 200, { body: config });
}
