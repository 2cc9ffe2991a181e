import assert from "node:assert/strict";
import { isFlawless, recordUnderKills } from "./kills.ts";

Deno.test("after kill -9 in full flow no trade is missing, twice or other than it was, and none is claimed", async () => {
  for (const report of await recordUnderKills({ kills: 3, rate: 2_000, livesMs: 1_500 })) {
    assert.ok(isFlawless(report), JSON.stringify(report));
  }
});
