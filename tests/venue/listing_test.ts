import assert from "node:assert/strict";
import fc from "fast-check";
import { findListing } from "../../actors/venue/listing.ts";
import { candle, DAY_US } from "../archive/samples.ts";
import { scriptedVenue } from "./scripted_venue.ts";

const NOW_US = Date.UTC(2024, 2, 6, 12) * 1_000;
const SPAN_US = 86_400e6;
const never = new AbortController().signal;

/** A market that has a candle for each day of a range; ten to a page. */
function market(listedUs: number, delistedUs = Infinity) {
  return scriptedVenue({
    now: () => NOW_US / 1_000,
    candles({ fromUs, toUs }) {
      const rows = [];
      for (let ts = Math.max(fromUs, listedUs); ts < Math.min(toUs, delistedUs, NOW_US); ts += SPAN_US) {
        rows.push({ ...candle(0), ts });
      }
      return rows;
    },
  });
}

const find = (venue: ReturnType<typeof market>) =>
  findListing(venue, { symbol: "BTC/USDT", span: "1d", nowUs: NOW_US }, never);

Deno.test("a listing is found by bisection, whenever it was", () =>
  fc.assert(fc.asyncProperty(fc.integer({ min: 0, max: 5_500 }), async (daysAgo) => {
    const listedUs = Math.floor(NOW_US / SPAN_US - daysAgo) * SPAN_US;
    const venue = market(listedUs);
    assert.equal(await find(venue), listedUs);
    assert.ok(venue.candleQueries.length <= 12, `${venue.candleQueries.length} requests`);
  })));

Deno.test("of a market that was delisted the listing is found too", async () => {
  assert.equal(await find(market(DAY_US - 700 * SPAN_US, DAY_US - 500 * SPAN_US)), DAY_US - 700 * SPAN_US);
});

Deno.test("a market that never had a candle has no listing", async () => {
  assert.equal(await find(market(Infinity)), null);
});
