import assert from "node:assert/strict";
import { readPath, snippetsOf } from "../../../../ui/components/series/snippets.js";

const CANDLES = {
  ...{
    key: "okx/ohlc/BTC-USDT+USDT/1m",
    exchange: "okx",
    pair: "BTC/USDT:USDT",
    type: "ohlc" as const,
    span: "1m",
  },
};
const WHERE = { dataFolder: "/srv/it's tape/", origin: "https://tape.example", needsToken: true };
const textOf = (name: string, where = WHERE) =>
  snippetsOf(CANDLES, where).find((one) => one.name === name)!.text;

Deno.test("the lines name the folder as it is, whatever is in its name", () => {
  assert.ok(textOf("DuckDB").includes("'/srv/it''s tape/okx/ohlc/BTC-USDT+USDT/1m/*.parquet'"));
  for (const name of ["polars", "pandas"]) {
    assert.ok(textOf(name).includes(`"/srv/it's tape/okx/ohlc/BTC-USDT+USDT/1m/*.parquet"`), name);
  }
});

Deno.test("curl asks this tapedeck, and never carries the token itself", () => {
  const text = textOf("curl");
  assert.ok(
    text.includes(
      "'https://tape.example/api/read?exchange=okx&pair=BTC/USDT:USDT&type=ohlc&span=1m&format=parquet'",
    ),
  );
  assert.ok(text.includes('-H "Authorization: Bearer $TAPEDECK_TOKEN"'));
  assert.ok(!textOf("curl", { ...WHERE, needsToken: false }).includes("Authorization"));
});

Deno.test("a series without spans is asked for without one", () => {
  assert.equal(
    readPath({ ...CANDLES, type: "trades", span: null }, { limit: "5" }),
    "/api/read?exchange=okx&pair=BTC/USDT:USDT&type=trades&limit=5",
  );
});
