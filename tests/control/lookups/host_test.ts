/** The real Worker, with a real folder and the built-in exchange. */
import assert from "node:assert/strict";
import { createLookupHost, type LookupHost } from "../../../actors/control/lookups/host.ts";
import { openRealDisk } from "../../../actors/archive/real_disk.ts";
import { realClock } from "../../../actors/kernel/clock.ts";
import { createBudget } from "../../../actors/venue/budget.ts";
import { openExchange } from "../../../actors/venue/exchanges/open.ts";
import { openMarketCache } from "../../../actors/venue/market_cache.ts";
import type { RequestCounts } from "../../../sandbox/ledger.ts";
import type { Sandbox } from "../../../sandbox/server.ts";
import { withSandbox } from "../../sandbox/support.ts";

interface Scene {
  host: LookupHost;
  folder: string;
  sandbox: Sandbox;
}

async function onScene(body: (scene: Scene) => Promise<void>) {
  const folder = await Deno.makeTempDir({ prefix: "tapedeck-lookups-" });
  const host = createLookupHost({ dataFolder: folder, clock: realClock() });
  try {
    await withSandbox({ now: Date.now }, (sandbox) => body({ host, folder, sandbox }));
  } finally {
    host.stop();
    await Deno.remove(folder, { recursive: true });
  }
}

const reach = (endpoint: string) => ({ exchange: "sandbox", endpoint, options: {} });

/** As a cell keeps them. */
async function keepMarkets(folder: string, endpoint: string, at: number) {
  const clock = realClock();
  const venue = await openExchange({ ...reach(endpoint), clock, budget: createBudget(clock), fetch });
  await venue.markets(AbortSignal.timeout(60_000));
  const { madeBy, list } = venue.marketKeep!;
  openMarketCache(openRealDisk(folder), { ...reach(endpoint), madeBy }).write({ at, markets: list() });
  await venue.close();
}

async function requestsTo({ url }: Sandbox): Promise<number> {
  const { requests } = await (await fetch(`${url}/_sandbox/sent`)).json() as { requests: RequestCounts };
  return Object.values(requests).flatMap((byStatus) => Object.values(byStatus)).reduce(
    (sum, n) => sum + n,
    0,
  );
}

Deno.test("markets are asked of the exchange where none are kept, and taken from disk where young ones are", () =>
  onScene(async ({ host, folder, sandbox }) => {
    const asked = await host.lookUp("markets", reach(sandbox.url));
    assert.equal(asked.from, "the exchange");
    assert.ok(asked.markets.some(({ symbol, active }) => symbol === "BTC/USDT" && active));

    const at = Date.now() - 3_600_000;
    await keepMarkets(folder, sandbox.url, at);
    const before = await requestsTo(sandbox);
    const kept = await host.lookUp("markets", reach(sandbox.url));
    assert.deepEqual([kept.from, kept.at], ["disk", at]);
    assert.equal(await requestsTo(sandbox), before);
  }));

Deno.test("old ones are what there is while the exchange cannot be asked; without any, why is told", () =>
  onScene(async ({ host, folder, sandbox }) => {
    const at = Date.now() - 3 * 86_400_000;
    await keepMarkets(folder, sandbox.url, at);
    await sandbox.stop();
    const old = await host.lookUp("markets", reach(sandbox.url));
    assert.deepEqual([old.from, old.at], ["disk", at]);
    assert.match(old.failure!, /^Cannot ask sandbox .*exchangeInfo: /);
    await assert.rejects(
      host.lookUp("markets", reach("http://127.0.0.1:1")),
      /^Error: Cannot ask sandbox /,
    );
  }));

Deno.test("a preview knows what a request costs without one being sent, where markets are kept", () =>
  onScene(async ({ host, folder, sandbox }) => {
    const nowMs = Date.now();
    const question = {
      ...{ fromUs: (nowMs - 10 * 86_400_000) * 1_000, nowMs, exchanges: [reach(sandbox.url)] },
      series: ["sandbox/ohlc/BTC-USDT/1m", "sandbox/trades/BTC-USDT"].map((key) => ({
        ...{ key, firstUs: null, rowUs: 1e6 },
      })),
    };
    const [unknown] = await host.lookUp("preview", question);
    assert.deepEqual([unknown.windows, unknown.seconds], [15, null]);

    await keepMarkets(folder, sandbox.url, nowMs);
    const before = await requestsTo(sandbox);
    const [candles, trades] = await host.lookUp("preview", question);
    assert.equal(await requestsTo(sandbox), before);
    // By ccxt: a page of 1,000 klines costs 2 of the 6,000 that a minute allows, one of trades 2 or 4.
    assert.equal(candles.seconds, Math.round(15 * 20 / 0.95 / 100) / 10);
    assert.ok(trades.seconds! > candles.seconds!);
    assert.equal(trades.rowsAre, "about");
  }));

Deno.test("who stops it ends what is looked up with a sentence", () =>
  onScene(async ({ host, sandbox }) => {
    const asked = host.lookUp("markets", reach(sandbox.url));
    host.stop();
    await assert.rejects(asked, /tapedeck is stopping/);
  }));
