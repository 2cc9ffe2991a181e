import assert from "node:assert/strict";
import type { Page, Route } from "playwright-core";
import { storageDeck } from "./fixture_storage.ts";
import { fixtureUsage } from "./fixture_usage.ts";
import { assertLooks, browserTest, LOOK } from "./support.ts";

const storage = { at: "/storage", deck: storageDeck };
const card = (page: Page, name: string) => page.getByRole("region", { name, exact: true });
const remote = (page: Page, name: string) => page.getByRole("article", { name });
const dialog = (page: Page) => page.getByRole("dialog");

/** Fails with the words that are not there. */
function assertWords(text: string, words: string[]): void {
  const plain = text.replaceAll(/\s+/g, " ");
  assert.deepEqual(words.filter((each) => !plain.includes(each)), [], `not in: ${plain}`);
}

/** Answers what is asked under this path, and keeps what was sent. */
async function answering(page: Page, path: string, status: number, json: unknown): Promise<unknown[]> {
  const asked: unknown[] = [];
  await page.route(`**${path}`, (route: Route) => {
    asked.push(route.request().postDataJSON());
    return route.fulfill({ status, json });
  });
  return asked;
}

browserTest("the storage", async (step) => {
  await step(
    "says how full the disk is, until when that lasts, and who takes it",
    storage,
    async ({ page }) => {
      const disk = card(page, "Disk");
      await disk.waitFor();
      assertWords(await disk.innerText(), [
        "81,204 MB free",
        "Full in about 283 days, on 20",
        "tapedeck's data 16,247 MB 6.47 %",
        "everything else 153,339 MB 61.14 %",
        "free to record into 79,204 MB 31.58 %",
        "2,000 MB 0.79 %",
        "14.7 MB of it in the journal",
      ]);
      await page.getByText("16,247 MB of data in 480 files.").waitFor();
    },
  );

  await step("warns of a disk that is soon full, and says what a low one does", {
    ...storage,
    deck: (startMs) => ({
      ...storageDeck(startMs),
      usage: () => Promise.resolve({ ...fixtureUsage(startMs), days_until_full: 3.2 }),
    }),
    board: (board) => ({ ...board, disk: { state: "low", freeBytes: 1e9 } }),
  }, async ({ page }) => {
    await page.locator("strong.tone-warn", { hasText: "Full in about 3 days" }).waitFor();
    await page.getByText("Space is low: history waits until some is freed.").waitFor();
  });

  await step("shows what each day weighs, by keyboard and as a table", storage, async ({ page }) => {
    const { days } = fixtureUsage(Date.now());
    const slider = page.getByRole("slider", { name: "Day" });
    await slider.focus();
    assert.match(await slider.getAttribute("aria-valuetext") ?? "", new RegExp(`^${days[89].day}: `));
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("PageUp");
    assert.match(await slider.getAttribute("aria-valuetext") ?? "", new RegExp(`^${days[81].day}: `));
    await page.keyboard.press("Home");
    assert.equal(await slider.getAttribute("aria-valuetext"), `${days[0].day}: 0 MB`);
    await page.getByRole("button", { name: "Show as table" }).click();
    assert.equal(await card(page, "What each day weighs").locator("tbody tr").count(), 90);
  });

  await step("lists what takes the room, in an order that the address keeps", storage, async ({ page }) => {
    const rows = card(page, "Files by exchange and type").locator("tbody tr");
    await rows.first().waitFor();
    assertWords(await rows.first().innerText(), [
      "binance",
      "order books",
      "8,240 MB",
      "50.76 %",
      "10.1",
      "78",
    ]);
    await page.getByRole("button", { name: "Bytes a row" }).click();
    assertWords(await rows.first().innerText(), ["binance", "order books"]);
    await page.getByRole("button", { name: "Bytes a row" }).click();
    assertWords(await rows.first().innerText(), ["candles", "22.3"]);
    await page.reload();
    await rows.first().waitFor();
    assertWords(await rows.first().innerText(), ["candles", "22.3"]);
    await rows.first().getByRole("link").click();
    await page.waitForURL("**/inventory?exchange=binance&type=ohlc");
  });

  await step(
    "says of each remote how it is, what it holds, and how that was checked",
    storage,
    async ({ page }) => {
      await remote(page, "s3:bucket/tape").waitFor();
      assertWords(await remote(page, "s3:bucket/tape").innerText(), [
        "In step",
        "Last in step 7 min ago",
        "Next sync in 5",
        "Holds 480 files, 16,232 MB",
        "Checked all by their hashes",
        "Only there 312 files, 7,488 MB",
      ]);
      assertWords(await remote(page, "b2:tape").innerText(), [
        "Syncing",
        "12 of 180 files, 1,200 MB of 7,232 MB, 21.0 MB a second, 4 min 47 s left",
        "200 by their hashes, 100 by size alone",
      ]);
      assertWords(await remote(page, "nas:tape").innerText(), [
        "Failed, is tried again",
        "Cannot sync to nas:tape: the folder is not there; mount it",
        "290 by size alone it gives no hashes",
      ]);
    },
  );

  await step("syncs at once", storage, async ({ page, deck }) => {
    await page.getByRole("button", { name: "Sync now" }).click();
    await page.getByText("The sync has begun.").waitFor();
    assert.equal((deck as unknown as { syncs: number[] }).syncs.length, 1);
  });

  await step("asks before it purges, saying what would go", storage, async ({ page }) => {
    assertWords(await card(page, "Purge").innerText(), [
      "90 days after a day (of candles: a year) is over, and when space is low",
    ]);
    await page.getByRole("button", { name: "Purge now…" }).click();
    await dialog(page).getByText("62 files would go, 1,205 MB:").waitFor();
    assertWords(await dialog(page).innerText(), [
      "binance BTC/USDT trades 2024-01-01 to 2024-03-01 61 files, 1,200 MB",
      "kraken/ohlc/ETH-EUR/1m 2023-12-31 1 file, 4.9 MB",
      "Each file is looked at on every remote first",
    ]);
    const sent: string[] = [];
    page.on("request", (request) => request.method() === "POST" && sent.push(request.url()));
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Purge now…" }).click();
    await dialog(page).getByText("62 files would go").waitFor();
    assert.deepEqual(sent, []);
    const asked = await answering(page, "/api/storage/purge", 202, { status: "started" });
    await dialog(page).getByRole("button", { name: "Purge now" }).click();
    await page.getByText("The purge has begun.").waitFor();
    assert.equal(asked.length, 1);
  });

  await step("brings files back, saying first what would come", storage, async ({ page }) => {
    const started = { status: "started", id: "4", files: 2, bytes: 48e6 };
    const asked = await answering(page, "/api/storage/restore", 202, started);
    await page.getByRole("button", { name: "Bring files back…" }).click();
    await page.keyboard.type("bin btc/usdt tra");
    await dialog(page).getByRole("option", { name: "binance BTC/USDT trades" }).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await dialog(page).getByText("would come, from 2024-03-05 to").waitFor();
    await dialog(page).getByLabel("First day").fill("2024-03-07");
    await dialog(page).getByLabel("Last day").fill("2024-03-08");
    await dialog(page).getByText(
      /^Nothing of these days is away; \d+ files, \d\d\.\d MB are, from 2024-03-05/,
    )
      .waitFor();
    await dialog(page).getByLabel("First day").fill("2024-03-01");
    await dialog(page).getByLabel("Last day").fill("2024-03-06");
    await dialog(page).getByText("2 files, 48.0 MB would come, from 2024-03-05 to 2024-03-06.").waitFor();
    await dialog(page).getByRole("button", { name: "Bring them back" }).click();
    await page.getByText("On their way: 2 files, 48.0 MB.").waitFor();
    await dialog(page).waitFor({ state: "detached" });
    const series = { exchange: "binance", pair: "BTC/USDT", type: "trades" };
    assert.deepEqual(asked, [{ ...series, from: "2024-03-01", to: "2024-03-07" }]);
  });

  await step("keeps the dialog open with the reason where files cannot come back", {
    ...storage,
    at: "/storage?restore=okx/ohlc/SOL-USDT/1h",
  }, async ({ page, complaints }) => {
    const why = "Cannot restore 48 MB: the disk has 12 MB to spare; free space, or restore less at once";
    const asked = await answering(page, "/api/storage/restore", 409, { detail: why });
    await dialog(page).getByRole("button", { name: "Bring them back" }).click();
    await dialog(page).getByRole("alert").getByText(why).waitFor();
    assert.deepEqual(asked, [{ exchange: "okx", pair: "SOL/USDT", type: "ohlc", span: "1h" }]);
    await dialog(page).getByLabel("First day").fill("2024-03-06");
    await dialog(page).getByLabel("Last day").fill("2024-03-01");
    await dialog(page).getByText("The last day lies before the first.").waitFor();
    assert.ok(complaints.splice(0).every((line) => line.includes("409")));
  });

  await step("shows what is on its way back, what came, and what failed", storage, async ({ page }) => {
    await card(page, "Brought back").waitFor();
    assertWords(await card(page, "Brought back").innerText(), [
      "Rows came late for 2 files",
      "binance/trades/BTC-USDT on its way 1 of 3 files, 24.0 MB of 72.0 MB",
      "kraken/trades/BTC-USD is back, since rows of its time came late",
      "okx/trades/DOGE-USDT failed",
      "b2:tape does not answer",
    ]);
  });

  await step("says what to do where there is no remote", { at: "/storage" }, async ({ page }) => {
    await page.getByText("The data is on this disk only.").waitFor();
    await page.getByText("Nothing is ever removed from this disk.").waitFor();
    assert.equal(await page.getByRole("button", { name: /Sync now|Purge|Bring files back/ }).count(), 0);
    await page.getByText("No damage is on record.").waitFor();
  });

  await step("says that rclone is missing", {
    ...storage,
    deck: (startMs) => {
      const deck = storageDeck(startMs);
      return { ...deck, storage: async () => ({ ...await deck.storage(), rclone_available: false }) };
    },
  }, async ({ page }) => {
    await page.getByText("rclone is not installed, so nothing is copied.").waitFor();
  });

  await step("changes nothing in read-only mode, and says why", {
    ...storage,
    access: { isReadOnly: true },
  }, async ({ page, deck }) => {
    const sync = page.getByRole("button", { name: "Sync now" });
    await page.locator('button[aria-disabled="true"]', { hasText: "Sync now" }).waitFor();
    assert.match(await sync.getAttribute("title") ?? "", /^Read-only mode/);
    await sync.click({ force: true });
    assert.equal((deck as unknown as { syncs: number[] }).syncs.length, 0);
  });

  await step(
    "says what failed, and shows it when it is asked for again",
    storage,
    async ({ page, complaints }) => {
      await card(page, "Disk").waitFor();
      await answering(page, "/api/storage/usage", 503, {
        detail: "Too much is asked for at once; try again.",
      });
      await page.reload();
      const failed = page.getByRole("alert").filter({ hasText: "Cannot show the disk." });
      await failed.getByText("Too much is asked for at once; try again.").waitFor();
      await page.unroute("**/api/storage/usage");
      await failed.getByRole("button", { name: "Try again" }).click();
      await card(page, "Disk").waitFor();
      assert.ok(complaints.splice(0).every((line) => line.includes("503")));
    },
  );

  await step(LOOK, storage, async ({ page }) => {
    await remote(page, "b2:tape").waitFor();
    await card(page, "Disk").waitFor();
    await assertLooks(page);
    await page.getByRole("button", { name: "Bring files back…" }).click();
    await dialog(page).waitFor();
    await assertLooks(page);
  });
});
