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
  assert.equal(at("coinbase", { time: "2023-02-09T20:19:35.39625135Z" }), 1675973975396251);
  assert.equal(at("bybit", {}), 1629386781174000);
});

Deno.test("an exchange that nothing is known of proves nothing", () => {
  const { traits } = rowOf("never-heard-of");
  assert.deepEqual([traits.tradeIds, traits.tradesById, traits.omitsEmptyCandles], ["opaque", false, false]);
});
