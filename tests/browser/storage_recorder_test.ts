/** The page of the storage over the running product: from a click to the effect on disk. */
import assert from "node:assert/strict";
import { join } from "@std/path";
import type { Page } from "playwright-core";
import { openRealDisk } from "../../actors/archive/real_disk.ts";
import { sealAll } from "../../actors/archive/seal.ts";
import { createSettler } from "../../actors/archive/settle.ts";
import { TestClock } from "../../actors/kernel/test_clock.ts";
import * as sample from "../archive/samples.ts";
import { eventually } from "../e2e/api_calls.ts";
import { untilSeries } from "../e2e/snapshot.ts";
import { onStage } from "../e2e/stage.ts";
import { browserTest } from "./support.ts";

const FOLDER = "sandbox/trades/BTC-USDT";
const DAY = `${FOLDER}/2024-03-05.parquet`;
const REMOTE = "copy:tape";

interface Recording {
  data: string;
  /** Where the remote's files are. */
  there: string;
}

/** The running product with the sandbox and a folder as its remote, and the page of its storage. */
async function recording(
  page: Page,
  rule: Record<string, unknown>,
  body: (recording: Recording) => Promise<void>,
): Promise<void> {
  await onStage(async ({ folder, write, record, exchange }) => {
    const [data, copy] = [join(folder, "data"), join(folder, "copy")];
    await Promise.all([data, copy].map((path) => Deno.mkdir(path)));
    await recordDay(data);
    await write("tapedeck.yaml", {
      storage: {
        ...{ min_free_gb: 0, sync_interval: 0, seal_interval: 1 },
        remotes: [{ provider: "rclone", remote: REMOTE, ...rule }],
      },
      stream_jobs: [{ exchange: "sandbox", pairs: ["ETH/USDT"], channels: ["trades"] }],
      exchanges: { sandbox: { endpoint: await exchange(50) } },
    });
    const env = {
      RCLONE_CONFIG: "/dev/null",
      RCLONE_CONFIG_COPY_TYPE: "alias",
      RCLONE_CONFIG_COPY_REMOTE: copy,
    };
    const { url } = await record([], { env });
    await untilSeries(url, (all) => all.some(({ disk }) => (disk?.files ?? 0) > 0));
    await page.goto(`${url}/storage`);
    await body({ data, there: join(copy, "tape") });
    // The page lets go before the program ends, or it would complain that nobody answers.
    await page.goto("about:blank");
  });
}

/** A day of trades, long over, as one file. */
async function recordDay(data: string): Promise<void> {
  const disk = openRealDisk(data);
  const rig = sample.rigOn(disk, new TestClock(sample.DAY_US / 1000 + 26 * 3_600_000));
  const journal = rig.journal(2);
  await journal.append({ key: sample.TRADES, rows: sample.ofTrades(sample.trades(0, 100)) });
  await journal.close();
  await sealAll(rig.archive, "sandbox", () => true);
  for (const error of (await createSettler(rig.archive)()).values()) throw error;
  await Deno.writeTextFile(join(data, ".tapedeck/epoch"), "2\n");
}

async function isThere(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

const remoteCard = (page: Page) => page.getByRole("article", { name: REMOTE });

async function syncNow(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Sync now" }).click();
  await remoteCard(page).getByText("In step", { exact: true }).waitFor();
}

browserTest("the storage, over a running recorder", async (step) => {
  await step("what is on disk is shown, and brought to the remote at once", {}, async ({ page }) => {
    await recording(page, {}, async ({ data, there }) => {
      await page.getByRole("row", { name: /^sandbox.* trades/ }).waitFor();
      await page.getByText(/MB free$/).waitFor();
      await remoteCard(page).getByText("Not synced yet").waitFor();
      assert.equal(await isThere(there), false);
      await syncNow(page);
      await remoteCard(page).getByText("all by their hashes").waitFor();
      assert.deepEqual(await Deno.readFile(join(there, DAY)), await Deno.readFile(join(data, DAY)));
      await page.getByText("No damage is on record.").waitFor();
    });
  });

  await step("what the remote holds leaves the disk, and comes back as it was", {}, async ({ page }) => {
    await recording(page, { purge_after_days: 30 }, async ({ data }) => {
      const before = await Deno.readFile(join(data, DAY));
      await syncNow(page);
      await page.getByRole("button", { name: "Purge now…" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Purge now" }).click();
      await eventually("the file is gone", async () => !await isThere(join(data, DAY)));
      await remoteCard(page).locator("dl > div").filter({ hasText: /^Only there\s*1 file, / }).waitFor();

      await page.getByRole("button", { name: "Bring files back…" }).click();
      await page.keyboard.type("btc");
      await page.getByRole("option", { name: "sandbox BTC/USDT trades" }).click();
      await page.getByText(/^1 file, .* would come, of 2024-03-05\.$/).waitFor();
      await page.getByRole("button", { name: "Bring them back" }).click();
      await page.getByRole("region", { name: "Brought back" }).getByText("is back").waitFor();
      assert.deepEqual(await Deno.readFile(join(data, DAY)), before);
    });
  });
});
