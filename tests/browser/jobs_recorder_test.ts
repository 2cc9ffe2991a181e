/** The page of the jobs over the running product: from a click to the effect on disk. */
import assert from "node:assert/strict";
import { join } from "@std/path";
import type { Page } from "playwright-core";
import type { Scheduler } from "../../schemas/wire.ts";
import { eventually, statusOf, told } from "../e2e/api_calls.ts";
import { untilSeries } from "../e2e/snapshot.ts";
import { onStage, type Stage } from "../e2e/stage.ts";
import { browserTest } from "./support.ts";

const CONFIG = (endpoint: string) =>
  `# what I record
storage:
  seal_interval: 1
stream_jobs:
  - exchange: sandbox
    pairs: [BTC/USDT, ETH/USDT] # the large ones
    channels: [trades]
histo_jobs:
  - exchange: sandbox
    pairs: [BTC/USDT]
    span: 3600
exchanges:
  sandbox:
    endpoint: ${endpoint}
`;

/** Where a visit begins, before it goes to the recorder. */
const atJobs = { at: "/jobs" };

interface Recording {
  url: string;
  /** The config's file as it is now. */
  file(): Promise<string>;
  folder: string;
}

/** The running product with the sandbox, and the page of its jobs. */
async function recording(page: Page, body: (recording: Recording) => Promise<void>): Promise<void> {
  await onStage(async ({ folder, write, record, exchange }: Stage) => {
    await write("tapedeck.yaml", CONFIG(await exchange(100)));
    const { url } = await record();
    await untilSeries(url, (all) => all.length === 3 && all.every(({ rows }) => rows > 0));
    await page.goto(`${url}/jobs`);
    await page.getByRole("heading", { name: "Live streams" }).waitFor();
    await body({ url, folder, file: () => Deno.readTextFile(join(folder, "tapedeck.yaml")) });
    // The page lets go before the program ends, or it would complain that nobody answers.
    await page.goto("about:blank");
  });
}

/** None while there is no such folder yet. */
async function namesIn(folder: string): Promise<string[]> {
  return await Array.fromAsync(Deno.readDir(folder), ({ name }) => name).catch(() => []);
}

const pairsField = (page: Page) => page.getByRole("combobox", { name: "Pairs" });
const dialog = (page: Page) => page.getByRole("dialog");
const inForm = (page: Page, name: string) => dialog(page).getByLabel(name, { exact: true });

browserTest("the jobs, over a running recorder", async (step) => {
  await step(
    "a stream is added by keyboard alone, records at once, and stands in the file",
    {},
    async ({ page }) => {
      await recording(page, async ({ url, file }) => {
        await page.getByRole("button", { name: "New live stream" }).focus();
        await page.keyboard.press("Enter");
        await dialog(page).getByRole("combobox", { name: "Exchange" }).waitFor();
        await page.keyboard.type("sandb");
        await dialog(page).getByRole("option", { name: /^sandbox/ }).waitFor();
        await page.keyboard.press("ArrowDown");
        await page.keyboard.press("Enter");
        await page.keyboard.press("Tab");
        await page.keyboard.type("fre");
        await dialog(page).getByRole("option", { name: "FRESH/USDT" }).waitFor();
        await page.keyboard.press("ArrowDown");
        await page.keyboard.press("Enter");
        await page.keyboard.press("Enter");
        await dialog(page).waitFor({ state: "detached" });
        await page.getByText("Added the job for sandbox trades.").waitFor();
        await untilSeries(url, (all) => all.some(({ key }) => key === "sandbox/trades/FRESH-USDT"));
        await page.getByText("FRESH/USDT").first().waitFor();
        const text = await file();
        assert.match(text, /# what I record/);
        assert.match(text, /# the large ones/);
        assert.match(text, /FRESH\/USDT/);
      });
    },
  );

  await step(
    "a stream is paused, which can be taken back, and the other goes on",
    atJobs,
    async ({ page }) => {
      await recording(page, async ({ url }) => {
        await page.getByRole("button", { name: "Pause sandbox BTC/USDT" }).click();
        await page.getByRole("button", { name: "Resume sandbox BTC/USDT" }).waitFor();
        assert.equal(await statusOf(url, "sandbox_BTC_USDT_trades"), "stopped");
        assert.equal(await statusOf(url, "sandbox_ETH_USDT_trades"), "running");
        await page.getByRole("button", { name: "Undo" }).click();
        await page.getByRole("button", { name: "Pause sandbox BTC/USDT" }).waitFor();
        await eventually("it runs", async () => await statusOf(url, "sandbox_BTC_USDT_trades") === "running");
      });
    },
  );

  await step(
    "a history is paused in the file, is asked for by nobody, and resumes",
    atJobs,
    async (visit) => {
      const { page } = visit;
      await recording(page, async ({ url, file }) => {
        const nextRun = async () => (await told<Scheduler>(url, "GET /api/scheduler")).jobs[0].next_run;
        await eventually("it has a next run", async () => await nextRun() !== null);
        await page.getByRole("button", { name: "Pause sandbox candles 1h" }).click();
        await page.getByRole("button", { name: "Resume sandbox candles 1h" }).waitFor();
        assert.match(await file(), /span: 3600\n {4}paused: true\n/);
        assert.doesNotMatch(await file(), /data_type/);
        await eventually("it has none", async () => await nextRun() === null);
        const collect = page.getByRole("button", { name: "Collect now sandbox BTC/USDT" });
        assert.equal(await collect.getAttribute("aria-disabled"), "true");
        assert.equal(await page.locator(".job-state", { hasText: "Paused" }).count(), 1);

        await page.getByRole("button", { name: "Undo" }).click();
        await page.getByRole("button", { name: "Pause sandbox candles 1h" }).waitFor();
        await eventually("it has a next run again", async () => await nextRun() !== null);
        assert.match(await file(), /paused: false/);
      });
    },
  );

  await step("a job is changed, deleted, and brought back", atJobs, async ({ page }) => {
    await recording(page, async ({ url, file }) => {
      await page.getByRole("button", { name: "Change sandbox trades" }).click();
      await dialog(page).getByRole("button", { name: "Take ETH/USDT out" }).click();
      await dialog(page).getByRole("checkbox", { name: "Order book" }).check();
      await inForm(page, "Seconds between samples").fill("5");
      await page.getByRole("button", { name: "Save the change" }).click();
      await page.getByRole("heading", { name: "sandbox trades and order book" }).waitFor();
      await untilSeries(
        url,
        (all) => all.some(({ key, rows }) => key === "sandbox/orderbook/BTC-USDT" && rows > 0),
      );
      assert.match(await file(), /time_step: 5/);
      assert.doesNotMatch(await file(), /ETH\/USDT/);

      await page.getByRole("button", { name: "Delete sandbox trades and order book" }).click();
      await page.getByText("Nothing is streamed.").waitFor();
      assert.doesNotMatch(await file(), /time_step/);
      await page.getByRole("button", { name: "Undo" }).click();
      await page.getByRole("heading", { name: "sandbox trades and order book" }).waitFor();
      assert.match(await file(), /time_step: 5/);
    });
  });

  await step("what the recorder refuses stands at its field, and nothing is saved", atJobs, async (visit) => {
    const { page, complaints } = visit;
    await recording(page, async ({ file }) => {
      const before = await file();
      await page.getByRole("button", { name: "New live stream" }).click();
      await dialog(page).getByRole("combobox", { name: "Exchange" }).fill("sandbox");
      await pairsField(page).fill("BTC");
      await dialog(page).getByRole("checkbox", { name: "Order book" }).check();
      await inForm(page, "Levels a side").fill("many");
      await page.getByRole("button", { name: "Add the job" }).click();
      const pairs = dialog(page).locator(".field", { has: pairsField(page) });
      await pairs.getByText(/is no pair: write base and quote with a slash/).waitFor();
      assert.equal(await inForm(page, "Levels a side").getAttribute("aria-invalid"), "true");
      assert.equal(await file(), before);
      const refused = complaints.splice(0);
      assert.ok(refused.every((line) => line.includes("422")), refused.join("\n"));
    });
  });

  await step(
    "a history is filled: first what it would fetch, then how it comes",
    atJobs,
    async ({ page }) => {
      await recording(page, async ({ folder }) => {
        await page.getByRole("button", { name: "Backfill… sandbox" }).click();
        const start = new Date(Date.now() - 400 * 86_400_000).toISOString().slice(0, 10);
        await inForm(page, "From").fill(start);
        await dialog(page).getByText(/^Would ask for \d+ windows? of 1 series: (at most )?[\d,]+ rows/)
          .waitFor();
        await page.getByRole("button", { name: "Fetch what is missing" }).click();
        await dialog(page).getByRole("article", { name: "Backfill of sandbox" }).getByText("Done", {
          exact: true,
        })
          .waitFor();
        await dialog(page).getByRole("button", { name: "Close", exact: true }).last().click();
        await page.getByRole("row", { name: /Done sandbox: BTC\/USDT backfill/ }).waitFor();
        const year = start.slice(0, 4);
        const candles = join(folder, "data/sandbox/ohlc/BTC-USDT/1h");
        await eventually(
          "the year is on disk",
          async () => (await namesIn(candles)).some((name) => name.startsWith(year)),
        );
      });
    },
  );

  await step(
    "the schedule is halted and let run again, and a history is collected now",
    {},
    async ({ page }) => {
      await recording(page, async ({ url }) => {
        const isRunning = async () => (await told<Scheduler>(url, "GET /api/scheduler")).running;
        await page.getByRole("button", { name: "Halt the schedule" }).click();
        await page.getByRole("button", { name: "Let it run" }).waitFor();
        assert.equal(await isRunning(), false);
        await page.getByRole("button", { name: "Let it run" }).click();
        await page.getByRole("button", { name: "Halt the schedule" }).waitFor();
        assert.equal(await isRunning(), true);
        const runs = page.getByRole("region", { name: "Runs, newest first" }).locator("tbody tr");
        const before = await runs.count();
        await page.getByRole("button", { name: "Collect now sandbox BTC/USDT" }).click();
        await eventually("its run is listed", async () => await runs.count() > before);
      });
    },
  );
});
