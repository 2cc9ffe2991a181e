import assert from "node:assert/strict";
import { heapGrowth, HURRY } from "../../bench/pages_heap.ts";
import { CONTENT } from "../../bench/pages_site.ts";
import { logDeck } from "./fixture_texts.ts";
import { browserTest } from "./support.ts";

const UPDATES = 200;
const MOST_BYTES = 5_000_000;

browserTest("the memory of a page that stays open", async (step) => {
  for (const at of ["/", "/inventory", "/logs", "/series/binance/trades/BTC-USDT"]) {
    const log = logDeck(1_200);
    await step(`does not grow with what comes: ${at}`, { at, deck: log.deck }, async (visit) => {
      const { page } = visit;
      await page.addInitScript(HURRY);
      await page.reload();
      await page.locator(CONTENT).first().waitFor();
      const second = () => {
        log.say("a part was sealed");
        return visit.second();
      };
      const bytes = await heapGrowth(page, { second, updates: UPDATES });
      assert.ok(bytes < MOST_BYTES, `${bytes} bytes more after ${UPDATES} updates`);
    });
  }
});
