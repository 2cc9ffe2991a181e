/** The dashboard over the running program: from a click to what became of it. */
import assert from "node:assert/strict";
import type { BackfillRecord, Scheduler } from "../../schemas/wire.ts";
import { eventually, told } from "../e2e/api_calls.ts";
import { stopProgram } from "../e2e/program.ts";
import { untilSeries } from "../e2e/snapshot.ts";
import { onStage } from "../e2e/stage.ts";
import { complaintsOf, withBrowser } from "./support.ts";

const CANDLES = "sandbox/ohlc/BTC-USDT/1m";

withBrowser("what is clicked on the dashboard happens in the program", (browser) =>
  onStage(async (stage) => {
    const endpoint = await stage.exchange(20);
    await stage.write("tapedeck.yaml", {
      stream_jobs: [{ exchange: "sandbox", pairs: ["BTC/USDT"], channels: ["trades"] }],
      histo_jobs: [{ exchange: "sandbox", pairs: ["BTC/USDT"], span: 60 }],
      exchanges: { sandbox: { endpoint } },
    });
    const { program, url } = await stage.record();
    const page = await browser.newPage();
    const complaints = complaintsOf(page);
    await page.goto(url);
    await page.getByRole("heading", { name: /^Recording 2 series from 1 exchange/ }).waitFor();
    await page.getByText("No gaps since yesterday.").waitFor();

    await told(url, "POST /api/scheduler/stop");
    await page.getByRole("button", { name: "Start the scheduler" }).click({ timeout: 20_000 });
    await page.getByText("The scheduler runs again.").waitFor();
    assert.ok((await told<Scheduler>(url, "GET /api/scheduler")).running);

    const { id } = await told<{ id: string }>(url, "POST /api/backfill", { start: "2021-01-01" });
    const backfill = page.getByRole("region", { name: "Backfills under way" });
    await backfill.getByText(/[1-9]\d* of [\d,]+ windows, [\d,]+ rows/).waitFor();
    await backfill.getByRole("button", { name: "Cancel" }).click();
    const record = () => told<BackfillRecord>(url, `GET /api/backfill/${id}`);
    await eventually("it is cancelled", async () => (await record()).status === "cancelled");
    await backfill.waitFor({ state: "detached" });
    const [{ rows }] = Object.values((await record()).progress);
    assert.ok(rows > 0);
    await untilSeries(url, (all) => all.find(({ key }) => key === CANDLES)!.rows >= rows);

    assert.deepEqual(complaints, []);
    await page.close();
    assert.equal(await stopProgram(program), 0, program.output());
  }));
