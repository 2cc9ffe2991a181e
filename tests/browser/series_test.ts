import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { fixtureSeries, type SeriesDeck } from "./fixture_series.ts";
import { assertLooks, browserTest, LOOK } from "./support.ts";

const KEY = "binance/trades/BTC-USDT";
const at = `/series/${KEY}`;
const DAY_US = 86_400e6;

const chart = (page: Page) => page.getByRole("group", { name: /^Chart of/ });
const queryOf = (page: Page) => new URL(page.url()).searchParams;

/** A made-up series whose questions can be looked at. */
function watched() {
  const made: SeriesDeck[] = [];
  const deck = (nowMs: number) => (made.push(fixtureSeries(nowMs)), made[0]);
  return { deck, asked: () => made[0] };
}

/** Until the chart has drawn what it asked for. */
const drawn = (page: Page) => page.locator('.chart-box[aria-busy="false"] canvas').first().waitFor();

async function shownUs(page: Page): Promise<[number, number]> {
  const text = await page.locator(".chart-range").innerText();
  const [from, to] = text.replace(" UTC", "").split(" – ").map((time) =>
    Date.parse(`${time.replace(" ", "T")}Z`) * 1000
  );
  return [from, to];
}

browserTest("the page of a series", async (step) => {
  const parts = { at, deck: fixtureSeries };

  await step("says what it is, how it goes, and what there is of it", parts, async ({ page }) => {
    await page.getByRole("heading", { level: 1, name: "BTC/USDT trades" }).waitFor();
    assert.match(await page.title(), /(^|\) )BTC\/USDT trades · binance · tapedeck$/);
    await page.getByText("recording, last row at 14:03:09 UTC").waitFor();
    await page.getByRole("heading", { name: "20 gaps" }).waitFor();
    await page.getByRole("heading", { name: "30 files" }).waitFor();
    await page.getByRole("link", { name: "Its log" }).click();
    await page.waitForURL(`**/logs?actor=${encodeURIComponent(KEY)}`);
  });

  const first = watched();
  await step(
    "draws the last day at first, and loads finer bars where one zooms in",
    { at, deck: first.deck },
    async ({ page }) => {
      await drawn(page);
      const [from, to] = await shownUs(page);
      assert.equal(to - from, DAY_US);
      const whole = first.asked().charts.at(-1)!;
      assert.ok(whole.fromUs! <= from && whole.points <= 2000);
      for (let n = 0; n < 4; n++) await page.getByRole("button", { name: "Zoom in" }).click();
      await page.waitForURL((url) => url.search.includes("from="));
      await drawn(page);
      await eventually(() => bucketOf(first.asked()) < bucketAt(whole) / 4, "finer bars are asked for");
      const [near, end] = await shownUs(page);
      assert.equal(Math.round((end - near) / 60e6), 90, "a day, halved four times");
    },
  );

  await step("can be dragged, and the address says where one is", parts, async ({ page }) => {
    await drawn(page);
    const [before] = await shownUs(page);
    const box = (await chart(page).boundingBox())!;
    await page.mouse.move(box.x + 200, box.y + 100);
    await page.mouse.down();
    await page.mouse.move(box.x + 500, box.y + 100, { steps: 5 });
    await page.mouse.up();
    await page.waitForURL((url) => url.search.includes("from="));
    const [after] = await shownUs(page);
    assert.ok(after < before - DAY_US / 10, "the past came into sight");
    assert.ok(Math.abs(Date.parse(queryOf(page).get("from")!) * 1000 - after) < 120e6);
  });

  await step(
    "keeps to the last day while nobody moves it, also in a wider window",
    parts,
    async ({ page }) => {
      await drawn(page);
      await page.setViewportSize({ width: 900, height: 700 });
      await page.waitForTimeout(700);
      assert.equal(queryOf(page).size, 0);
      await page.locator('.span[aria-pressed="true"]', { hasText: "1 d" }).waitFor();
    },
  );

  await step("is moved and zoomed by keyboard", parts, async ({ page }) => {
    await drawn(page);
    const [from, to] = await shownUs(page);
    await chart(page).focus();
    await page.keyboard.press("ArrowLeft");
    await page.waitForURL((url) => url.search.includes("from="));
    assert.deepEqual(await shownUs(page), [from - DAY_US / 4, to - DAY_US / 4]);
    await page.keyboard.press("+");
    const half = new Date(from / 1000).toISOString().slice(0, 16).replace("T", " ");
    await page.locator(".chart-range", { hasText: half }).waitFor();
    const [near, end] = await shownUs(page);
    assert.equal(end - near, DAY_US / 2);
  });

  await step(
    "draws a gap as a band, and no bar over it",
    { ...parts, at: gapAddress() },
    async ({ page }) => {
      await drawn(page);
      const box = (await chart(page).boundingBox())!;
      // The missing hour is the third of five; the axis is right of them.
      await page.mouse.move(box.x + (box.width - 70) / 2, box.y + 120);
      await page.locator(".chart-legend", { hasText: "missing" }).waitFor();
      await page.mouse.move(box.x + 60, box.y + 120);
      await page.locator(".chart-legend", { hasText: "321 rows" }).waitFor();
      await page.mouse.move(box.x, box.y - 60);
      await page.locator(".chart-legend", { hasText: "1 gap" }).waitFor();
      assert.ok(await inkAt(page, "middle") > 0.02, "the band is hatched");
    },
  );

  await step("opens a day of the calendar by keyboard, in the chart", parts, async ({ page }) => {
    await drawn(page);
    const today = new Date().toISOString().slice(0, 10);
    await page.getByRole("button", { name: `${today}: not finished yet` }).focus();
    await page.keyboard.press("ArrowLeft");
    const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
    await page.locator(`.cal:focus[aria-label^="${yesterday}"]`).waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.search.includes("from="));
    assert.equal(queryOf(page).get("from")!.slice(0, 10), yesterday);
    await page.locator(`.cal[aria-pressed="true"][aria-label^="${yesterday}"]`).waitFor();
    await page.goBack();
    await page.locator('.span[aria-pressed="true"]', { hasText: "1 d" }).waitFor();
  });

  await step("has the days of each year as a table too", parts, async ({ page }) => {
    const lastYear = String(new Date().getUTCFullYear() - 1);
    await page.getByRole("button", { name: lastYear }).click();
    await page.getByRole("heading", { name: `Days of ${lastYear}` }).waitFor();
    await page.getByRole("button", { name: "Show as table" }).click();
    const cells = page.getByRole("region", { name: "Days, newest first" }).getByRole("row");
    assert.equal(await cells.count(), 366, "365 days and the head");
  });

  await step("offers the job that a fetch needs, where there is none", {
    at: "/series/binance/trades/ETH-USDT",
    deck: fixtureSeries,
  }, async ({ page }) => {
    await page.getByRole("link", { name: "Add a job for it" }).click();
    const form = page.getByRole("dialog", { name: "New history" });
    await form.getByText("ETH/USDT").waitFor();
    assert.equal(await form.getByRole("combobox", { name: "Exchange" }).inputValue(), "binance");
    assert.match(await form.getByLabel("From", { exact: true }).inputValue(), /^\d{4}-\d\d-\d\d$/);
    await form.getByRole("button", { name: "Close" }).click();
    await page.waitForURL((url) => url.pathname === "/jobs" && url.search === "");
  });

  const fetching = watched();
  await step(
    "fetches a gap, follows it, and says what came",
    { at, deck: fetching.deck },
    async ({ page }) => {
      await page.getByRole("button", { name: /^Fetch now/ }).first().click();
      await page.getByText("3 of 12 windows").waitFor();
      const [{ exchange, pairs, start }] = fetching.asked().fetches as [Record<string, unknown>];
      assert.deepEqual([exchange, pairs], ["binance", ["BTC/USDT"]]);
      assert.match(String(start), /^\d{4}-\d\d-\d\d$/);
      fetching.asked().endFetch(1_234);
      await page.getByText("Fetched. 1,234 rows came.").waitFor();
      assert.equal(await page.getByText("cannot be fetched").count(), 2, "of the six that are shown");
    },
  );

  await step("shows a gap in the chart", parts, async ({ page }) => {
    await drawn(page);
    await page.getByRole("button", { name: /^Show the gap/ }).nth(1).click();
    await page.waitForURL((url) => url.search.includes("from="));
    const [from, to] = await shownUs(page);
    assert.ok(Math.abs((to - from) - 3 * 2_040e6) < 120e6, "with as much on either side");
  });

  await step(
    "offers no fetch where nothing may be changed",
    { ...parts, access: { isReadOnly: true } },
    async ({ page }) => {
      const button = page.getByRole("button", { name: /^Fetch now/ }).first();
      await button.waitFor();
      assert.equal(await button.getAttribute("aria-disabled"), "true");
      assert.match(await button.getAttribute("title") ?? "", /read-only/i);
    },
  );

  await step("shows the newest rows for as long as one looks", parts, async ({ page }) => {
    const box = page.getByRole("region", { name: "Last rows, newest first" });
    await box.scrollIntoViewIfNeeded();
    await box.getByText("42059").waitFor();
    await box.getByRole("row").nth(40).waitFor();
    assert.equal(await box.getByRole("row").count(), 41, "40 rows and the head");
    await page.getByRole("button", { name: "Pause" }).click();
    await page.getByText("paused").waitFor();
    await page.waitForTimeout(500); // one may have been under way
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.waitForTimeout(1_500);
    assert.deepEqual(asked.filter((url) => url.includes("/api/read")), []);
  });

  await step("downloads what the chart shows, or another range", {
    ...parts,
    at: `${at}?from=2026-01-02&to=2026-01-03`,
  }, async ({ page }) => {
    const link = page.getByRole("link", { name: "CSV" });
    await link.waitFor();
    assert.match(
      await link.getAttribute("href") ?? "",
      /pair=BTC\/USDT&type=trades&from=2026-01-02T00:00:00Z&to=2026-01-03T00:00:00Z&format=csv$/,
    );
    const [file] = await Promise.all([page.waitForEvent("download"), link.click()]);
    assert.equal(file.suggestedFilename(), "binance_trades_BTC-USDT.csv");
    await page.getByLabel("To, UTC").fill("2026-01-01");
    await page.getByText("The end must lie behind the beginning.").waitFor();
    assert.equal(await link.getAttribute("href"), null);
    await page.getByLabel("To, UTC").fill("2026-01-02 06:30");
    assert.match(
      await page.getByRole("link", { name: "Parquet" }).getAttribute("href") ?? "",
      /to=2026-01-02T06:30Z&format=parquet$/,
    );
  });

  await step("has lines to copy for each program, with the real folder", parts, async ({ page }) => {
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    for (const name of ["polars", "pandas", "curl", "DuckDB"]) {
      await page.getByRole("group", { name: "Program" }).getByRole("button", { name }).click();
      await page.getByRole("region", { name: `Lines for ${name}` }).waitFor();
    }
    await page.getByRole("button", { name: /the lines for DuckDB$/ }).click();
    const copied = await page.evaluate("navigator.clipboard.readText()") as string;
    assert.ok(copied.includes(`read_parquet('/srv/tape/data/${KEY}/*.parquet')`), copied);
  });

  await step(
    "fetches the drawing library for a chart only",
    { at: "/inventory", deck: fixtureSeries },
    async ({ page }) => {
      await page.locator(".inv-row").first().waitFor();
      const library = () =>
        page.evaluate(
          "performance.getEntriesByName(location.origin + '/vendor/lightweight_charts.mjs').length",
        );
      assert.equal(await library(), 0);
      await page.locator(".inv-series a").first().click();
      await drawn(page);
      assert.equal(await library(), 1);
      await page.getByRole("link", { name: "TradingView" }).waitFor();
    },
  );

  const unknown = {
    at: "/series/binance/trades/NO-SUCH",
    deck: (now: number) => fixtureSeries(now, { unknown: ["binance/trades/NO-SUCH"] }),
  };
  await step(
    "says that there is no such series, and where all are",
    unknown,
    async ({ page, complaints }) => {
      await page.getByRole("heading", { name: "There is no series binance/trades/NO-SUCH" }).waitFor();
      await page.getByRole("link", { name: "Search the inventory" }).click();
      await page.locator(".inv-row").first().waitFor();
      assert.ok(complaints.splice(0).every((line) => line.includes("404")));
    },
  );

  const early = {
    at: "/series/okx/trades/BTC-USDT+USDT",
    deck: (now: number) => fixtureSeries(now, { unknown: ["okx/trades/BTC-USDT+USDT"] }),
  };
  await step("waits for the first row of a series that has none", early, async ({ page, complaints }) => {
    await page.getByRole("heading", { name: "BTC/USDT:USDT trades" }).waitFor();
    await page.getByText("No rows yet.").first().waitFor();
    assert.ok(complaints.splice(0).every((line) => line.includes("404")));
  });

  await step("says why there is no chart, and tries again", parts, async ({ page, complaints }) => {
    await page.route(
      "**/api/chart?**",
      (route) => route.fulfill({ status: 500, json: { detail: "Cannot chart it: a file is broken" } }),
    );
    await page.reload();
    await page.getByText("Cannot chart it: a file is broken").waitFor();
    await page.unroute("**/api/chart?**");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.mouse.move(0, 0);
    await page.locator(".chart-legend", { hasText: "rows" }).waitFor();
    assert.ok(complaints.splice(0).every((line) => line.includes("500")));
  });

  await step(LOOK, parts, async ({ page }) => {
    await drawn(page);
    await assertLooks(page);
    await page.getByRole("button", { name: "Show as table" }).click();
    await assertLooks(page);
  });
});

const bucketAt = ({ fromUs, toUs, points }: SeriesDeck["charts"][number]) => (toUs! - fromUs!) / points;
const bucketOf = ({ charts }: SeriesDeck) => bucketAt(charts.at(-1)!);

/** Five hours around a missing one. */
function gapAddress(): string {
  const hour = Math.floor(Date.now() / 3_600_000) - 24;
  const missing = hour - (hour - 7) % 19;
  const timeOf = (hours: number) => new Date(hours * 3_600_000).toISOString().slice(0, 19) + "Z";
  return `${at}?from=${timeOf(missing - 2)}&to=${timeOf(missing + 3)}`;
}

/** The share of the chart's pixels there that are not its ground: of a column in the upper part. */
async function inkAt(page: Page, place: "middle"): Promise<number> {
  const share = { middle: 0.5 }[place];
  return await page.evaluate(`(() => {
    const canvas = document.querySelector(".chart-place canvas");
    const { width, height } = canvas;
    const data = canvas.getContext("2d").getImageData(Math.round(width * ${share}), 10, 12, height / 3).data;
    const ground = data.slice(0, 3).join();
    let other = 0;
    for (let n = 0; n < data.length; n += 4) if (data.slice(n, n + 3).join() !== ground) other++;
    return other / (data.length / 4);
  })()`) as number;
}

async function eventually(holds: () => boolean, what: string): Promise<void> {
  for (let n = 0; n < 50; n++) {
    if (holds()) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  assert.fail(`not in time: ${what}`);
}
