/** Runs one test of the history suites against an exchange that answers as a wire says. */
import { TestClock } from "../../../actors/kernel/test_clock.ts";
import type { Venue } from "../../../actors/venue/contract.ts";
import { rowOf } from "../../../actors/venue/exchanges/traits.ts";
import { openTestVenue } from "./collect.ts";
import { type HistoryServer, startHistoryServer, type Truth } from "./history_server.ts";
import { MINUTE_MS, NOW_MS, pastCandles, pastTrades } from "./history_truth.ts";
import type { Wire } from "./wire.ts";

export const MINUTE_US = MINUTE_MS * 1_000;
/** The minute that is running. */
export const RUNNING_US = Math.floor(NOW_MS / MINUTE_MS) * MINUTE_US;
/** The last trade: long enough ago to be final. */
const LAST_TRADE_MS = NOW_MS - 3_600_000;

export interface Bench {
  venue: Venue;
  server: HistoryServer;
  truth: Truth;
  signal: AbortSignal;
}

export function historyTest(wire: Wire, name: string, body: (bench: Bench) => Promise<void>) {
  Deno.test(`${wire.exchange}: ${name}`, async () => {
    const { candlePage } = rowOf(wire.exchange).traits;
    const { page, unitUs } = wire.trades ?? { page: 0, unitUs: 1 };
    const truth = {
      trades: pastTrades(Math.max(page * 2.5, 2_600), LAST_TRADE_MS, unitUs),
      candles: pastCandles(RUNNING_US / 1_000 - (candlePage + 100) * MINUTE_MS, wire.candles.omits === true),
    };
    const server = startHistoryServer(wire, truth);
    const clock = new TestClock(NOW_MS);
    const venue = await openTestVenue(wire.exchange, server.url, { options: wire.options, clock });
    try {
      await body({ venue, server, truth, signal: AbortSignal.timeout(20_000) });
    } finally {
      await venue.close();
      await server.stop();
    }
  });
}
