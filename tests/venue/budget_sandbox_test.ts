/** The budget against the sandbox exchange's own count of weight, which is Binance's, in minutes of three seconds. */
import assert from "node:assert/strict";
import { type Clock, realClock } from "../../actors/kernel/mod.ts";
import { createBudget } from "../../actors/venue/budget.ts";
import type { Venue } from "../../actors/venue/contract.ts";
import { openCcxtVenue } from "../../actors/venue/exchanges/ccxt.ts";
import type { Fetch } from "../../actors/venue/exchanges/guarded_fetch.ts";
import { WEIGHT_PER_MINUTE } from "../../sandbox/limits.ts";
import { startSandbox } from "../../sandbox/server.ts";

const TIME_SCALE = 20;
const MINUTE_MS = 60_000 / TIME_SCALE;
const SYMBOL = "BTC/USDT";
const FROM_US = Date.UTC(2024, 0, 1) * 1_000;

/** The exchange's time, which passes so many times faster. */
function scaledClock(): Clock {
  const { now, elapsed, after } = realClock();
  return {
    now: () => now() * TIME_SCALE,
    elapsed: () => elapsed() * TIME_SCALE,
    after: (ms, fn) => after(ms / TIME_SCALE, fn),
  };
}

/** A fetch that notes the most weight that each of the exchange's minutes was told to hold, and what was refused. */
function countingFetch() {
  const usedInMinute = new Map<number, number>();
  const refused: number[] = [];
  const counting: Fetch = async (url, init) => {
    const response = await fetch(url, init);
    const minute = Math.floor(Date.now() / MINUTE_MS);
    const used = Number(response.headers.get("x-mbx-used-weight-1m"));
    usedInMinute.set(minute, Math.max(used, usedInMinute.get(minute) ?? 0));
    if (response.status >= 400) refused.push(response.status);
    const date = new Date(Date.now() * TIME_SCALE).toUTCString();
    return new Response(response.body, {
      status: response.status,
      headers: { ...headersOf(response), date },
    });
  };
  return { counting, usedInMinute, refused };
}

const headersOf = ({ headers }: Response) => Object.fromEntries(headers);

/** Asks for one thing after another until the signal. */
async function job(n: number, venue: Venue, signal: AbortSignal): Promise<number> {
  let answers = 0;
  for (let fromUs = FROM_US; !signal.aborted; fromUs += 60e6, answers++) {
    try {
      if (n < 6) await venue.markets(signal);
      else if (n < 8) await venue.fetchTrades({ symbol: SYMBOL, fromUs, limit: 1 }, signal);
      else await venue.fetchCandles({ symbol: SYMBOL, span: "1m", fromUs, toUs: fromUs + 60e6 }, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
  return answers;
}

Deno.test("ten jobs at once are asked as fast as the allowance lets them, and never faster", async () => {
  const sandbox = startSandbox({ seed: 7, rate: 8, now: Date.now, timeScale: TIME_SCALE });
  const { counting, usedInMinute, refused } = countingFetch();
  const clock = scaledClock();
  const budget = createBudget(clock);
  const venue = await openCcxtVenue({
    exchange: "sandbox",
    endpoint: sandbox.url,
    clock,
    budget,
    fetch: counting,
  });
  try {
    const beginsAt = Date.now();
    const wholeMinutes = Math.ceil(beginsAt / MINUTE_MS) + 2;
    const signal = AbortSignal.timeout(wholeMinutes * MINUTE_MS - beginsAt);
    await Promise.all(Array.from({ length: 10 }, (_, n) => job(n, venue, signal)));
    const minutes = [wholeMinutes - 2, wholeMinutes - 1];
    const shares = minutes.map((minute) => (usedInMinute.get(minute) ?? 0) / WEIGHT_PER_MINUTE);
    console.log(`share of the allowance used: ${shares.map((share) => share.toFixed(3)).join(", ")}`);
    assert.deepEqual(refused, []);
    // How near to it they come is measured by the bench `backfill`: it depends on the machine.
    assert.ok(shares.every((share) => share > 0.3 && share <= 1), shares.join(", "));
  } finally {
    await venue.close();
    await sandbox.stop();
  }
});
