import assert from "node:assert/strict";
import { tradeOfCcxt } from "../../../actors/venue/exchanges/rows.ts";
import { rowOf } from "../../../actors/venue/exchanges/traits.ts";

const PARSED = {
  symbol: "BTC/USDT",
  id: "130639474",
  timestamp: 1629386781174,
  price: "42219.9",
  amount: "0.12",
  side: "buy",
};

/** Frames as the exchanges document them; ccxt's parse gives the rest. */
Deno.test("an aggregate of OKX spans the ids of its fills", () => {
  const trade = tradeOfCcxt({ ...PARSED, info: { tradeId: "130639474", count: "3" } }, rowOf("okx"), 7);
  assert.deepEqual([trade.firstId, trade.lastId], [130639472, 130639474]);
});

Deno.test("a fill of OKX by REST has no span", () => {
  const trade = tradeOfCcxt({ ...PARSED, info: { tradeId: "130639474" } }, rowOf("okx"), null);
  assert.deepEqual([trade.firstId, trade.lastId, trade.tsRecv], [null, null, null]);
});

Deno.test("exact times are read where each exchange writes them", () => {
  const at = (exchange: string, info: unknown) => tradeOfCcxt({ ...PARSED, info }, rowOf(exchange), 7).ts;
  assert.equal(at("kraken", { timestamp: "2023-09-25T07:49:37.708706Z" }), 1695628177708706);
  assert.equal(at("kraken", ["1", "2", 1695628177.708706, "b", "l", "", 1]), 1695628177708706);
  assert.equal(at("gate", { create_time_ms: "1606292218213.4578" }), 1606292218213457);
  assert.equal(at("gate", { create_time_ms: "1606292218.213" }), 1606292218213000); // of contracts
  assert.equal(at("kucoin", { time: "1545913818099033203" }), 1545913818099033);
  assert.equal(at("kucoin", { ts: 1545914149935808 * 1_000 }), 1545914149935808); // of contracts
  assert.equal(at("coinbase", { time: "2023-02-09T20:19:35.39625135Z" }), 1675973975396251);
  assert.equal(at("bybit", {}), 1629386781174000);
});

Deno.test("the amount of an inverse contract of Kraken is its quantity, which ccxt leaves out", () => {
  const amount = (info: unknown) =>
    tradeOfCcxt({ ...PARSED, amount: undefined, info }, rowOf("krakenfutures"), null).amount;
  assert.deepEqual([amount({ quantity: "12" }), amount({ qty: 3 }), amount({ size: 4 })], [12, 3, 4]);
});

Deno.test("an exchange that nothing is known of proves nothing", () => {
  const { traits } = rowOf("never-heard-of");
  assert.deepEqual([traits.tradeIds, traits.tradesById, traits.omitsEmptyCandles], ["opaque", false, false]);
});
