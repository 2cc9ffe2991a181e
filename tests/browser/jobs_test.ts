import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { jobsDeck } from "./fixture_jobs.ts";
import { assertLooks, browserTest, LOOK } from "./support.ts";

const pairsField = (page: Page) => page.getByRole("combobox", { name: "Pairs" });
const dialog = (page: Page) => page.getByRole("dialog");
const inForm = (page: Page, name: string) => dialog(page).getByLabel(name, { exact: true });

browserTest("the page of the jobs", async (step) => {
  const jobs = { at: "/jobs", deck: jobsDeck };

  await step(
    "shows the last runs as bars, and in words for who does not see them",
    jobs,
    async ({ page }) => {
      await page.getByRole("img", { name: "Last 50 runs: 46 done, 3 failed, 1 cancelled" }).waitFor();
      assert.equal(await page.locator(".job-outcome.error").count(), 3);
    },
  );

  await step("looks through the runs by an address that can be kept", jobs, async ({ page }) => {
    const rows = page.getByRole("region", { name: "Runs, newest first" }).locator("tbody tr");
    await rows.nth(49).waitFor();
    await page.getByRole("button", { name: "Show older runs" }).click();
    await rows.nth(99).waitFor();
    await page.getByLabel("Outcome").selectOption("error");
    await page.waitForURL("**/jobs?status=error");
    await page.locator(".run-error").first().waitFor();
    assert.equal(await page.locator(".state-word", { hasText: "Done" }).count(), 0);
    await page.reload();
    await page.locator(".run-error").first().waitFor();
    assert.equal(await page.getByLabel("Outcome").inputValue(), "error");
  });

  await step(
    "shows a cron pattern's next five runs as one types",
    { ...jobs, at: "/jobs?new=histo" },
    async ({ page }) => {
      await inForm(page, "When").selectOption("cron");
      await inForm(page, "Cron pattern").fill("30 4 * * *");
      const times = dialog(page).locator(".cron-times li");
      await times.nth(4).waitFor();
      assert.ok((await times.allInnerTexts()).every((text) => text.includes("04:30:00 UTC")));
      await inForm(page, "Cron pattern").fill("30 4 * *");
      await dialog(page).getByText("Its times cannot be shown while it reads like this").waitFor();
    },
  );

  await step("offers what was typed for before the exchanges were known", jobs, async ({ page }) => {
    const typed = Promise.withResolvers<void>();
    await page.route("**/api/exchanges", async (route) => {
      await typed.promise;
      await route.continue();
    });
    await page.getByRole("button", { name: "New live stream" }).click();
    await dialog(page).getByRole("combobox", { name: "Exchange" }).fill("pla");
    await dialog(page).getByText("No exchange that has this fits").waitFor();
    typed.resolve();
    await dialog(page).getByRole("option", { name: /^plain/ }).waitFor();
  });

  await step(
    "offers of an exchange only what it has",
    { ...jobs, at: "/jobs?new=stream" },
    async ({ page }) => {
      const exchange = dialog(page).getByRole("combobox", { name: "Exchange" });
      await exchange.fill("old");
      await page.getByText("No exchange that has this fits").waitFor();
      await exchange.fill("plain");
      const trades = dialog(page).getByRole("checkbox", { name: "Trades" });
      await dialog(page).getByRole("checkbox", { disabled: true }).first().waitFor();
      assert.equal(await trades.isChecked(), false);
      assert.equal(await dialog(page).getByRole("checkbox", { name: "Order book" }).isChecked(), true);
      await dialog(page).getByText("Plain does not number its changes").waitFor();
      await pairsField(page).fill("no/pair");
      await pairsField(page).press("Enter");
      await dialog(page).getByText("plain lists no no/pair. Enter once more takes it all the same.")
        .waitFor();
      await pairsField(page).press("Enter");
      await dialog(page).getByRole("button", { name: "Take no/pair out" }).waitFor();
    },
  );

  await step("says of a job that was changed meanwhile that it is gone", {
    ...jobs,
    at: "/jobs?change=stream:old",
  }, async ({ page }) => {
    await page.getByRole("heading", { name: "There is no such job any more" }).waitFor();
    await page.getByRole("button", { name: "Show the jobs" }).click();
    await page.waitForURL(/\/jobs$/);
  });

  const readOnly = { ...jobs, access: { isReadOnly: true } };
  await step("changes nothing where tapedeck is read-only, and says why", readOnly, async ({ page }) => {
    const button = page.getByRole("button", { name: "New live stream" });
    await page.locator("button[aria-disabled]", { hasText: "New live stream" }).waitFor();
    assert.match(await button.getAttribute("title") ?? "", /^Read-only mode/);
    await button.click({ force: true });
    assert.equal(await dialog(page).count(), 0);
  });

  await step("follows a backfill, and cancels it", jobs, async ({ page, deck }) => {
    const backfill = page.getByRole("article", { name: "Backfill of kraken" });
    await backfill.getByText("at least 1 min 58 s to go").waitFor();
    await backfill.getByText("waits for its turn").waitFor();
    await backfill.getByRole("button", { name: "Cancel the backfill" }).click();
    await page.getByText("The backfill is being cancelled. What was fetched is kept.").waitFor();
    await backfill.getByText("Cancelling").waitFor();
    assert.equal(deck.backfills()[0].status, "cancelling");
  });

  await step(LOOK, jobs, async ({ page }) => {
    await page.getByRole("row").nth(10).waitFor();
    await assertLooks(page);
    for (const name of ["New live stream", "New history", "Backfill…"]) {
      await page.getByRole("button", { name }).first().click();
      await dialog(page).waitFor();
      await assertLooks(page);
      await page.keyboard.press("Escape");
      await page.keyboard.press("Escape");
      await dialog(page).waitFor({ state: "detached" });
    }
  });
});
