/** Binance's documented frames of books, read. */
import assert from "node:assert/strict";
import {
  diffOf,
  faultOfDiff,
  nameOfDiff,
  nameOfMarket,
  snapshotOf,
} from "../../../actors/venue/exchanges/binance_depth.ts";

const NOW_US = Date.UTC(2024, 2, 5) * 1_000;
const SPOT = {
  e: "depthUpdate",
  E: NOW_US / 1_000,
  s: "BNBBTC",
  U: 157,
  u: 160,
  b: [["0.0024", "10"]],
  a: [["0.0026", "0"]],
};
const FUTURES = { ...SPOT, T: NOW_US / 1_000 - 5, pu: 149 };

Deno.test("a spot update follows the id before its first, a contract's the one that it names", () => {
  const { after, last, book } = diffOf(SPOT, NOW_US + 5);
  assert.deepEqual([after, last], [156, 160]);
  assert.deepEqual(book, {
    ts: NOW_US,
    tsRecv: NOW_US + 5,
    seq: 160,
    isSnapshot: false,
    levels: [{ side: "bid", price: 0.0024, amount: 10 }, { side: "ask", price: 0.0026, amount: 0 }],
  });
  assert.deepEqual([diffOf(FUTURES, NOW_US).after, diffOf(FUTURES, NOW_US).last], [149, 160]);
  assert.equal(faultOfDiff(diffOf(SPOT, NOW_US)), null);
  assert.equal(faultOfDiff(diffOf(FUTURES, NOW_US)), null);
});

Deno.test("an update of a contract is not one of the spot market of the same name", () => {
  assert.equal(nameOfDiff(SPOT), nameOfMarket({ symbol: "BNB/BTC", id: "BNBBTC", type: "spot" }));
  assert.equal(nameOfDiff(FUTURES), nameOfMarket({ symbol: "BNB/BTC:BTC", id: "BNBBTC", type: "swap" }));
  assert.notEqual(nameOfDiff(SPOT), nameOfDiff(FUTURES));
});

Deno.test("an update that cannot be one is refused with the reason", () => {
  const reasonOf = (more: object) => faultOfDiff(diffOf({ ...SPOT, ...more }, NOW_US));
  assert.equal(reasonOf({ u: undefined }), "its ids, from 156 to NaN, are no span");
  assert.equal(reasonOf({ U: 161 }), "its ids, from 160 to 160, are no span");
  assert.equal(reasonOf({ b: [["x", "1"]] }), "price is NaN");
  assert.equal(reasonOf({ b: [["1", "-1"]] }), "amount is -1");
  assert.equal(reasonOf({ a: undefined }), "price is NaN");
  assert.equal(reasonOf({ E: undefined }), "time is NaN");
  assert.equal(reasonOf({ b: [], a: [] }), null);
});

Deno.test("an answer that is no book is garbage", () => {
  const answer = { lastUpdateId: 160, bids: [["1", "2"]], asks: [["3", "4"]] };
  const levels = [{ side: "bid", price: 1, amount: 2 }, { side: "ask", price: 3, amount: 4 }];
  assert.deepEqual(snapshotOf(answer, "BNB/BTC", NOW_US), { lastId: 160, tsRecv: NOW_US, levels });
  for (const wrong of [{}, null, { ...answer, bids: [["4", "1"]] }, { ...answer, asks: undefined }]) {
    assert.throws(() => snapshotOf(wrong, "BNB/BTC", NOW_US), { kind: "garbage", message: /BNB\/BTC/ });
  }
});
