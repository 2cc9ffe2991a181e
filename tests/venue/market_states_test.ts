/** Halted, delisted, renamed: what a list of markets says beside the one before it. */
import assert from "node:assert/strict";
import type { Market } from "../../actors/venue/contract.ts";
import { createMarketStates } from "../../actors/venue/market_states.ts";
import type { MarketList } from "../../actors/venue/markets.ts";
import { DAY_US } from "../archive/samples.ts";

const HOUR_MS = 3_600_000;

const market = (symbol: string, more: Partial<Market> = {}): Market => ({
  symbol,
  id: symbol.replace("/", ""),
  active: true,
  ...more,
});

const listAt = (hour: number, ...markets: Market[]): MarketList => ({
  markets: new Map(markets.map((each) => [each.symbol, each])),
  at: DAY_US / 1_000 + hour * HOUR_MS,
});

Deno.test("a market that has not traded for a day is taken for delisted, and comes back when it trades", () => {
  const [trading, halted] = [market("ETH/USDT"), market("ETH/USDT", { active: false, status: "HALT" })];
  const states = createMarketStates("sandbox", listAt(0, trading), null);
  states.renew(listAt(1, halted));
  states.renew(listAt(24, halted));
  assert.deepEqual([states.ended("ETH/USDT"), states.change("ETH/USDT")], [null, null]);
  states.renew(listAt(25, halted));
  const reason =
    /^sandbox lists ETH\/USDT as not trading \(HALT\) since 2024-03-05T01:00:00.000Z: it begins by itself/;
  assert.match(states.ended("ETH/USDT")!, reason);
  assert.match(states.notTrading("ETH/USDT")!, reason);
  states.renew(listAt(26, trading));
  assert.deepEqual(
    [states.ended("ETH/USDT"), states.notTrading("ETH/USDT"), states.change("ETH/USDT")],
    [null, null, "resumed"],
  );
});

Deno.test("what became of a market is still known when it has been gone for long", () => {
  const states = createMarketStates("sandbox", listAt(0, market("ETH/USDT")), null);
  states.renew(listAt(24));
  const reason = states.unlisted("ETH/USDT");
  assert.match(reason!, /has delisted ETH\/USDT/);
  states.renew(listAt(48));
  assert.equal(states.unlisted("ETH/USDT"), reason);
});

Deno.test("a market that was on disk and is gone at the start is told from one that never was", () => {
  const states = createMarketStates("sandbox", listAt(24), listAt(0, market("ETH/USDT")));
  assert.match(states.unlisted("ETH/USDT")!, /has delisted/);
  assert.match(states.unlisted("ETC/USDT")!, /has no market ETC\/USDT/);
});
