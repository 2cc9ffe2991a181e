import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { logDeck } from "./fixture_texts.ts";
import { assertLooks, browserTest, LOOK } from "./support.ts";

const box = (page: Page) => page.getByRole("log");
const lines = (page: Page) => page.locator(".log-line");
const standing = (page: Page, word: string) => page.getByRole("status").filter({ hasText: word }).waitFor();

function isAtEnd(page: Page): Promise<boolean> {
  return box(page).evaluate((element) =>
    element.scrollTop + element.clientHeight >= element.scrollHeight - 24
  );
}

/** Until the page's clock has gone on. */
async function ticks(page: Page): Promise<void> {
  const before = await page.locator(".log-head p").innerText();
  await page.locator(".log-head p").filter({ hasNotText: before }).waitFor();
}

browserTest("the page of the log", async (step) => {
  const first = logDeck();
  await step(
    "shows what is new by itself, at its end",
    { at: "/logs", deck: first.deck },
    async ({ page }) => {
      await lines(page).first().waitFor();
      assert.ok(await isAtEnd(page));
      first.say("a book was checked");
      await page.getByText("a book was checked").waitFor();
      assert.ok(await isAtEnd(page));
    },
  );

  const second = logDeck();
  await step(
    "stands still once one scrolls up, and goes on at the end",
    { at: "/logs", deck: second.deck },
    async ({ page }) => {
      await lines(page).first().waitFor();
      await box(page).hover();
      await page.mouse.wheel(0, -600);
      await standing(page, "Paused");
      second.say("said meanwhile");
      const top = await box(page).evaluate((element) => element.scrollTop);
      // Two seconds pass on the page: it would have asked by then.
      await ticks(page);
      await ticks(page);
      assert.equal(await page.getByText("said meanwhile").count(), 0);
      assert.equal(await box(page).evaluate((element) => element.scrollTop), top);
      await box(page).focus();
      await page.keyboard.press("End");
      await standing(page, "Live");
      await page.getByText("said meanwhile").waitFor();
    },
  );

  const third = logDeck();
  await step(
    "filters by an address that can be kept",
    { at: "/logs", deck: third.deck },
    async ({ page }) => {
      await page.getByLabel("Level").selectOption("error");
      await page.waitForURL("**/logs?level=error");
      await page.locator(".log-line.info").first().waitFor({ state: "detached" });
      await page.getByText("10 errors, the newest").waitFor();
      await page.getByRole("searchbox").fill("NOT ANSWER");
      await page.waitForURL("**/logs?level=error&text=NOT+ANSWER");
      assert.equal(await page.locator(".log-words mark").first().innerText(), "not answer");
      await page.reload();
      await page.locator(".log-words mark").first().waitFor();
      assert.equal(await page.getByRole("searchbox").inputValue(), "NOT ANSWER");
      await page.getByLabel("About").fill("nobody");
      await page.getByText("No line is like that.").waitFor();
      await page.getByRole("link", { name: "Show all", exact: true }).click();
      await page.locator(".log-line.info").first().waitFor();
      assert.equal(await page.getByLabel("About").inputValue(), "");
    },
  );

  const fourth = logDeck();
  await step(
    "folds what repeats, and leads to what a line is about",
    { at: "/logs", deck: fourth.deck },
    async ({ page }) => {
      const fold = page.getByRole("button", { name: /^×5 since/ }).first();
      await fold.click();
      assert.equal(await page.locator(".log-line.again").count(), 4);
      await fold.click();
      assert.equal(await page.locator(".log-line.again").count(), 0);
      await page.getByRole("link", { name: "Only binance/trades/BTC-USDT" }).last().click();
      await page.waitForURL("**/logs?actor=binance%2Ftrades%2FBTC-USDT");
      await page.getByRole("link", { name: "binance/trades/BTC-USDT", exact: true }).last().click();
      await page.waitForURL("**/series/binance/trades/BTC-USDT");
    },
  );

  const fifth = logDeck();
  await step(
    "is worked by keys: pauses, and goes from trouble to trouble",
    { at: "/logs", deck: fifth.deck },
    async ({ page }) => {
      await lines(page).first().waitFor();
      await page.keyboard.press("N");
      assert.match(await page.evaluate("document.activeElement.className") as string, /error/);
      await page.keyboard.press("N");
      assert.match(await page.evaluate("document.activeElement.className") as string, /warning/);
      await page.keyboard.press("p");
      await standing(page, "Paused");
      await page.keyboard.press("p");
      await standing(page, "Live");
    },
  );

  const sixth = logDeck();
  await step(
    "gives the lines that fit as a file",
    { at: "/logs?level=error", deck: sixth.deck },
    async ({ page }) => {
      const download = page.waitForEvent("download");
      await page.getByRole("button", { name: "Download" }).click();
      const text = await Deno.readTextFile(await (await download).path());
      assert.equal(text.trimEnd().split("\n").length, 10);
      assert.match(text, /Z error sync\/backup: the remote does not answer\n/);
      await page.getByText("Downloaded 10 lines.").waitFor();
    },
  );

  const seventh = logDeck();
  await step("says that nobody answers, keeps what it has, and goes on by itself", {
    at: "/logs",
    deck: seventh.deck,
  }, async ({ page, stop, restart, complaints }) => {
    await lines(page).first().waitFor();
    await stop();
    await page.getByText("Cannot show what is new in the log.").waitFor();
    assert.ok(await lines(page).count() > 10);
    seventh.say("said while nobody answered");
    await restart();
    await page.getByText("said while nobody answered").waitFor();
    assert.equal(await page.getByText("Cannot show what is new in the log.").count(), 0);
    // The browser tells of each request that found nobody, or one who was about to leave.
    assert.deepEqual(complaints.splice(0).filter((line) => !/net::ERR_|\b503\b/.test(line)), []);
  });

  await step(LOOK, { at: "/logs", deck: logDeck().deck }, async ({ page }) => {
    await lines(page).first().waitFor();
    await assertLooks(page);
  });
});
