/** What a cell records, as it is assigned, refused and listed anew. */
import assert from "node:assert/strict";
import { Final } from "../../actors/kernel/mod.ts";
import { TestClock } from "../../actors/kernel/test_clock.ts";
import { type Market, VenueFault } from "../../actors/venue/contract.ts";
import type { Assignment } from "../../actors/venue/messages.ts";
import { DAY_US, temporaryDisk } from "../archive/samples.ts";
import { candlesOf, openCell, tradesOf, until } from "./open_cell.ts";
import { scriptedVenue } from "./scripted_venue.ts";

const [BTC, ETH, SOL] = ["BTC/USDT", "ETH/USDT", "SOL/USDT"].map(tradesOf);

function market(symbol: string, active = true): Market {
  return { symbol, id: symbol.replace("/", ""), active };
}

async function withCell(
  assignment: Partial<Assignment>,
  body: (bench: Bench) => Promise<void>,
  markets = [market("BTC/USDT"), market("ETH/USDT"), market("SOL/USDT")],
): Promise<void> {
  using folder = temporaryDisk();
  const made = bench(folder.disk, assignment, markets);
  try {
    await body(made);
  } finally {
    await made.stop();
  }
}

type Bench = ReturnType<typeof bench>;

function bench(
  disk: ReturnType<typeof temporaryDisk>["disk"],
  assignment: Partial<Assignment>,
  markets: Market[],
) {
  const clock = new TestClock(DAY_US / 1_000);
  const venue = scriptedVenue({ now: () => clock.now(), markets: () => markets });
  const open = openCell({ venue, clock, disk, assignment });
  return {
    ...open,
    clock,
    venue,
    markets,
    assign: (next: Partial<Assignment>) =>
      open.cell.tell({ type: "assign", assignment: { streams: [], histories: [], ...next }, resume: [] }),
    until: (condition: () => boolean) => until(condition, clock),
    watched: () => venue.watches.map(({ symbols }) => symbols.join()),
  };
}

Deno.test("streams of one kind share a socket", () =>
  withCell({ streams: [BTC, ETH] }, async ({ until, watched }) => {
    await until(() => watched().length === 1);
    assert.deepEqual(watched(), ["BTC/USDT,ETH/USDT"]);
  }));

Deno.test("a symbol that is not listed ends with its nearest names, and the others are recorded", () =>
  withCell({ streams: [BTC, tradesOf("BTC/USDC")] }, async ({ until, watched, told }) => {
    await until(() => watched().length === 1);
    const [{ key, reason }] = told("stream-ended");
    assert.deepEqual([key, watched()], ["sandbox/trades/BTC-USDC", ["BTC/USDT"]]);
    assert.match(reason, /sandbox has no market BTC\/USDC; nearest: BTC\/USDT/);
  }));

Deno.test("a market that does not trade is recorded once it does", () =>
  withCell({ streams: [BTC] }, async ({ until, watched, told, markets, clock }) => {
    await until(() => told("stream-ended").length === 1);
    assert.match(told("stream-ended")[0].reason, /lists BTC\/USDT as not trading/);
    markets[0] = market("BTC/USDT");
    await clock.advance(60 * 60_000);
    await until(() => watched().length === 1);
  }, [market("BTC/USDT", false)]));

Deno.test("what a subscription is refused for ends the series, and is not tried again at once", () =>
  withCell({ streams: [BTC] }, async ({ until, watched, venue, told, clock }) => {
    await until(() => watched().length === 1);
    venue.watches[0].fail(new VenueFault("final", "Cannot watch trades: BTC/USDT is gone"));
    await until(() => told("stream-ended").length === 1);
    await clock.advance(10 * 60_000);
    assert.deepEqual([told("stream-ended")[0].reason, watched().length], [
      "Cannot watch trades: BTC/USDT is gone",
      1,
    ]);
    await clock.advance(60 * 60_000);
    await until(() => watched().length === 2);
  }));

Deno.test("where a shared subscription is refused, each symbol is tried alone before it ends", () =>
  withCell({ streams: [BTC, ETH] }, async ({ until, watched, venue, told }) => {
    await until(() => watched().length === 1);
    venue.watches[0].fail(new VenueFault("final", "ETH/USDT is gone"));
    await until(() => watched().length === 3);
    assert.deepEqual(watched().slice(1), ["BTC/USDT", "ETH/USDT"]);
    venue.watches[2].fail(new VenueFault("final", "ETH/USDT is gone"));
    await until(() => told("stream-ended").length === 1);
    assert.equal(told("stream-ended")[0].key, ETH.key);
  }));

Deno.test("a new assignment starts what is new and leaves the rest alone", () =>
  withCell({ streams: [BTC, ETH] }, async ({ until, watched, assign, venue, told }) => {
    await until(() => watched().length === 1);
    assign({ streams: [BTC, SOL] });
    await until(() => watched().length === 2);
    assert.equal(watched()[1], "SOL/USDT");
    venue.watches[0].fail(new VenueFault("network", "closed"));
    await until(() => watched().length === 3);
    assert.equal(watched()[2], "BTC/USDT");
    assert.deepEqual(told("stream-dropped").map(({ key }) => key), [BTC.key]);
  }));

Deno.test("of assignments that come while one is under way the last one wins", () =>
  withCell({}, async ({ until, watched, assign, told }) => {
    await until(() => told("venue-opened").length === 1);
    assign({ streams: [BTC] });
    assign({ streams: [ETH] });
    assign({ streams: [SOL] });
    await until(() => watched().includes("SOL/USDT"));
    assert.ok(!watched().includes("ETH/USDT"));
  }));

Deno.test("candles of a span that the exchange has not end with its reason", () =>
  withCell({}, async ({ until, assign, venue, told }) => {
    venue.fetchCandles = () => Promise.reject(new VenueFault("final", "there is no span 7m"));
    assign({ histories: [candlesOf("BTC/USDT")] });
    await until(() => told("stream-ended").length === 1);
    assert.equal(told("stream-ended")[0].reason, "there is no span 7m");
  }));

Deno.test("an exchange whose markets cannot be had is asked again, and says when", async () => {
  let isUp = false;
  await withCell({ streams: [BTC] }, async ({ until, venue, told, watched }) => {
    const { markets } = venue;
    venue.markets = (signal) => isUp ? markets(signal) : Promise.reject(new VenueFault("network", "refused"));
    await until(() => told("venue-failed").length === 3);
    assert.equal(told("venue-failed")[0].error, "refused");
    isUp = true;
    await until(() => watched().length === 1);
    assert.equal(told("venue-opened").length, 1);
  });
});

Deno.test("an exchange that cannot be opened ends its cell for good", async () => {
  using folder = temporaryDisk();
  const venue = () =>
    Promise.reject(new VenueFault("final", `Cannot open exchange "sandbox": it needs an endpoint`));
  const open = openCell({ venue, clock: new TestClock(), disk: folder.disk, assignment: {} });
  const { error } = await open.cell.done;
  assert.ok(error instanceof Final);
  assert.match(error.message, /it needs an endpoint/);
});
