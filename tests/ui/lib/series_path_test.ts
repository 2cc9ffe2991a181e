import assert from "node:assert/strict";
import fc from "fast-check";
import { encodeSymbol } from "../../../schemas/series.ts";
import { keyAt, seriesPath } from "../../../ui/lib/series_path.js";

Deno.test("every series has a page, and its address names it", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: "grapheme" }), (symbol) => {
      const key = `okx/ohlc/${encodeSymbol(symbol)}/1m`;
      assert.equal(keyAt(new URL(seriesPath(key), "http://localhost").pathname), key);
    }),
    { examples: [["."], [".."], ["..."]] },
  );
});

Deno.test("an address reads as the key does", () => {
  assert.equal(seriesPath("okx/trades/BTC-USDT+USDT"), "/series/okx/trades/BTC-USDT+USDT");
});

Deno.test("other pages, and what is no address, are no series'", () => {
  for (const path of ["/", "/inventory", "/series", "/series/", "/series/okx%"]) {
    assert.equal(keyAt(path), null, path);
  }
});
