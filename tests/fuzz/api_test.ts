import assert from "node:assert/strict";
import { fuzzApi } from "./api.ts";

Deno.test("whatever is asked, the answer is one that the documents name, in time and without a secret", async () => {
  const { questions, statuses } = await fuzzApi(400, 1);
  assert.equal(questions, 400);
  // It would show nothing if all were refused.
  assert.ok(statuses[200] > 40 && statuses[422] > 20 && statuses[404] > 5, JSON.stringify(statuses));
});
