import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { Snapshot } from "../../schemas/snapshot.ts";
import { fixtureSeries } from "./fixture_series.ts";
import { assertLooks, browserTest, LOOK } from "./support.ts";

const at = "/inventory";
const MANY = 5_000;

/** As many series as the largest recorders have. */
function withMany(board: Snapshot): Snapshot {
  const series = Array.from({ length: MANY }, (_, n) => {
    const like = board.series[n % 5];
    const coin = `C${String(n).padStart(4, "0")}`;
    return { ...like, pair: `${coin}/USDT`, key: like.key.replace(/(BTC|ETH|LUNA)-USDT/, `${coin}-USDT`) };
  });
  return { ...board, series };
}

const withoutSeries = (board: Snapshot) => ({ ...board, series: [] });
const rows = (page: Page) => page.locator(".inv-row");
const pairsShown = (page: Page) => page.locator(".inv-series a").allInnerTexts();
const pathOf = (page: Page) => decodeURIComponent(new URL(page.url()).pathname + new URL(page.url()).search);

browserTest("the inventory", async (step) => {
  await step("shows every series with its coverage, rows, size and ends", { at }, async ({ page, deck }) => {
    await rows(page).first().waitFor();
    assert.equal(await rows(page).count(), deck.snapshot().series.length);
    const text = await rows(page).filter({ hasText: "ETH/USDT" }).innerText();
    const today = new Date().toISOString().slice(0, 10);
    for (const words of ["binance, trades, recording", "99.87 % complete", "379.5 MB", today]) {
      assert.ok(text.includes(words), `${words} is not in ${text}`);
    }
    const strip = page.getByRole("img", {
      name: /^Last 90 days: 62 complete, proven; 1 has gaps; 1 not finished/,
    });
    await strip.waitFor();
    assert.match(
      await page.getByRole("status").filter({ hasText: "series" }).innerText(),
      /^10 series: .* 3 gaps\.$/,
    );
  });

  await step("filters, sorts and searches by an address that can be kept", { at }, async ({ page }) => {
    await page.getByRole("searchbox", { name: "Search series" }).fill("usdt bin");
    await page.getByLabel("Type").selectOption("trades");
    await page.getByRole("button", { name: "Rows" }).click();
    assert.equal(pathOf(page), "/inventory?q=usdt+bin&type=trades&sort=-rows");
    const wanted = ["BTC/USDT", "ETH/USDT", "LUNA/USDT"];
    assert.deepEqual(await pairsInOrder(page), wanted);
    await page.reload();
    await rows(page).first().waitFor();
    assert.deepEqual(await pairsInOrder(page), wanted);
    await page.getByLabel("Only with gaps").check();
    assert.deepEqual(await pairsShown(page), ["ETH/USDT"]);
  });

  await step("leads back where nothing is found", { at: `${at}?q=nothing` }, async ({ page }) => {
    await page.getByText("No series is like that.").waitFor();
    await page.getByRole("link", { name: "Show all 10" }).click();
    await rows(page).nth(9).waitFor();
  });

  await step("moves by keyboard over rows and days, and opens what it is on", { at }, async ({ page }) => {
    await rows(page).first().focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.locator('.inv-row[data-place="2"]:focus').waitFor();
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
    await page.locator(".inv-row:focus", { hasText: `${yesterday}: complete, proven` }).waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("End");
    await page.locator('.inv-row[data-place="9"]:focus').waitFor();
    await page.keyboard.press("Home");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/series/binance/ohlc/BTC-USDT/1m");
  });

  await step("opens the day that is clicked", { at, deck: fixtureSeries }, async ({ page }) => {
    const strip = rows(page).filter({ hasText: "ETH/USDT" }).locator(".strip");
    const box = (await strip.boundingBox())!;
    await strip.hover({ position: { x: box.width * (86.5 / 90), y: 8 } });
    const day = new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10);
    await page.getByText(`${day}: has gaps`).waitFor();
    await strip.click({ position: { x: box.width * (86.5 / 90), y: 8 } });
    await page.waitForURL(`**/series/binance/trades/ETH-USDT?from=${day}&to=*`);
  });

  await step(
    "makes only the rows in sight of 5,000, and finds any of them",
    { at, board: withMany },
    async ({ page }) => {
      await rows(page).first().waitFor();
      assert.ok(await rows(page).count() < 60, `${await rows(page).count()} rows are made`);
      await page.evaluate("scrollTo(0, document.body.scrollHeight)");
      await rows(page).filter({ hasText: "C4995/USDT" }).waitFor();
      assert.ok(await rows(page).count() < 60);
      await page.evaluate("scrollTo(0, 100_000)");
      await rows(page).filter({ hasText: "C1720/USDT" }).waitFor();
      const made = await page.evaluate(MADE_BY_A_STEP) as number;
      assert.ok(made > 0 && made <= 8, `a step over three rows makes ${made} anew`);
      await page.getByRole("searchbox").fill("c3210");
      await rows(page).filter({ hasText: "C3210/USDT" }).waitFor();
      assert.equal(await rows(page).count(), 1);
    },
  );

  await step("is where it was when one comes back from a series", {
    at,
    board: withMany,
    deck: fixtureSeries,
  }, async ({ page }) => {
    await rows(page).first().waitFor();
    await page.evaluate("scrollTo(0, 60_000)");
    const row = rows(page).nth(20);
    await row.waitFor();
    const pair = await row.locator("a").innerText();
    await row.locator("a").click();
    await page.getByRole("heading", { level: 1, name: pair }).waitFor();
    await page.goBack();
    await rows(page).filter({ hasText: pair }).waitFor();
    const { y } = (await rows(page).filter({ hasText: pair }).boundingBox())!;
    assert.ok(y > 0 && y < 720, `the row is at ${y} px`);
  });

  await step("says what to do where nothing is recorded", { at, board: withoutSeries }, async ({ page }) => {
    await page.getByText("Nothing is recorded yet.").waitFor();
    await page.getByRole("link", { name: "Add a job" }).waitFor();
  });

  await step(LOOK, { at }, async ({ page }) => {
    await rows(page).first().waitFor();
    await assertLooks(page);
  });
});

/** Rows stand where their order says, and not always so in the document. */
async function pairsInOrder(page: Page): Promise<string[]> {
  return await page.evaluate(
    "[...document.querySelectorAll('.inv-row')].sort((a, b) => a.dataset.place - b.dataset.place)" +
      ".map((row) => row.querySelector('a').innerText)",
  ) as string[];
}

/** How many rows are put into the document when one scrolls by three of them. */
const MADE_BY_A_STEP = `new Promise((done) => {
  let made = 0;
  const observer = new MutationObserver((changes) => {
    for (const { addedNodes } of changes) {
      made += [...addedNodes].filter((node) => node.matches?.(".inv-row")).length;
    }
  });
  observer.observe(document.querySelector(".inv-body"), { childList: true });
  scrollBy(0, 3 * 58);
  setTimeout(() => (observer.disconnect(), done(made)), 700);
})`;
