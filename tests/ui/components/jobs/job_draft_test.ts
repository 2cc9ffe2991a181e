import assert from "node:assert/strict";
import { type HistoJob, parseConfig, type StreamJob, withoutDefaults } from "../../../../schemas/config.ts";
import {
  fittedHisto,
  fittedStream,
  histoDraft,
  histoJob,
  streamDraft,
  streamJob,
} from "../../../../ui/components/jobs/job_draft.js";
import { canTake, offerWords } from "../../../../ui/components/jobs/offer.js";

const parsed = (jobs: Record<string, unknown>) => {
  const result = parseConfig(jobs);
  assert.ok(result.ok);
  return result.config;
};
const all = {
  id: "kraken",
  name: "X",
  live_trades: true,
  books: true,
  raw_books: true,
  spans: [60, 3600],
  past_trades: "proven" as const,
  notes: [],
};

Deno.test("a job that is opened in the form and saved as it is, is the same job", () => {
  const { stream_jobs, histo_jobs } = parsed({
    stream_jobs: [
      { exchange: "kraken", pairs: ["A/B"], channels: ["trades"], connections: 2 },
      { exchange: "kraken", pairs: ["A/B"], channels: ["trades", "book"], time_step: 5, depth: 100 },
      { exchange: "kraken", pairs: ["A/B"], channels: ["book"], raw: true },
    ],
    histo_jobs: [
      { exchange: "kraken", pairs: ["A/B", "C/D"], span: 60 },
      { exchange: "kraken", pairs: ["A/B"], data_type: "trades", start: "2020-01-01", every: 90 },
      { exchange: "kraken", pairs: ["A/B"], span: 3600, cron: "5 * * * *" },
    ],
  });
  const streams = stream_jobs.map((job) => streamJob(streamDraft(job)));
  const histories = histo_jobs.map((job) => histoJob(histoDraft(job)));
  const again = parsed({ stream_jobs: streams, histo_jobs: histories });
  assert.deepEqual([again.stream_jobs, again.histo_jobs], [stream_jobs, histo_jobs]);
});

Deno.test("a new job has nothing in it but what was chosen", () => {
  const job = { ...streamJob({ ...streamDraft({}), exchange: "kraken", pairs: ["A/B"] }) };
  assert.deepEqual(job, { exchange: "kraken", pairs: ["A/B"], channels: ["trades"] });
  const written = withoutDefaults(parsed({ stream_jobs: [job] }).stream_jobs[0] as StreamJob | HistoJob);
  assert.deepEqual(written, job);
});

Deno.test("what is no number is sent as it was typed, so that the server says what it expects", () => {
  const draft = {
    ...histoDraft({}),
    exchange: "kraken",
    pairs: ["A/B"],
    schedule: "every" as const,
    every: "often",
  };
  assert.equal((histoJob(draft) as { every?: unknown }).every, "often");
});

Deno.test("a draft is fitted to what the exchange has", () => {
  const book = {
    ...streamDraft({}),
    channels: ["trades", "book"] as Array<"trades" | "book">,
    book: "changes" as const,
  };
  assert.deepEqual(fittedStream(book, all), book);
  const less = fittedStream(book, { ...all, live_trades: false, raw_books: false });
  assert.deepEqual([less.channels, less.book], [["book"], "samples"]);
  const candles = histoDraft({ span: 300 });
  assert.equal(fittedHisto(candles, all).span, "3600");
  assert.equal(fittedHisto(candles, { ...all, spans: [60] }).span, "60");
  assert.equal(fittedHisto(candles, { ...all, spans: [] }).data_type, "trades");
  assert.equal(
    fittedHisto({ ...candles, data_type: "trades" }, { ...all, past_trades: "none" }).data_type,
    "ohlc",
  );
});

Deno.test("an exchange is offered where it has what the job wants, and says what", () => {
  assert.equal(offerWords(all, "stream"), "trades; books, each change");
  assert.equal(offerWords(all, "histo"), "candles; past trades, proven");
  const onlyCandles = { ...all, live_trades: false, books: false, past_trades: "none" as const };
  assert.deepEqual([canTake(onlyCandles, "stream"), canTake(onlyCandles, "histo")], [false, true]);
  assert.deepEqual([canTake({ ...onlyCandles, spans: [] }, "histo")], [false]);
});
