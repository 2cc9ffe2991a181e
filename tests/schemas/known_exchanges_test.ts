import assert from "node:assert/strict";
import { knownExchanges, meantExchange } from "../../schemas/known_exchanges.ts";
import { tableText } from "../tools/known_exchanges.ts";

const TABLE = new URL("../../schemas/known_exchanges_table.ts", import.meta.url);

Deno.test("the table of exchanges is what ccxt has; else run deno run -A tests/tools/known_exchanges.ts", async () => {
  assert.equal(await Deno.readTextFile(TABLE), await tableText());
});

Deno.test("each known exchange has an id, a name, and something to record", () => {
  const known = [...knownExchanges().values()];
  assert.ok(known.length > 70, `${known.length}`);
  for (const { id, name, live, byRequest, spans } of known) {
    assert.match(id, /^[a-z0-9]+$/);
    assert.ok(name.length > 0, id);
    assert.ok(live.length + byRequest.length > 0, id);
    assert.equal(spans.length > 0, byRequest.includes("ohlc"), id);
  }
});

Deno.test("an exchange is found by its name, by what it was called, and in spite of a slip", () => {
  const meant = {
    binanc: "binance",
    krakne: "kraken",
    "Crypto.com": "cryptocom",
    "Binance US": "binanceus",
    COINBASE: "coinbase",
    huobi: "htx",
    "gate.io": "gate",
    okex: "okx",
    coinbasepro: "coinbaseexchange",
  };
  for (const [typed, id] of Object.entries(meant)) assert.equal(meantExchange(typed), id, typed);
  assert.equal(meantExchange("my-own-exchange-of-old"), null);
});

Deno.test("what an exchange was called leads to one that is known", () => {
  const ids = knownExchanges();
  for (const old of ["bitfinex2", "coinbasepro", "gateio", "gdax", "huobi", "okex", "okex5"]) {
    assert.ok(ids.has(meantExchange(old)!), old);
  }
});
