/** The pages of the log and of the config over the running product: from a click to the effect on disk. */
import assert from "node:assert/strict";
import { join } from "@std/path";
import { untilSeries } from "../e2e/snapshot.ts";
import { onStage } from "../e2e/stage.ts";
import { browserTest } from "./support.ts";

const CONFIG = (endpoint: string) =>
  `# what I record
storage:
  seal_interval: 1
stream_jobs:
  - exchange: sandbox
    pairs: [BTC/USDT] # the large one
    channels: [trades]
exchanges:
  sandbox:
    endpoint: ${endpoint}
alerts:
  webhook_url: http://127.0.0.1:9/a-secret-path # of the night shift
`;

browserTest("the pages of the log and the config, over the running product", async (step) => {
  await step("show what happens, and change what is recorded", { at: "/logs" }, async ({ page }) => {
    await onStage(async ({ folder, write, record, exchange }) => {
      await write("tapedeck.yaml", CONFIG(await exchange(100)));
      const { url } = await record();
      await untilSeries(url, (all) => all.length === 1 && all[0].rows > 0);

      await page.goto(`${url}/config`);
      const editor = page.getByRole("textbox", { name: "The config, as YAML" });
      const text = await editor.inputValue();
      assert.ok(!text.includes("a-secret-path"));
      await editor.fill(text.replace("[BTC/USDT]", "[BTC/USDT, ETH/USDT]"));
      await page.getByText("It starts 1 series:").waitFor();
      await page.getByRole("button", { name: "Review and save…" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
      await page.getByText("Saved: it starts 1 series.").waitFor();
      const saved = await Deno.readTextFile(join(folder, "tapedeck.yaml"));
      assert.match(saved, /pairs: \[BTC\/USDT, ETH\/USDT\] # the large one/);
      assert.match(saved, /a-secret-path # of the night shift/);
      await untilSeries(url, (all) => all.length === 2 && all.every(({ rows }) => rows > 0));

      await page.getByRole("button", { name: "Send a test alert" }).click();
      await page.getByText(/^The test alert was not sent: /).waitFor();

      await page.getByRole("link", { name: "Logs" }).click();
      await page.getByRole("log").getByText(/tapedeck\.yaml/).first().waitFor();
      await page.getByLabel("About").fill("config");
      await page.waitForURL("**/logs?actor=config");
      await page.getByRole("link", { name: "config", exact: true }).first().waitFor();
      // What is written into the log later comes by itself.
      await Deno.writeTextFile(
        join(folder, "tapedeck.yaml"),
        saved.replace("seal_interval: 1", "seal_intervall: 1"),
      );
      await page.getByRole("log").getByText(/seal_intervall is no known key/).first().waitFor();
      await page.goto("about:blank");
    });
  });
});
