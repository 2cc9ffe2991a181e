import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { incidentsDeck } from "./fixture_storage.ts";
import { fixtureSeries } from "./fixture_series.ts";
import { assertLooks, browserTest, LOOK } from "./support.ts";

const MANY = 260;
const incidents = { at: "/incidents", deck: (startMs: number) => incidentsDeck(startMs, MANY) };
const inList = (page: Page, name: string) =>
  page.getByRole("region", { name, exact: true }).locator("li.incident");
const queryOf = (page: Page) => new URL(page.url()).search;

browserTest("the incidents", async (step) => {
  await step("lists what is open first, then what is over", incidents, async ({ page }) => {
    await inList(page, "Over").first().waitFor();
    assert.equal(await inList(page, "Open").count(), 3);
    await page.getByText("3 incidents still open.").waitFor();
    const first = await inList(page, "Open").nth(1).innerText();
    for (
      const words of ["Number 1:", "Silent stream", "1 gap, refilled", "and 239 more series", "still open"]
    ) {
      assert.ok(first.includes(words), `${words} is not in ${first}`);
    }
    const over = await inList(page, "Over").first().innerText();
    for (const words of ["Number 3:", "3 gaps, none refilled: 1 can still be fetched", "for 1 min 33 s"]) {
      assert.ok(over.includes(words), `${words} is not in ${over}`);
    }
    assert.doesNotMatch(over, /tried again by itself/);
  });

  await step("is filtered by an address that can be kept", incidents, async ({ page }) => {
    await page.getByLabel("Kind").selectOption("damage");
    await page.getByLabel("Exchange").selectOption("kraken");
    assert.equal(queryOf(page), "?kind=damage&exchange=kraken");
    const shown = await inList(page, "Over").count();
    assert.ok(shown > 0 && shown < 10);
    await page.reload();
    await inList(page, "Over").first().waitFor();
    assert.equal(await inList(page, "Over").count(), shown);
    await page.getByRole("link", { name: "Over" }).click();
    assert.equal(queryOf(page), "?show=past&kind=damage&exchange=kraken");
    assert.equal(await page.getByRole("heading", { name: "Open" }).count(), 0);
    await page.getByRole("searchbox").fill("nothing like it");
    await page.getByRole("button", { name: "Show all of them" }).click();
    assert.equal(queryOf(page), "?show=past");
    assert.equal(await inList(page, "Over").count(), 200);
  });

  await step("is searched by words of sentence, error and series", incidents, async ({ page }) => {
    await page.getByRole("searchbox", { name: "Search incidents" }).fill("btc-usdt (1018)");
    await inList(page, "Over").filter({ hasText: "Number 18:" }).waitFor();
    assert.equal(await inList(page, "Over").count(), 1);
  });

  await step("looks further back, up to the first one", incidents, async ({ page }) => {
    await inList(page, "Over").first().waitFor();
    assert.equal(await inList(page, "Over").count(), 200);
    await page.getByRole("button", { name: "Look further back" }).click();
    await inList(page, "Over").filter({ hasText: `Number ${MANY - 1}:` }).waitFor();
    assert.equal(await inList(page, "Over").count(), MANY - 3);
    assert.equal(await page.getByRole("button", { name: "Look further back" }).count(), 0);
  });

  await step("fetches what an incident that is over left missing", {
    at: "/incidents?show=past",
    deck: (startMs) => ({ ...incidentsDeck(startMs, MANY), ...fixtureSeries(startMs) }),
  }, async ({ page, deck }) => {
    await page.getByRole("button", { name: /^Fetch now \(Number 3:/ }).click();
    await page.getByText("What is missing is being fetched.").waitFor();
    const [{ exchange, pairs }] = (deck as unknown as { fetches: Array<Record<string, unknown>> }).fetches;
    assert.deepEqual([exchange, pairs], ["binance", ["BTC/USDT"]]);
  });

  await step("says so where nothing went wrong", { at: "/incidents" }, async ({ page }) => {
    await page.getByText("Nothing is wrong now.").first().waitFor();
    await page.getByText("Nothing went wrong before.").waitFor();
  });

  await step(LOOK, { at: "/incidents", deck: (startMs) => incidentsDeck(startMs, 30) }, async ({ page }) => {
    await inList(page, "Over").nth(20).waitFor();
    await assertLooks(page);
  });
});
