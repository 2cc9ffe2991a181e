import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { Snapshot } from "../../schemas/snapshot.ts";
import type { BackfillRequest } from "../../schemas/wire.ts";
import { anchorOf } from "../../ui/lib/series.js";
import { troubledDeck } from "./fixture_troubles.ts";
import { assertLooks, browserTest, LOOK } from "./support.ts";

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
    for (const words of ["BTC/USDT", "trades", "Recording", "412", "100 % complete"]) {
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

  const own = { hasOwnStream: true } as const;
  await step("lets ages tick, and takes a long silence for a lost connection", own, async (visit) => {
    const { page, complaints } = visit;
    await page.clock.install();
    await page.reload();
    await page.getByText("Last update just now").waitFor();
    await page.clock.runFor(12_000);
    await page.getByText(/^Last update 1[2-5] s ago$/).waitFor();
    assert.equal(await page.getByText(FROZEN).count(), 0);
    // Or it would be connected again before anyone looks.
    await page.route("**/api/events*", (route) => route.abort());
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
    assert.ok(refused.every((line) => /net::ERR_|\b503\b/.test(line)), refused.join("\n"));
  });

  const unanswered = { block: "**/api/events*" };
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
      await notice.getByText("its market is made up", { exact: false }).waitFor();
      await notice.getByRole("link", { name: "add a live stream" }).click();
      await page.getByRole("dialog", { name: "New live stream" }).waitFor();
    },
  );

  await step("says what to do where there is no series", { board: withoutSeries }, async ({ page }) => {
    await page.getByText("No series yet.").waitFor();
    await page.getByRole("link", { name: "Add a job" }).click();
    await page.waitForURL("**/jobs");
  });

  const troubled = { deck: troubledDeck };
  await step("tells of each trouble once, with what to do about it beside", troubled, async ({ page }) => {
    const troubles = page.getByRole("region", { name: "What is wrong" }).getByRole("listitem");
    await troubles.nth(3).waitFor();
    const texts = await troubles.allInnerTexts();
    assert.equal(texts.length, 4, texts.join("\n---\n"));
    assert.match(texts[0], /^error:\s+binance LUNA.*Open the series/s);
    assert.match(texts[1], /^warning:\s+The connection to kraken.*It is tried again by itself/s);
    assert.match(texts[2], /Collect now/);
    assert.match(texts[3], /Nothing could be synced.*Sync now.*Open the storage/s);
    await page.getByText("3 gaps since yesterday: 2 refilled, 1 to be fetched yet.").waitFor();
  });

  const asked: string[] = [];
  const acting = {
    deck: (startMs: number) => ({
      ...troubledDeck(startMs),
      sync: () => Promise.resolve(asked.push("sync") > 0),
      stopBackfill: (id: string) => Promise.resolve(asked.push(`stop ${id}`) > 0),
      startBackfill: ({ exchange, pairs, start }: BackfillRequest) => {
        asked.push(`start ${exchange} ${pairs} ${start}`);
        return Promise.resolve("again");
      },
    }),
  };
  await step("does what its buttons say, and takes back what can be taken back", acting, async ({ page }) => {
    await page.getByRole("button", { name: /^Sync now \(Nothing could be synced/ }).click();
    await page.getByText("The sync has begun.").waitFor();
    const backfill = page.getByRole("region", { name: "Backfills under way" });
    assert.match(
      await backfill.innerText(),
      /okx SOL\/USDT, from 2020-01-01.*about 1 min 58 s left.*412 of 1,460/s,
    );
    await backfill.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByRole("button", { name: "Undo" }).waitFor({ state: "detached" });
    assert.deepEqual(asked, ["sync", "stop okx_SOLUSDT_1", "start okx SOL/USDT 2020-01-01 00:00:00"]);
  });

  await step("tells of the disk, of the copies and of what runs next", troubled, async ({ page }) => {
    const disk = page.getByRole("region", { name: "Disk" });
    await disk.getByText("212,400 MB free").waitFor();
    await disk.getByText(/^Full in about 171 days, on \d{4}-\d\d-\d\d, at 1,240 MB a day\.$/).waitFor();
    const copies = page.getByRole("region", { name: "Copies" });
    assert.match(
      await copies.innerText(),
      /s3:bucket\/tape\s+Last in step 7 min ago.*the folder is not there/s,
    );
    assert.match(
      await page.getByRole("region", { name: "Next runs" }).innerText(),
      /binance BTC\/USDT 1m\s+in \d+ s/,
    );
  });

  await step("is all within reach of the keyboard", troubled, async ({ page }) => {
    await page.getByRole("region", { name: "What is wrong" }).waitFor();
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate("document.activeElement.textContent"), "Skip to the content");
    await page.keyboard.press("Enter");
    const reached: string[] = [];
    while (reached.length < 80 && !reached.at(-1)?.startsWith("Details of okx DOGE/USDT")) {
      await page.keyboard.press("Tab");
      reached.push(await page.evaluate("document.activeElement.textContent.trim()"));
    }
    for (
      const name of [
        "Collect now",
        "Sync now",
        "Open the series",
        "Cancel",
        "Storage",
        "Jobs",
        "BTC/USDT",
        "All",
      ]
    ) {
      assert.ok(reached.some((text) => text.startsWith(name)), `${name} is not among ${reached.join(" | ")}`);
    }
    assert.ok(reached.at(-1)!.startsWith("Details of okx DOGE/USDT"), reached.join(" | "));
  });

  const readOnly = { ...troubled, access: { isReadOnly: true } };
  await step("says why nothing can be done where nothing may be changed", readOnly, async ({ page }) => {
    await page.getByText("Read-only", { exact: true }).waitFor();
    const button = page.getByRole("button", { name: /^Sync now \(Nothing/ });
    assert.equal(await button.getAttribute("aria-disabled"), "true");
    assert.match(await button.getAttribute("title") ?? "", /ui_readonly/);
    await button.click({ force: true });
    assert.equal(await page.getByText("The sync has begun.").count(), 0);
  });

  await step(LOOK, { ...troubled, board: withSandbox }, async ({ page }) => {
    await page.getByRole("button", { name: "Details of kraken BTC/USD trades" }).click();
    await page.getByRole("region", { name: "Backfills under way" }).waitFor();
    await assertLooks(page);
  });
});
