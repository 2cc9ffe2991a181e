import assert from "node:assert/strict";
import { duckdbQuery, groupByExchange, needsAttention, troubledKeys } from "../../../ui/lib/series.js";
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

Deno.test("of very many series those come first that need attention, and the rest are counted", () => {
  const [healthy] = BOARD.series;
  const many = Array.from({ length: 400 }, (_, n) => ({ ...healthy, key: `binance/trades/X${n}-USDT` }));
  many[399] = { ...many[399], state: "retrying" };
  const [group] = groupByExchange({ ...BOARD, series: many, problems: [] }, "all");
  assert.equal(group.series.length, 20);
  assert.equal(group.more, 380);
  assert.equal(group.series[0].key, "binance/trades/X399-USDT");
  const [needy] = groupByExchange({ ...BOARD, series: many, problems: [] }, "attention");
  assert.deepEqual([needy.series.length, needy.more], [1, 0]);
});

Deno.test("what is wrong now needs attention; what was stopped, or healed long ago, does not", () => {
  const [view] = BOARD.series;
  const old = { from: 0, to: 1, state: "gap" as const, cause: "outage" as const };
  const none = troubledKeys([]);
  const about = (key: string) => troubledKeys([{ severity: "warning", sentence: "", key, since: 0 }]);
  assert.ok(!needsAttention(view, none));
  assert.ok(!needsAttention({ ...view, state: "stopped" }, none));
  assert.ok(!needsAttention({ ...view, disk: { ...view.disk!, gaps: [old] } }, none));
  assert.ok(needsAttention({ ...view, state: "retrying" }, none));
  assert.ok(needsAttention({ ...view, state: "ended" }, none));
  assert.ok(needsAttention({ ...view, errors: 1 }, none));
  assert.ok(needsAttention(view, about(view.key)));
  assert.ok(!needsAttention(view, about("another")));
});

Deno.test("the query names the series' files, and a quote in the folder's name stays inside it", () => {
  assert.equal(
    duckdbQuery("/srv/Ann's tape/", BOARD.series[0]),
    "SELECT * FROM read_parquet('/srv/Ann''s tape/binance/trades/BTC-USDT/*.parquet') ORDER BY ts",
  );
});
