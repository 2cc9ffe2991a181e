import assert from "node:assert/strict";
import { listed, orderAfter, orderText, wantedOf } from "../../../../ui/components/inventory/listing.js";
import { busySnapshot } from "../../../browser/fixture_board.ts";

const { series } = busySnapshot(Date.UTC(2024, 2, 9, 12));
const found = (query: string) =>
  listed(series, wantedOf(new URLSearchParams(query))).map(({ exchange, pair }) => `${exchange} ${pair}`);

Deno.test("the search finds words in any order, and a pair without its slash", () => {
  assert.deepEqual(found("q=eth+binance"), ["binance ETH/USDT"]);
  assert.deepEqual(found("q=xrpeur"), ["kraken XRP/EUR"]);
  assert.deepEqual(found("q=1h"), ["okx SOL/USDT"]);
  assert.deepEqual(found("q=eth+okx"), []);
});

Deno.test("exchange, type and gaps narrow it down together", () => {
  assert.equal(found("exchange=binance").length, 5);
  assert.deepEqual(found("exchange=binance&type=orderbook"), ["binance BTC/USDT"]);
  assert.deepEqual(found("show=gaps"), ["binance ETH/USDT", "kraken BTC/USD"]);
});

Deno.test("what has no value comes last either way", () => {
  const noRows = "okx BTC/USDT:USDT";
  for (const sort of ["size", "-size", "complete", "-complete"]) {
    assert.equal(found(`sort=${sort}`).at(-1), noRows, sort);
  }
  assert.equal(found("sort=-rows")[0], "binance BTC/USDT");
  assert.equal(found("sort=rows")[0], noRows);
});

Deno.test("the same column again turns round; figures begin with the greatest", () => {
  const wanted = (query: string) => wantedOf(new URLSearchParams(query));
  assert.equal(orderAfter(wanted(""), "rows"), "-rows");
  assert.equal(orderAfter(wanted("sort=-rows"), "rows"), "rows");
  assert.equal(orderAfter(wanted("sort=rows"), "complete"), "complete");
  assert.equal(orderAfter(wanted("sort=rows"), "series"), null);
  assert.equal(orderText({ sort: "series", down: true }), "-series");
  assert.equal(wanted("sort=constructor").sort, "series");
});
