/** The pages of inventory and series over the running recorder: what they show is what is on disk. */
import assert from "node:assert/strict";
import { join } from "@std/path";
import { query } from "../e2e/parquet_rows.ts";
import { untilSeries } from "../e2e/snapshot.ts";
import { onStage } from "../e2e/stage.ts";
import { browserTest } from "./support.ts";

const TRADES = "sandbox/trades/BTC-USDT";

browserTest("inventory and series of the running recorder", async (step) => {
  await step(
    "a series is found, drawn, followed live, and taken along",
    {},
    ({ page }) =>
      onStage(async (stage) => {
        await stage.write("tapedeck.yaml", {
          storage: { seal_interval: 2 },
          stream_jobs: [{ exchange: "sandbox", pairs: ["BTC/USDT"], channels: ["trades"] }],
          histo_jobs: [{ exchange: "sandbox", pairs: ["BTC/USDT"], span: 60 }],
          exchanges: { sandbox: { endpoint: await stage.exchange(50) } },
        });
        const { url } = await stage.record();
        await untilSeries(
          url,
          (all) => all.length === 2 && all.every(({ disk }) => (disk?.files ?? 0) > 0),
          60_000,
        );

        await page.goto(`${url}/inventory`);
        await page.getByRole("searchbox").fill("trades btc");
        await page.getByRole("link", { name: "BTC/USDT" }).click();
        await page.waitForURL(`**/series/${TRADES}`);
        await page.locator(".chart-legend", { hasText: /[1-9][\d,]* rows/ }).waitFor();

        const lastRows = page.getByRole("region", { name: "Last rows, newest first" });
        await lastRows.scrollIntoViewIfNeeded();
        const lastRow = lastRows.getByRole("row").nth(1);
        const before = await lastRow.innerText();
        await page.waitForTimeout(3_000);
        assert.notEqual(await lastRow.innerText(), before, "new rows come");

        const [file] = await Promise.all([
          page.waitForEvent("download"),
          page.getByRole("link", { name: "Parquet" }).click(),
        ]);
        const path = join(stage.folder, "range.parquet");
        await file.saveAs(path);
        const [{ rows }] = await query(`select count(*) as rows from '${path}'`);
        assert.ok(Number(rows) > 50, `${rows} rows were downloaded`);

        const lines = await page.locator(".snippet code").innerText();
        const read = await query(lines.replace(/;$/, ""));
        assert.ok(read.length > 0);
        assert.equal(new Set(read.map(({ id }) => id)).size, read.length, "each trade once");

        const titles =
          "[...document.querySelectorAll('.file-table tbody tr:first-child code')].map(({ title }) => title)";
        const [name, sum] = await page.evaluate(titles) as string[];
        const bytes = await Deno.readFile(join(stage.folder, "data", name)).catch(() => null);
        // A part that was merged meanwhile is gone; what the page says of one that is there must hold.
        if (bytes) assert.equal(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex(), sum);

        // Off the chart, or its figures are those of one bar.
        await page.mouse.move(0, 0);
        await page.goto(`${url}/series/sandbox/ohlc/BTC-USDT/1m`);
        await page.locator(".chart-legend", { hasText: /[1-9][\d,]* rows/ }).waitFor();
        await page.getByRole("heading", { name: /^Days of / }).waitFor();
        // The recorder is killed next, of which the page would complain.
        await page.goto("about:blank");
      }),
  );
});
