import assert from "node:assert/strict";
import { redirect } from "../../../actors/venue/exchanges/endpoint.ts";
import { nearestSymbols } from "../../../schemas/nearest.ts";

Deno.test("every URL goes to the endpoint, its real host as first path segment", () => {
  const urls = {
    public: "https://api.{hostname}/v5",
    ws: { spot: "wss://stream.example.com:9443/ws", list: ["ws://a.example.com", "wss://b.example.com/x"] },
  };
  assert.deepEqual(redirect(urls, "http://127.0.0.1:8090", "bybit.com"), {
    public: "http://127.0.0.1:8090/api.bybit.com/v5",
    ws: {
      spot: "ws://127.0.0.1:8090/stream.example.com:9443/ws",
      list: ["ws://127.0.0.1:8090/a.example.com", "ws://127.0.0.1:8090/b.example.com/x"],
    },
  });
});

Deno.test("an endpoint may be secure and have a path", () => {
  assert.equal(
    redirect("wss://ws.kraken.com/v2", "https://proxy.corp/out/", ""),
    "wss://proxy.corp/out/ws.kraken.com/v2",
  );
});

Deno.test("the nearest symbols are those that fewest edits lead to", () => {
  const symbols = ["ETH/USDT", "BTC/USDT", "BTC/USD", "XRP/EUR"];
  assert.deepEqual(nearestSymbols("btcusdt", symbols, 2), ["BTC/USDT", "BTC/USD"]);
});

Deno.test("a plain pair leads to the contracts of it, and XBT to BTC", () => {
  const symbols = ["BTC/USDT", "ETH/USD:BTC", "BTC/USD:BTC-261225", "BTC/USD:BTC"];
  for (const plain of ["BTC/USD", "XBT/USD"]) {
    assert.deepEqual(nearestSymbols(plain, symbols, 2), ["BTC/USD:BTC", "BTC/USD:BTC-261225"], plain);
  }
  assert.deepEqual(nearestSymbols("BTC/USDT", symbols, 1), ["BTC/USDT"]);
});
