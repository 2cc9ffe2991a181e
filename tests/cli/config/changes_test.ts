import assert from "node:assert/strict";
import { changesOf } from "../../../cli/config/changes.ts";
import { configOf } from "./samples.ts";

const STREAM = { exchange: "binance", pairs: ["BTC/USDT", "ETH/USDT"], channels: ["trades", "book"] };
const HISTO = { exchange: "kraken", pairs: ["BTC/USD"], span: 3600 };

const between = (now: unknown, next: unknown) => changesOf(configOf(now), configOf(next));

Deno.test("what stays as it is is not told, however it is written", () => {
  const parted = { ...STREAM, channels: ["book"] };
  assert.deepEqual(between({ stream_jobs: [STREAM] }, { stream_jobs: [STREAM] }), []);
  assert.deepEqual(
    between({ stream_jobs: [STREAM] }, { stream_jobs: [{ ...STREAM, channels: ["trades"] }, parted] }),
    [],
  );
});

Deno.test("series that start, stop and change are told one by one", () => {
  const now = { stream_jobs: [STREAM], histo_jobs: [HISTO] };
  const next = {
    stream_jobs: [{ ...STREAM, pairs: ["BTC/USDT", "SOL/USDT"], channels: ["book"], depth: 50 }],
    histo_jobs: [
      { ...HISTO, start: "2020-01-01" },
      { exchange: "kraken", pairs: ["BTC/USD"], data_type: "trades" },
    ],
  };
  assert.deepEqual(between(now, next), [
    "stops binance BTC/USDT trades",
    "stops binance ETH/USDT trades",
    "stops binance ETH/USDT order book",
    "starts binance SOL/USDT order book",
    "changes binance BTC/USDT order book: depth 20 → 50",
    "starts kraken BTC/USD past trades",
    "changes kraken BTC/USD 1h candles: start none → 2020-01-01",
  ]);
});

Deno.test("of a secret it is told that it changes, and nothing of it", () => {
  const jobs = { stream_jobs: [STREAM] };
  const told = between(
    { ...jobs, settings: { ui_auth_token: "first-secret" }, alerts: { webhook_url: "https://hook/first" } },
    {
      ...jobs,
      settings: { ui_auth_token: "second-secret" },
      alerts: { heartbeat_url: "https://ping/second" },
      exchanges: { okx: { proxy: "http://me:third@proxy", options: { via: "a,secret_key=fourth:x" } } },
    },
  );
  assert.doesNotMatch(told.join("\n"), /first|second-|ping|third|fourth/);
  assert.deepEqual(told, [
    "changes exchanges.okx.proxy: a secret is set",
    'changes exchanges.okx.options: none → {"via":"a,secret_key=********:x"}',
    "changes settings.ui_auth_token: another secret",
    "changes alerts.webhook_url: the secret is removed",
    "changes alerts.heartbeat_url: a secret is set",
  ]);
});

Deno.test("an exchange that is reached otherwise connects anew, where it is used", () => {
  const jobs = { stream_jobs: [STREAM] };
  const exchanges = { binance: { endpoint: "http://localhost:1" }, okx: { endpoint: "http://localhost:2" } };
  assert.deepEqual(between(jobs, { ...jobs, exchanges }), [
    "changes exchanges.binance.endpoint: none → http://localhost:1",
    "connects binance anew",
    "changes exchanges.okx.endpoint: none → http://localhost:2",
  ]);
});

Deno.test("what waits for the next start says so", () => {
  const jobs = { stream_jobs: [STREAM] };
  assert.deepEqual(
    between(jobs, { ...jobs, storage: { local_path: "/srv/tape" }, settings: { ui_port: 9090 } }),
    [
      "changes storage.local_path: ./data → /srv/tape, with the next start",
      "changes settings.ui_port: 8080 → 9090",
    ],
  );
});

Deno.test("of thousands the first five hundred are told, and how many more there are", () => {
  const pairs = Array.from({ length: 600 }, (_, n) => `A${n}/USDT`);
  const told = between({ histo_jobs: [HISTO] }, { histo_jobs: [HISTO, { ...HISTO, pairs }] });
  assert.equal(told.length, 501);
  assert.equal(told.at(-1), "and 100 more");
});
