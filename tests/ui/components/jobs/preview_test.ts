import assert from "node:assert/strict";
import type { BackfillPreview } from "../../../../schemas/wire_app.ts";
import type { RunRecord } from "../../../../schemas/wire.ts";
import { previewWords } from "../../../../ui/components/jobs/backfill_preview.js";
import { outcomeWords } from "../../../../ui/components/jobs/outcome_bars.js";

type Previewed = BackfillPreview["series"][number];
const wanting = (more: Partial<Previewed>): Previewed => ({
  ...{ key: "x/ohlc/A-B/1h", exchange: "x", pair: "A/B", type: "ohlc", span: "1h", missing_us: 1 },
  ...{ windows: 3, rows: 1_500, rows_are: "exactly", seconds: 42 },
  ...more,
});

Deno.test("a preview says in a sentence what would be fetched", () => {
  assert.equal(
    previewWords([
      wanting({}),
      wanting({ windows: 1, rows: 20, seconds: 2 }),
      wanting({ windows: 0, rows: 0 }),
    ]),
    "Would ask for 4 windows of 2 series: 1,520 rows; about 44 s by what the exchanges allow.",
  );
});

Deno.test("a preview is no surer than the least sure of its series", () => {
  assert.match(previewWords([wanting({}), wanting({ rows_are: "at-most" })]), /: at most 3,000 rows;/);
  assert.match(
    previewWords([wanting({ rows_are: "about" }), wanting({ rows_are: "at-most" })]),
    /: about 3,000 rows;/,
  );
});

Deno.test("what cannot be told is not counted as nothing", () => {
  const unknown = wanting({ rows: null, rows_are: null, seconds: null });
  assert.equal(previewWords([unknown]), "Would ask for 3 windows of 1 series: how many rows cannot be told.");
  assert.match(
    previewWords([wanting({}), unknown]),
    /: 1,500 rows and those of 1 series that cannot be told\.$/,
  );
});

Deno.test("where all is there, the preview says so", () => {
  assert.equal(previewWords([wanting({ windows: 0, rows: 0 })]), "Nothing is missing since then.");
});

Deno.test("the bars of the last runs are told in words", () => {
  const runs = ["done", "done", "error", "running"].map((status) => ({ status }) as RunRecord);
  assert.equal(outcomeWords(runs), "Last 4 runs: 2 done, 1 failed, 1 running");
  assert.equal(outcomeWords([]), "No runs yet");
});
