import assert from "node:assert/strict";
import { anchorOf } from "../../ui/lib/series.js";
import { assertAccessible, browserTest, visit } from "./support.ts";

browserTest("the dashboard", async (t, browser) => {
  await t.step(
    "shows every series, its figures, and what is wrong",
    () =>
      visit(browser, {}, async ({ page, deck }) => {
        await page.getByRole("heading", { level: 1, name: deck.snapshot().verdict.sentence }).waitFor();
        assert.equal(await page.locator(".series").count(), deck.snapshot().series.length);
        const row = page.locator(`[id="${anchorOf("binance/trades/BTC-USDT")}"]`);
        const text = await row.innerText();
        for (const word of ["BTC/USDT", "trades", "Recording", "412", "just now", "100 % complete"]) {
          assert.ok(text.includes(word), `${word} is not in ${text}`);
        }
        const problems = page.getByRole("region", { name: "What is wrong" }).getByRole("listitem");
        assert.equal(await problems.count(), 2);
        assert.match(await problems.first().innerText(), /^error: /);
        assert.equal(await page.title(), "(2) Dashboard · tapedeck");
      }),
  );

  await t.step(
    "follows the recorder without being loaded anew",
    () =>
      visit(browser, {}, async ({ page, deck, second }) => {
        await page.locator(".series").first().waitFor();
        await second();
        deck.publish((board) => ({
          ...board,
          rows: 1_234_567_890,
          verdict: { state: "ok", sentence: "All is well now." },
          problems: [],
        }));
        await page.getByRole("heading", { name: "All is well now." }).waitFor();
        await page.getByText("1,234,567,890").waitFor();
        await page.getByText("No open problems.").waitFor();
        assert.equal(await page.title(), "Dashboard · tapedeck");
      }),
  );

  await t.step(
    "shows only what needs attention, by an address that can be kept",
    () =>
      visit(browser, {}, async ({ page }) => {
        await page.getByRole("link", { name: /^Only what needs attention/ }).click();
        await page.waitForURL("**/?show=attention");
        const pairs = () => page.locator(".series strong").allInnerTexts();
        assert.deepEqual(await pairs(), ["LUNA/USDT", "BTC/USD"]);
        await page.reload();
        await page.locator(".series").first().waitFor();
        assert.deepEqual(await pairs(), ["LUNA/USDT", "BTC/USD"]);
        await page.goBack();
        await page.locator(".series").nth(9).waitFor();
      }),
  );

  await t.step(
    "opens a series by keyboard and lists its holes with their causes",
    () =>
      visit(browser, {}, async ({ page }) => {
        const button = page.getByRole("button", { name: "Details of binance ETH/USDT trades" });
        await button.focus();
        await page.keyboard.press("Enter");
        const details = page.locator(`[id="${await button.getAttribute("aria-controls")}"]`);
        const text = await details.innerText();
        for (const word of ["connection lost", "ids missing", "10 min", "ETH-USDT/*.parquet"]) {
          assert.ok(text.includes(word), `${word} is not in ${text}`);
        }
        await page.keyboard.press("Enter");
        assert.equal(await details.isVisible(), false);
      }),
  );

  await t.step(
    "goes to the series that a link names",
    () =>
      visit(browser, { at: `/#${anchorOf("okx/trades/BTC-USDT+USDT")}` }, async ({ page }) => {
        await page.locator(".series:target", { hasText: "BTC/USDT:USDT" }).waitFor();
      }),
  );

  await t.step(
    "says so when the connection is lost, and comes back by itself",
    () =>
      visit(browser, {}, async ({ page, server, restart, second, complaints }) => {
        await page.locator(".series").first().waitFor();
        await server.stop();
        await page.getByText("The connection to the recorder is lost.").waitFor();
        assert.equal(await page.locator("main.stale").count(), 1);
        await restart();
        await page.getByText("The connection to the recorder is lost.").waitFor({ state: "detached" });
        await second();
        assert.equal(await page.locator("main.stale").count(), 0);
        const expected = complaints.splice(0);
        assert.ok(expected.every((line) => line.includes("ERR_CONNECTION_REFUSED")), expected.join("\n"));
      }),
  );

  await t.step("says so when the recorder does not answer at all", () => {
    const beforeLoad = (page: import("playwright-core").Page) =>
      page.route("**/api/events", (route) => route.abort());
    return visit(browser, { beforeLoad }, async ({ page, complaints }) => {
      await page.getByRole("heading", { name: "The recorder does not answer" }).waitFor();
      assert.ok(complaints.splice(0).every((line) => line.includes("ERR_FAILED")));
    });
  });

  await t.step(
    "tells that the sandbox is recorded, and where to add an exchange",
    () =>
      visit(browser, { board: (board) => ({ ...board, sandbox: true }) }, async ({ page }) => {
        const notice = page.getByRole("complementary", { name: "Sandbox" });
        assert.match(await notice.innerText(), /sandbox exchange.*\/srv\/tape\/tapedeck\.yaml/s);
      }),
  );

  await t.step(
    "says what to do where there is no series",
    () =>
      visit(
        browser,
        { board: (board) => ({ ...board, series: [], venues: [], problems: [] }) },
        async ({ page }) => {
          await page.getByText("No series yet: add a job to /srv/tape/tapedeck.yaml").waitFor();
        },
      ),
  );

  await t.step(
    "leads back from an address that has no page",
    () =>
      visit(browser, { at: "/storage" }, async ({ page }) => {
        await page.getByRole("heading", { name: "There is no page at /storage" }).waitFor();
        await page.getByRole("link", { name: "Go to the dashboard" }).click();
        await page.locator(".series").first().waitFor();
      }),
  );

  for (const colorScheme of ["light", "dark"] as const) {
    for (const width of [1280, 390]) {
      await t.step(`has no accessibility fault, ${colorScheme}, ${width} px wide`, () => {
        const context = { colorScheme, viewport: { width, height: 900 } };
        const board = (board: import("../../schemas/snapshot.ts").Snapshot) => ({ ...board, sandbox: true });
        return visit(browser, { context, board }, async ({ page }) => {
          await page.getByRole("button", { name: "Details of kraken BTC/USD trades" }).click();
          await assertAccessible(page);
          const overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
          assert.equal(overflow, 0);
        });
      });
    }
  }
});
