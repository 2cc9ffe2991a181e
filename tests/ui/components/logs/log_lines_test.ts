import assert from "node:assert/strict";
import {
  countsOf,
  folded,
  linesOf,
  piecesOf,
  volumeOf,
  withNews,
} from "../../../../ui/components/logs/log_lines.js";
import { placeOf } from "../../../../ui/components/logs/log_places.js";
import { levelWords } from "../../../../ui/components/logs/volume.js";
import type { LogEntries } from "../../../../schemas/wire_app.ts";

type Entry = LogEntries["entries"][number];

function entry(time: string, words = "a line", level: Entry["level"] = "info", actor = "tapedeck"): Entry {
  return { time: `2024-03-09T${time}Z`, level, actor, words };
}

function news(entries: Entry[], more = false): LogEntries {
  return { entries, cursor: "1-1", more };
}

Deno.test("what came since stands behind what is held, and the oldest fall away", () => {
  const held = linesOf([entry("12:00:00.000"), entry("12:00:01.000")], 0);
  const next = withNews(held, news([entry("12:00:02.000")]), 2);
  assert.deepEqual(next.map(({ n, time }) => [n, time.slice(17, 19)]), [[1, "01"], [2, "02"]]);
});

Deno.test("without news the lines are the same ones", () => {
  const held = linesOf([entry("12:00:00.000")], 0);
  assert.equal(withNews(held, news([]), 10), held);
});

Deno.test("where lines between may be missing, the new ones stand alone", () => {
  const held = linesOf([entry("12:00:00.000")], 0);
  assert.deepEqual(withNews(held, news([entry("13:00:00.000")], true), 10).map(({ n }) => n), [1]);
});

Deno.test("a log that no longer knows where we were shows nothing twice", () => {
  const held = linesOf([entry("12:00:00.000"), entry("12:00:05.000")], 0);
  const again = withNews(
    held,
    news([entry("12:00:00.000"), entry("12:00:05.000"), entry("12:00:06.000")]),
    10,
  );
  assert.deepEqual(again.map(({ time }) => time.slice(17, 19)), ["00", "05", "06"]);
});

Deno.test("neighbours that differ only in their figures are folded, and none is lost", () => {
  const lines = linesOf([
    entry("12:00:00.000", "retries in 1.5 s", "warning"),
    entry("12:00:01.000", "retries in 3 s", "warning"),
    entry("12:00:02.000", "retries in 3 s", "error"),
    entry("12:00:03.000", "retries in 9 s", "warning"),
  ], 7);
  assert.deepEqual(folded(lines).map((fold) => fold.lines.map(({ n }) => n)), [[7, 8], [9], [10]]);
});

Deno.test("another day begins anew, though it says the same", () => {
  const late = entry("23:59:59.000");
  const folds = folded(linesOf([late, { ...late, time: "2024-03-10T00:00:01.000Z" }], 0));
  assert.deepEqual(folds.map(({ opensDay }) => opensDay), [true, true]);
});

Deno.test("the volume counts each minute and level, quiet minutes too", () => {
  const { stepMs, buckets } = volumeOf(
    linesOf([entry("12:00:59.000"), entry("12:02:00.000", "x", "error"), entry("12:02:01.000")], 0),
    60,
  );
  assert.equal(stepMs, 60_000);
  assert.deepEqual(buckets.map(({ info, error }) => [info, error]), [[1, 0], [0, 0], [1, 1]]);
});

Deno.test("a long time is counted in longer steps, however long it is", () => {
  for (const days of [1, 30, 400, 9_000]) {
    const later = new Date(Date.parse("2024-03-09T12:00:00Z") + days * 86_400_000).toISOString();
    const lines = linesOf([entry("12:00:00.000"), { ...entry("12:00:00.000"), time: later }], 0);
    const { buckets } = volumeOf(lines, 60);
    assert.ok(buckets.length <= 60, `${buckets.length} bars for ${days} d`);
    assert.equal(buckets.reduce((sum, { info }) => sum + info, 0), 2);
  }
});

Deno.test("a log whose clock went back is counted as well", () => {
  const { buckets } = volumeOf(linesOf([entry("12:05:00.000"), entry("12:03:00.000")], 0), 60);
  assert.deepEqual(buckets.map(({ info }) => info), [1, 0, 1]);
});

Deno.test("the counts in words name the worst first", () => {
  const lines = linesOf([entry("12:00:00.000"), entry("12:00:01.000", "x", "error")], 0);
  assert.equal(levelWords(countsOf(lines)), "1 error, 1 other");
  assert.equal(levelWords({ info: 1_200, warning: 0, error: 0 }), "1,200 lines");
  assert.equal(levelWords({ info: 0, warning: 2, error: 0 }), "2 warnings");
});

Deno.test("what was searched for is found whatever its case, and the text stays whole", () => {
  const pieces = piecesOf("Closed; it closed", "closed");
  assert.deepEqual(pieces.map(({ isHit }) => isHit), [true, false, true]);
  assert.equal(pieces.map(({ text }) => text).join(""), "Closed; it closed");
  assert.deepEqual(piecesOf("İ closed", "closed"), [{ text: "İ closed", isHit: false }]);
});

Deno.test("a line leads to the page of what it is about", () => {
  assert.equal(placeOf("okx/trades/BTC-USDT+USDT", []), "/series/okx/trades/BTC-USDT+USDT");
  assert.equal(placeOf("binance/ohlc/BTC-USDT/1m", []), "/series/binance/ohlc/BTC-USDT/1m");
  assert.equal(placeOf("binance", ["binance"]), "/inventory?exchange=binance");
  assert.equal(placeOf("binance", []), null);
  assert.equal(placeOf("sync/backup", []), "/storage");
});
