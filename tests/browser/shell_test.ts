import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { CONTENT, PAGES } from "../../bench/pages_site.ts";
import { sizeOf } from "../../bench/pages_size.ts";
import { assertAccessible, browserTest } from "./support.ts";

const TOKEN = "a token of the tests";
const loaded = (page: Page) => page.locator(".series").first().waitFor();
const themeOf = (page: Page) => page.evaluate("getComputedStyle(document.body).backgroundColor");
const LIGHT = "rgb(246, 246, 243)";
const DARK = "rgb(20, 23, 26)";

/** The modules that a page names in its head, and those that it was seen to fetch. */
async function modulesOf(browser: Browser, url: string): Promise<{ named: string[]; fetched: string[] }> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const fetched = new Set<string>();
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (/\.m?js$/.test(pathname) && !NO_MODULES.test(pathname)) fetched.add(pathname);
  });
  await page.goto(url);
  await page.locator(CONTENT).first().waitFor();
  const links = await page.locator("link[rel=modulepreload]").all();
  const named = await Promise.all(links.map((link) => link.getAttribute("href") as Promise<string>));
  await context.close();
  return { named: named.sort(), fetched: [...fetched].sort() };
}

/** A plain script, the worker's, and what comes once there is something to draw. */
const NO_MODULES = /theme_first|live_worker|lightweight_charts/;

browserTest("the frame of every page", async (step) => {
  await step("leads back from an address that has no page", { at: "/incidents" }, async ({ page }) => {
    await page.evaluate("history.pushState(null, '', '/nowhere')");
    await page.evaluate("dispatchEvent(new PopStateEvent('popstate'))");
    await page.getByRole("heading", { name: "There is no page at /nowhere" }).waitFor();
    await page.getByRole("link", { name: "Go to the dashboard" }).click();
    await loaded(page);
  });

  await step("goes to every page by two keys, and lists its keys under ?", {}, async ({ page }) => {
    await loaded(page);
    for (
      const [key, path] of Object.entries({ j: "/jobs", l: "/logs", c: "/config", s: "/storage", d: "/" })
    ) {
      await page.keyboard.press("g");
      await page.keyboard.press(key);
      await page.waitForURL(`**${path}`);
      assert.equal(await page.evaluate("document.activeElement.id"), "main");
    }
    await page.keyboard.press("?");
    const help = page.getByRole("dialog", { name: "Keyboard" });
    assert.match(await help.innerText(), /g\s*i\s+Go to inventory/);
    await assertAccessible(page);
    await page.keyboard.press("Escape");
    await help.waitFor({ state: "detached" });
  });

  await step("leaves the keys alone where one types, or wants none", {}, async ({ page }) => {
    await loaded(page);
    await page.keyboard.press("?");
    await page.getByRole("checkbox", { name: /Single keys/ }).uncheck();
    await page.keyboard.press("Escape");
    await page.keyboard.press("g");
    await page.keyboard.press("j");
    await page.keyboard.press("?");
    assert.equal(new URL(page.url()).pathname, "/");
    assert.equal(await page.getByRole("dialog").count(), 0);
    await page.reload();
    await loaded(page);
    await page.keyboard.press("?");
    assert.equal(await page.getByRole("dialog").count(), 0);
  });

  const dark = { context: { colorScheme: "dark" as const } };
  await step(
    "has the colours of the system, or those that one chose, from the first paint on",
    dark,
    async (visit) => {
      const { page } = visit;
      await loaded(page);
      assert.equal(await themeOf(page), DARK);
      await page.getByLabel("Colours, keys, log out").click();
      await assertAccessible(page);
      await page.getByRole("radio", { name: "Light" }).check();
      assert.equal(await themeOf(page), LIGHT);
      await page.route("**/main.js", (route) => route.fulfill({ contentType: "text/javascript", body: "" }));
      await page.reload();
      assert.equal(await themeOf(page), LIGHT);
      await page.unroute("**/main.js");
      await page.reload();
      await page.getByLabel("Colours, keys, log out").click();
      await page.getByRole("radio", { name: "As the system" }).check();
      assert.equal(await themeOf(page), DARK);
      await page.keyboard.press("Escape");
      await page.getByRole("radio", { name: "Light" }).waitFor({ state: "hidden" });
    },
  );

  await step("shows the pages in its head, at every width, without going sideways", {}, async ({ page }) => {
    await loaded(page);
    for (const width of [320, 768, 1440]) {
      await page.setViewportSize({ width, height: 800 });
      const links = page.getByRole("navigation", { name: "Pages" }).getByRole("link");
      assert.deepEqual(await links.allInnerTexts(), [
        "Dashboard",
        "Inventory",
        "Jobs",
        "Logs",
        "Config",
        "Storage",
      ]);
      for (const link of await links.all()) {
        const box = (await link.boundingBox())!;
        assert.ok(box.x >= 0 && box.x + box.width <= width, `${await link.innerText()} at ${width} px`);
      }
    }
  });

  await step("does not move what is there while the rest comes", {}, async ({ page }) => {
    await page.addInitScript(`
      self.shifted = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) self.shifted += entry.value;
      }).observe({ type: "layout-shift", buffered: true });
    `);
    await page.reload();
    await loaded(page);
    await page.getByText("No gaps since yesterday.").waitFor();
    await page.waitForTimeout(500);
    const shifted = await page.evaluate("self.shifted") as number;
    assert.ok(shifted < 0.1, `the layout shifted by ${shifted}`);
  });

  await step("says that another version answers than the page is of", {}, async ({ page, deck, second }) => {
    await loaded(page);
    deck.publish((board) => ({ ...board, version: "9.9.9" }));
    await second();
    await page.getByText("tapedeck 9.9.9 runs now.").waitFor();
    await page.getByRole("button", { name: "Load anew" }).click();
    await page.getByText("tapedeck 9.9.9", { exact: true }).waitFor();
    assert.equal(await page.getByRole("button", { name: "Load anew" }).count(), 0);
  });

  await step("brings every page in under 60 kB, and that with a chart in under 70", {}, async (visit) => {
    const browser = visit.page.context().browser()!;
    for (const path of PAGES) {
      const { bodies } = await sizeOf(browser, visit.origin + path);
      const most = path.startsWith("/series/") ? 70_000 : 60_000;
      assert.ok(bodies > 15_000 && bodies < most, `${path} takes ${bodies} bytes`);
    }
  });

  await step("names all modules of a page in its head, and no others", {}, async ({ page, origin }) => {
    for (const path of PAGES) {
      const { named, fetched } = await modulesOf(page.context().browser()!, origin + path);
      assert.deepEqual(fetched, named, path);
    }
  });

  await step("has a page's own styles when one goes there, before it is shown", {}, async ({ page }) => {
    await loaded(page);
    const sheets = () => page.evaluate("document.styleSheets.length");
    const before = await sheets() as number;
    await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Storage" }).click();
    await page.getByRole("heading", { name: "Storage", level: 1 }).waitFor();
    assert.equal(await sheets(), before + 1);
    assert.equal(
      await page.evaluate("getComputedStyle(document.querySelector('.store-card')).display"),
      "grid",
    );
    await page.goBack();
    await loaded(page);
    await page.goForward();
    await page.getByRole("heading", { name: "Storage", level: 1 }).waitFor();
    assert.equal(await sheets(), before + 1);
  });

  const guarded = { at: `/?token=${encodeURIComponent(TOKEN)}`, access: { token: TOKEN } };
  await step(
    "logs out, in every tab, and asks for the token again",
    guarded,
    async ({ page, origin, complaints }) => {
      await loaded(page);
      assert.equal(new URL(page.url()).search, "");
      const other = await page.context().newPage();
      await other.goto(origin);
      await loaded(other);
      await page.getByLabel("Colours, keys, log out").click();
      await page.getByRole("button", { name: "Log out" }).click();
      for (const tab of [page, other]) await tab.getByRole("heading", { name: "Log in" }).waitFor();
      await page.getByLabel("Token").fill(TOKEN);
      await page.getByRole("button", { name: "Log in" }).click();
      await loaded(page);
      assert.ok(complaints.splice(0).every((line) => line.includes("401")));
    },
  );

  await step(
    "takes one who is not let in any more to the login, and back",
    guarded,
    async ({ page, complaints }) => {
      await loaded(page);
      await page.context().clearCookies();
      await page.getByRole("heading", { name: "Log in" }).waitFor();
      await page.getByLabel("Token").fill(TOKEN);
      await page.getByRole("button", { name: "Log in" }).click();
      await loaded(page);
      assert.ok(complaints.splice(0).every((line) => line.includes("401")));
    },
  );
});
