/** What went wrong, who is told of it, and the counts of it. */
import assert from "node:assert/strict";
import type { Case } from "./cases.ts";

export const troubleCases: Record<string, Case> = {
  async "GET /api/incidents"({ ask }) {
    const { body } = await ask("GET /api/incidents", 200, { query: "open=false&limit=5" });
    assert.ok(Array.isArray(body));
    const wrong = await ask("GET /api/incidents", 422, { query: "limit=0" });
    assert.deepEqual(wrong.body.detail[0].loc, ["query", "limit"]);
  },
  async "GET /api/alerts"({ ask }) {
    const { body } = await ask("GET /api/alerts", 200);
    assert.equal(body.configured, true);
    assert.equal(body.format, "json");
  },
  async "POST /api/alerts/test"({ ask }) {
    const { body } = await ask("POST /api/alerts/test", 200);
    assert.equal(body.ok, false, "nobody listens at the port of the contract's webhook");
    assert.ok(body.error.length > 0);
    assert.doesNotMatch(body.error, /hook-8d2b64/);
  },
  async "GET /metrics"({ ask }) {
    const { body, headers } = await ask("GET /metrics", 200);
    assert.match(headers.get("content-type")!, /^text\/plain; version=0\.0\.4/);
    assert.match(body, /^tapedeck_rows_total\{exchange="sandbox",type="trades"\} \d+$/m);
  },
};
