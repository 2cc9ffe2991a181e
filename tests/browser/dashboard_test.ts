import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { Snapshot } from "../../schemas/snapshot.ts";
import { anchorOf } from "../../ui/lib/series.js";
import { assertAccessible, browserTest } from "./support.ts";

const withSandbox = (board: Snapshot) => ({ ...board, sandbox: true });
const withoutSeries = (board: Snapshot) => ({ ...board, series: [], venues: [], problems: [] });
const FROZEN = "The connection to the recorder is lost.";

function pairsShown(page: Page): Promise<string[]> {
  return page.locator(".series strong").allInnerTexts();
}

browserTest("the dashboard", async (step) => {
  await step("shows every series, its figures, and what is wrong", {}, async ({ page, deck }) => {
    await page.getByRole("heading", { level: 1, name: deck.snapshot().verdict.sentence }).waitFor();
    assert.equal((await pairsShown(page)).length, deck.snapshot().series.length);
    const text = await page.locator(`[id="${anchorOf("binance/trades/BTC-USDT")}"]`).innerText();
    for (const words of ["BTC/USDT", "trades", "Recording", "412", "just now", "100 % complete"]) {
      assert.ok(text.includes(words), `${words} is not in ${text}`);
    }
    const problems = page.getByRole("region", { name: "What is wrong" }).getByRole("listitem");
    assert.equal(await problems.count(), 2);
    assert.match(await problems.first().innerText(), /^error:\s+binance LUNA/);
    assert.equal(await page.title(), "(2) Dashboard · tapedeck");
  });

  await step("follows the recorder without being loaded anew", {}, async ({ page, deck, second }) => {
    await page.locator(".series").first().waitFor();
    deck.publish((board) => ({
      ...board,
      bytes: 1_234_567_000_000,
      verdict: { state: "ok", sentence: "All is well now." },
      problems: [],
    }));
    await second();
    await page.getByRole("heading", { name: "All is well now." }).waitFor();
    await page.getByText("1,234,567 MB").waitFor();
    await page.getByText("No open problems.").waitFor();
    assert.equal(await page.title(), "Dashboard · tapedeck");
  });

  await step("lets ages tick, and takes a long silence for a lost connection", {}, async (visit) => {
    const { page, complaints } = visit;
    await page.clock.install();
    await page.reload();
    await page.getByText("Last update just now").waitFor();
    await page.clock.runFor(12_000);
    await page.getByText(/^Last update 1[2-5] s ago$/).waitFor();
    assert.equal(await page.getByText(FROZEN).count(), 0);
    // Or it would be connected again before anyone looks.
    await page.route("**/api/events", (route) => route.abort());
    await page.clock.runFor(20_000);
    await page.getByText(FROZEN).waitFor();
    const failed = complaints.splice(0);
    assert.ok(failed.every((line) => line.includes("ERR_FAILED")), failed.join("\n"));
  });

  await step("shows only what needs attention, by an address that can be kept", {}, async ({ page }) => {
    await page.getByRole("link", { name: /^Only what needs attention/ }).click();
    await page.waitForURL("**/?show=attention");
    assert.deepEqual(await pairsShown(page), ["LUNA/USDT", "BTC/USD"]);
    await page.reload();
    await page.locator(".series").first().waitFor();
    assert.deepEqual(await pairsShown(page), ["LUNA/USDT", "BTC/USD"]);
    await page.goBack();
    await page.locator(".series").nth(9).waitFor();
  });

  await step("opens a series by keyboard and lists its holes with their causes", {}, async ({ page }) => {
    const button = page.getByRole("button", { name: "Details of binance ETH/USDT trades" });
    await button.focus();
    await page.keyboard.press("Enter");
    const details = page.locator(`[id="${await button.getAttribute("aria-controls")}"]`);
    const text = await details.innerText();
    for (const words of ["connection lost", "ids missing", "10 min", "ETH-USDT/*.parquet"]) {
      assert.ok(text.includes(words), `${words} is not in ${text}`);
    }
    await page.keyboard.press("Enter");
    await details.waitFor({ state: "hidden" });
  });

  const linked = { at: `/#${anchorOf("okx/trades/BTC-USDT+USDT")}` };
  await step("goes to the series that a link names", linked, async ({ page }) => {
    await page.locator(".series:target", { hasText: "BTC/USDT:USDT" }).waitFor();
  });

  await step("says that the connection is lost, and comes back by itself", {}, async (visit) => {
    const { page, complaints } = visit;
    await page.locator(".series").first().waitFor();
    await visit.stop();
    await page.getByText(FROZEN).waitFor();
    assert.equal(await page.locator("main.stale").count(), 1);
    await visit.restart();
    await page.getByText(FROZEN).waitFor({ state: "detached" });
    assert.equal(await page.locator("main.stale").count(), 0);
    const refused = complaints.splice(0);
    assert.ok(refused.every((line) => line.includes("ERR_CONNECTION_REFUSED")), refused.join("\n"));
  });

  const unanswered = { block: "**/api/events" };
  await step("says that the recorder does not answer at all", unanswered, async ({ page, complaints }) => {
    await page.getByRole("heading", { name: "The recorder does not answer" }).waitFor();
    const failed = complaints.splice(0);
    assert.ok(failed.every((line) => line.includes("ERR_FAILED")), failed.join("\n"));
  });

  await step(
    "tells of the sandbox, and where to add an exchange",
    { board: withSandbox },
    async ({ page }) => {
      const notice = page.getByRole("complementary", { name: "Sandbox" });
      assert.match(await notice.innerText(), /sandbox exchange.*\/srv\/tape\/tapedeck\.yaml/s);
    },
  );

  await step("says what to do where there is no series", { board: withoutSeries }, async ({ page }) => {
    await page.getByText("No series yet: add a job to /srv/tape/tapedeck.yaml").waitFor();
  });

  await step("leads back from an address that has no page", { at: "/storage" }, async ({ page }) => {
    await page.getByRole("heading", { name: "There is no page at /storage" }).waitFor();
    await page.getByRole("link", { name: "Go to the dashboard" }).click();
    await page.locator(".series").first().waitFor();
  });

  for (const colorScheme of ["light", "dark"] as const) {
    for (const width of [1280, 390]) {
      const options = { board: withSandbox, context: { colorScheme, viewport: { width, height: 900 } } };
      const name = `has no accessibility fault and nothing cut off, ${colorScheme}, ${width} px wide`;
      await step(name, options, async ({ page }) => {
        await page.getByRole("button", { name: "Details of kraken BTC/USD trades" }).click();
        await assertAccessible(page);
        assert.equal(await page.evaluate("document.documentElement.scrollWidth - innerWidth"), 0);
      });
    }
  }
});
