import assert from "node:assert/strict";
import { errorsByField } from "../../../../ui/components/jobs/server_errors.js";

const FIELDS = ["exchange", "pairs", "span", "every", "cron"];

Deno.test("what is wrong stands at the field that it names", () => {
  const message = [
    'pairs[0] ("BTC") is no pair: write base and quote with a slash, like BTC/USDT',
    'pairs[1] ("X") is no pair: write base and quote with a slash, like BTC/USDT',
    "span (90) is not valid: expected a multiple of 60",
  ].join("\n");
  const { byField, others } = errorsByField(message, FIELDS);
  assert.deepEqual(Object.keys(byField), ["pairs", "span"]);
  assert.equal(byField.pairs.split("\n").length, 2);
  assert.deepEqual(others, []);
});

Deno.test("what is about the job as a whole, or about another part of the config, is told by itself", () => {
  const lines = [
    "the job has both every and cron: keep one of them",
    "storage.min_free_gb is 0, so space is never low",
  ];
  assert.deepEqual(errorsByField(lines.join("\n"), FIELDS), { byField: {}, others: lines });
});

Deno.test("a key with its place in the config is known too, and one that only begins like a field is not", () => {
  const { byField, others } = errorsByField(
    "histo_jobs[3].cron (x) is no cron pattern\nspanner is no known key",
    FIELDS,
  );
  assert.deepEqual(Object.keys(byField), ["cron"]);
  assert.deepEqual(others, ["spanner is no known key"]);
});
