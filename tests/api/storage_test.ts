/** Purges and restores over the API. */
import assert from "node:assert/strict";
import type { RestoreAnswer, RestoreWish } from "../../actors/control/sync/messages.ts";
import { withServer } from "./support.ts";

async function post(url: string, body?: unknown): Promise<[number, unknown]> {
  const json = { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const answer = await fetch(url, { method: "POST", ...(body === undefined ? {} : json) });
  return [answer.status, await answer.json()];
}

const SERIES = { exchange: "binance", pair: "BTC/USDT", type: "candles", span: "1m" };

Deno.test("a purge needs a remote that is to have something purged", () =>
  withServer(async ({ origin, deck }) => {
    const [status, { detail }] = await post(`${origin}/api/storage/purge`) as [number, { detail: string }];
    assert.equal(status, 400);
    assert.match(
      detail,
      /^Cannot purge: no remote of the config has purge_after_days or purge_when_low; add one/,
    );
    deck.purge = () => Promise.resolve(true);
    assert.deepEqual(await post(`${origin}/api/storage/purge`), [202, { status: "started" }]);
  }));

Deno.test("a restore is asked for by series and range, and each answer has its code", () =>
  withServer(async ({ origin, deck }) => {
    let answer: RestoreAnswer = { type: "nothing" };
    const wishes: RestoreWish[] = [];
    deck.restore = (wish) => {
      wishes.push(wish);
      return Promise.resolve(answer);
    };
    const ask = () => post(`${origin}/api/storage/restore`, { ...SERIES, from: "2024-03-05" });
    assert.deepEqual(await ask(), [200, { status: "nothing_to_restore" }]);
    assert.deepEqual(wishes, [{
      ...{ exchange: "binance", pair: "BTC/USDT", type: "ohlc", span: "1m" },
      ...{ fromUs: Date.UTC(2024, 2, 5) * 1000, toUs: Infinity },
    }]);
    answer = { type: "begun", id: "a1", files: 2, bytes: 4096 };
    assert.deepEqual(await ask(), [202, { status: "started", id: "a1", files: 2, bytes: 4096 }]);
    answer = { type: "unknown-series", reason: "there are none" };
    assert.deepEqual(await ask(), [404, { detail: "Cannot restore BTC/USDT of binance: there are none" }]);
    answer = { type: "refused", why: "Cannot restore 4 GB: the disk is full" };
    assert.deepEqual(await ask(), [409, { detail: "Cannot restore 4 GB: the disk is full" }]);
  }));

Deno.test("a restore of no series, of an unknown type or of no time is a 422, and not begun", () =>
  withServer(async ({ origin, deck }) => {
    deck.restore = () => Promise.reject(new Error("begun"));
    for (
      const body of [{}, { ...SERIES, type: "tape" }, { ...SERIES, from: "2024-03-05", to: "2024-03-05" }]
    ) {
      assert.equal((await post(`${origin}/api/storage/restore`, body))[0], 422, JSON.stringify(body));
    }
  }));

Deno.test("in read-only mode neither is begun", () =>
  withServer(async ({ origin }) => {
    assert.equal((await post(`${origin}/api/storage/purge`))[0], 403);
    assert.equal((await post(`${origin}/api/storage/restore`, SERIES))[0], 403);
  }, { isReadOnly: true }));
