/** What an exchange says when it does not answer, in its own words and in any exchange's. */
import assert from "node:assert/strict";
import { historyTest as test, MINUTE_US, RUNNING_US } from "./history_bench.ts";
import type { Refusal } from "./wire.ts";
import { WIRES } from "./wires/mod.ts";

const ANY: Record<string, Refusal> = {
  "a page that a proxy sent with status 503": { status: 503, body: "<html>down</html>", kind: "network" },
  "a page with status 200": { status: 200, body: "<html>hello</html>", kind: "garbage" },
  "half of an answer": { status: 200, body: `[[1,"2"],[`, kind: "garbage" },
};

for (const wire of WIRES) {
  const { symbol } = wire;
  const query = { symbol, span: "1m", fromUs: RUNNING_US - 9 * MINUTE_US, toUs: RUNNING_US };

  test(
    wire,
    "a market that it does not have is final, and the nearest is named",
    async ({ venue, signal }) => {
      const unknown = { ...query, symbol: symbol.replace("BTC", "BTX") };
      await assert.rejects(venue.fetchCandles(unknown, signal), (error: Error & { kind: string }) => {
        assert.equal(error.kind, "final");
        assert.ok(error.message.includes(`nearest: ${symbol}`), error.message);
        return true;
      });
    },
  );

  for (const [what, { status = 200, body, kind }] of Object.entries({ ...wire.refusals, ...ANY })) {
    test(wire, `${what} is a fault of kind ${kind}`, async ({ venue, server, signal }) => {
      server.fault = () =>
        typeof body === "string" ? new Response(body, { status }) : Response.json(body, { status });
      await assert.rejects(venue.fetchCandles(query, signal), { kind });
    });
  }

  for (const [status, retryAfter, waitMs] of [[429, "7", 7_000], [418, "90", 90_000]] as const) {
    test(wire, `${status} waits as long as Retry-After says`, async ({ venue, server, signal }) => {
      server.fault = () => Response.json({}, { status, headers: { "retry-after": retryAfter } });
      await assert.rejects(venue.fetchCandles(query, signal), { kind: "rate-limit", retryAfterMs: waitMs });
    });
  }
}
