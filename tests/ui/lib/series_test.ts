import assert from "node:assert/strict";
import { duckdbQuery, groupByExchange, needsAttention } from "../../../ui/lib/series.js";
import { busySnapshot } from "../../browser/fixture_board.ts";

const BOARD = busySnapshot(Date.UTC(2024, 2, 9, 12));

Deno.test("series are grouped by exchange, in the board's order", () => {
  const groups = groupByExchange(BOARD, "all");
  assert.deepEqual(groups.map(({ exchange, series }) => [exchange, series.length]), [
    ["binance", 5],
    ["kraken", 2],
    ["okx", 3],
  ]);
  assert.equal(groups[0].venue?.exchange, "binance");
});

Deno.test("what is wrong now needs attention; what was stopped, or healed long ago, does not", () => {
  const [view] = BOARD.series;
  const old = { from: 0, to: 1, state: "gap" as const, cause: "outage" as const };
  assert.ok(!needsAttention(view, []));
  assert.ok(!needsAttention({ ...view, state: "stopped" }, []));
  assert.ok(!needsAttention({ ...view, disk: { ...view.disk!, gaps: [old] } }, []));
  assert.ok(needsAttention({ ...view, state: "retrying" }, []));
  assert.ok(needsAttention({ ...view, state: "ended" }, []));
  assert.ok(needsAttention({ ...view, errors: 1 }, []));
  assert.ok(needsAttention(view, [{ severity: "warning", sentence: "", key: view.key, since: 0 }]));
  assert.ok(!needsAttention(view, [{ severity: "warning", sentence: "", key: "another", since: 0 }]));
});

Deno.test("the query names the series' files, and a quote in the folder's name stays inside it", () => {
  assert.equal(
    duckdbQuery("/srv/Ann's tape/", BOARD.series[0]),
    "SELECT * FROM read_parquet('/srv/Ann''s tape/binance/trades/BTC-USDT/*.parquet') ORDER BY ts",
  );
});
