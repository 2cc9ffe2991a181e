import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { configDeck } from "./fixture_texts.ts";
import { assertAccessible, assertLooks, browserTest, LOOK } from "./support.ts";

const editor = (page: Page) => page.getByRole("textbox", { name: "The config, as YAML" });
const dialog = (page: Page) => page.getByRole("dialog");
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

/** Somebody else saves the file. */
async function saveElsewhere(origin: string, change: (text: string) => string): Promise<void> {
  const { text } = await (await fetch(`${origin}/api/config/text`)).json();
  const body = JSON.stringify({ text: change(text) });
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${origin}/api/config/text`, { method: "PUT", headers, body });
  assert.equal(answer.status, 200, await answer.text());
}

async function replace(page: Page, from: string, to: string): Promise<void> {
  const text = await editor(page).inputValue();
  assert.ok(text.includes(from), `no ${from} in the text`);
  await editor(page).fill(text.replace(from, to));
}

function open(access = {}) {
  const made = configDeck();
  return { made, options: { at: "/config", deck: () => made, access } };
}

browserTest("the page of the config", async (step) => {
  const wrong = open();
  await step(
    "marks what is wrong at its line as one types, and saves nothing",
    wrong.options,
    async ({ page }) => {
      await replace(page, "ui_port", "ui_prot");
      await page.locator(".editor .wrong", { hasText: "ui_prot: 8080" }).waitFor();
      await page.getByRole("status").filter({ hasText: "1 thing to correct, the first in line 15" })
        .waitFor();
      assert.equal(await editor(page).getAttribute("aria-invalid"), "true");
      await button(page, "Line 15").click();
      const caret = await page.evaluate(
        "document.activeElement.value.slice(document.activeElement.selectionStart)",
      ) as string;
      assert.match(caret, /^ui_prot/);
      assert.equal(await button(page, "Review and save…").getAttribute("aria-disabled"), "true");
      await page.keyboard.press("Control+s");
      assert.equal(await dialog(page).count(), 0);
      await replace(page, "ui_prot", "ui_port");
      await page.getByText("Nothing changes: this is the file as it is.").waitFor();
    },
  );

  const saved = open();
  await step(
    "shows what differs and what comes of it, saves, and undoes",
    saved.options,
    async ({ page }) => {
      await replace(page, "[BTC/USDT, ETH/USDT]", "[BTC/USDT, SOL/USDT]");
      await page.getByText("It starts 1 series, stops 1 series:").waitFor();
      await editor(page).press("Control+s");
      await dialog(page).getByText("stops binance ETH/USDT trades").waitFor();
      assert.equal(
        await dialog(page).locator("ins").innerText(),
        "    pairs: [BTC/USDT, SOL/USDT] # the large ones",
      );
      assert.equal(await dialog(page).locator("del").count(), 1);
      await assertAccessible(page);
      await dialog(page).getByRole("button", { name: "Save" }).click();
      await page.getByText("Saved: it starts 1 series, stops 1 series.").waitFor();
      assert.match(saved.made.textNow(), /SOL\/USDT\] # the large ones/);
      await button(page, "Undo").click();
      await page.getByText("The file is as it was before.").waitFor();
      assert.match(saved.made.textNow(), /ETH\/USDT\] # the large ones/);
      assert.match(await editor(page).inputValue(), /ETH\/USDT/);
    },
  );

  const apart = open();
  await step(
    "puts both changes together where somebody else was faster",
    apart.options,
    async ({ page, origin, complaints }) => {
      await replace(page, "ui_port: 8080", "ui_port: 9090");
      await page.getByText("It makes 1 change:").waitFor();
      await saveElsewhere(origin, (text) => text.replace("# What is recorded here.", "# Ours."));
      await button(page, "Review and save…").click();
      await dialog(page).getByRole("button", { name: "Save" }).click();
      await dialog(page).getByText("You changed different lines").waitFor();
      assert.equal(await dialog(page).locator("ins").innerText(), "# Ours.");
      await assertAccessible(page);
      await button(page, "Put both together").click();
      assert.match(await editor(page).inputValue(), /^# Ours\.[^]*ui_port: 9090/);
      await page.getByText("It makes 1 change:").waitFor();
      await button(page, "Review and save…").click();
      await dialog(page).getByRole("button", { name: "Save" }).click();
      await page.getByText("Saved: it makes 1 change.").waitFor();
      assert.match(apart.made.textNow(), /^# Ours\.[^]*ui_port: 9090/);
      // The browser tells of each answer that is an error: the one 412 that this is about.
      assert.equal(complaints.splice(0).filter((line) => !line.includes("412")).length, 0);
    },
  );

  const same = open();
  await step("lets one choose where both changed the same", same.options, async ({ page, origin }) => {
    await replace(page, "ui_port: 8080", "ui_port: 9090");
    await saveElsewhere(origin, (text) => text.replace("ui_port: 8080", "ui_port: 7070"));
    // Who comes back to the page sees the newest.
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
    await page.getByText("The file was changed by somebody else").waitFor();
    await button(page, "Compare").click();
    await dialog(page).getByText("Both of you changed the same lines").waitFor();
    assert.equal(await button(page, "Put both together").count(), 0);
    await button(page, "Take theirs, drop mine").click();
    assert.match(await editor(page).inputValue(), /ui_port: 7070/);
    assert.equal(await page.getByText("Not saved").count(), 0);
  });

  const idle = open();
  await step("follows the file while nothing is changed here", idle.options, async ({ page, origin }) => {
    await editor(page).waitFor();
    await saveElsewhere(origin, (text) => text.replace("8080", "7070"));
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
    await page.getByText("The file was changed elsewhere").waitFor();
    assert.match(await editor(page).inputValue(), /7070/);
  });

  const guarded = open();
  await step("asks before changes that are not saved are left", guarded.options, async ({ page }) => {
    await replace(page, "8080", "9090");
    const asked: string[] = [];
    page.once("dialog", (question) => (asked.push(question.message()), question.dismiss()));
    await page.getByRole("link", { name: "Logs" }).click();
    assert.deepEqual(asked, ["Your changes of the config are not saved. Leave them?"]);
    assert.match(await editor(page).inputValue(), /9090/);
    await button(page, "Drop my changes").click();
    await page.getByRole("link", { name: "Logs" }).click();
    await page.waitForURL("**/logs");
  });

  const keys = open();
  await step(
    "indents with Tab, keeps the indentation, and lets go after Escape",
    keys.options,
    async ({ page }) => {
      await editor(page).waitFor();
      await page.keyboard.press("e");
      await page.keyboard.press("Control+End");
      await page.keyboard.press("Enter");
      await page.keyboard.type("alerts:");
      await page.keyboard.press("Enter");
      await page.keyboard.press("Tab");
      await page.keyboard.type("format: auto");
      await page.keyboard.press("Enter");
      await page.keyboard.type("# end");
      assert.match(await editor(page).inputValue(), /\n\nalerts:\n {2}format: auto\n {2}# end$/);
      await page.keyboard.press("Shift+Tab");
      assert.match(await editor(page).inputValue(), /\n# end$/);
      await page.keyboard.press("Control+z");
      assert.match(await editor(page).inputValue(), /\n {2}# end$/);
      await page.keyboard.press("Escape");
      await page.keyboard.press("Tab");
      assert.notEqual(await page.evaluate("document.activeElement.id"), "config-text");
    },
  );

  const alerts = { ...open().options };
  const configured = {
    ...{ configured: true, format: "slack" as const, queued: 0, last_sent_at: null, last_error: null },
    heartbeat: { configured: false, last_at: null, last_error: null },
  };
  await step("lists what the environment sets, and sends a test alert", {
    ...alerts,
    deck: () => ({ ...configDeck(), alerts: () => Promise.resolve(configured) }),
  }, async ({ page }) => {
    await page.getByText("TAPEDECK_UI_PORT").waitFor();
    await button(page, "Send a test alert").click();
    await page.getByText("The test alert was not sent: no webhook is configured").waitFor();
  });

  await step(
    "changes nothing where tapedeck is read-only, and says why",
    open({ isReadOnly: true }).options,
    async ({ page }) => {
      await page.locator("#config-text[readonly]").waitFor();
      assert.match(await button(page, "Review and save…").getAttribute("title") ?? "", /^Read-only mode/);
      assert.match(await button(page, "Send a test alert").getAttribute("title") ?? "", /^Read-only mode/);
    },
  );

  await step("explains each key in its place", open().options, async ({ page }) => {
    const keys = page.getByRole("region", { name: "Keys of the config" });
    await keys.getByText("storage.seal_interval", { exact: true }).waitFor();
    await page.getByRole("searchbox", { name: "Search keys" }).fill("journal parquet");
    await keys.getByText("storage.local_path", { exact: true }).waitFor({ state: "detached" });
    assert.match(
      await keys.innerText(),
      /^storage\.seal_interval\s+Seconds after which rows leave.*default 900$/s,
    );
    await page.getByRole("searchbox", { name: "Search keys" }).fill("no such key");
    await page.getByText("No key is like that.").waitFor();
  });

  await step(LOOK, open().options, async ({ page }) => {
    await replace(page, "ui_port", "ui_prot");
    await page.locator(".editor .wrong").waitFor();
    await assertLooks(page);
  });
});
