import assert from "node:assert/strict";
import type { HistoJob, StreamJob } from "../../../../schemas/config.ts";
import type { RunRecord } from "../../../../schemas/wire.ts";
import {
  historyWords,
  runSubject,
  runWords,
  shortTime,
  streamWords,
  subjectOf,
} from "../../../../ui/components/jobs/job_words.js";
import { secondsOf, spanOf } from "../../../../ui/lib/histories.js";
import { spanOfSeconds } from "../../../../schemas/series.ts";

const stream: StreamJob = {
  exchange: "binance",
  pairs: ["BTC/USDT"],
  channels: ["trades", "book"],
  time_step: 60,
  depth: 20,
  connections: 2,
  raw: false,
};
const histo: HistoJob = {
  exchange: "binance",
  pairs: ["BTC/USDT"],
  span: 3600,
  format: "parquet",
  by_period: "Y",
  data_type: "ohlc",
  paused: false,
};
const run: RunRecord = {
  id: "collect_1",
  kind: "collect",
  exchange: "binance",
  pairs: ["BTC/USDT"],
  type: "ohlc",
  span: "1h",
  status: "done",
  started_at: 0,
  finished_at: 0.4,
  duration_seconds: 0.4,
  rows: 1,
  requests: 1,
  error: null,
};

Deno.test("spans are named as the archive's folders are", () => {
  for (const seconds of [60, 90, 300, 3600, 14_400, 86_400, 604_800, 2_592_000, 7_776_000]) {
    assert.equal(spanOf(seconds), spanOfSeconds(seconds));
    assert.equal(secondsOf(spanOf(seconds)), seconds);
  }
});

Deno.test("a job says what it records, and how", () => {
  assert.equal(subjectOf(stream), "trades and order book");
  assert.equal(
    streamWords(stream),
    "the book each 1 min, 20 levels a side; a second connection is asked for, which has no effect yet",
  );
  assert.equal(streamWords({ ...stream, raw: true, connections: 1 }), "each change of the book");
  assert.equal(streamWords({ ...stream, channels: ["trades"], connections: 1 }), "");
  assert.equal(subjectOf(histo), "candles 1h");
  assert.equal(subjectOf({ ...histo, data_type: "trades" }), "trades");
});

Deno.test("a history says when it is collected, and from where on", () => {
  assert.equal(historyWords(histo, "UTC"), "collected at each candle's close");
  assert.equal(
    historyWords({ ...histo, every: 300, start: "2020-01-01" }, "UTC"),
    "collected each 5 min; from 2020-01-01 on",
  );
  assert.equal(
    historyWords({ ...histo, cron: "5 * * * *" }, "Europe/Paris"),
    "collected by 5 * * * * (Europe/Paris)",
  );
  assert.equal(historyWords({ ...histo, data_type: "trades" }, "UTC"), "collected each 1 h");
});

Deno.test("a run says what it was about and what came of it", () => {
  assert.equal(runSubject(run), "binance BTC/USDT candles 1h");
  assert.equal(
    runSubject({ ...run, kind: "backfill", exchange: null, pairs: null, type: null, span: null }),
    "all exchanges: all pairs",
  );
  assert.equal(runWords(run), "1 row in 0.4 s");
  assert.equal(
    runWords({ ...run, rows: 0, duration_seconds: null, error: "no answer" }),
    "0 rows so far: no answer",
  );
  assert.deepEqual([0.01, 7.36, 42, 90].map(shortTime), ["under 0.1 s", "7.4 s", "42 s", "1 min 30 s"]);
});
