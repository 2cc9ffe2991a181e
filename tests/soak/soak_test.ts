import assert from "node:assert/strict";
import { recordUnderLoad } from "./load.ts";

Deno.test("under load no trade is lost and no hole is left", async () => {
  const { verdict, holes } = await recordUnderLoad({ seconds: 4, rate: 5_000 });
  const { rows, truth, missing, twice, different } = verdict;
  assert.ok(rows > 5_000, `only ${rows} rows`);
  assert.deepEqual({ missing, twice, different, holes }, { missing: 0, twice: 0, different: 0, holes: 0 });
  assert.equal(rows, truth);
});
