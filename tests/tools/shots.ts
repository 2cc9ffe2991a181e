/**
 * `deno task shots [--to dist/shots] [--docs]`: pictures of every page and state, over the real product and its sandbox;
 * light and dark, as wide as a desktop and as a phone. `--docs` makes those of docs/images anew instead.
 */
import { parseArgs } from "node:util";
import { fromFileUrl, join } from "@std/path";
import type { Browser, CDPSession, Page } from "playwright-core";
import { openBrowser } from "../browser/support.ts";
import { eventually } from "../e2e/api_calls.ts";
import { onStage, type Stage } from "../e2e/stage.ts";
import { openIdle, prepareScene, type Scene, TOKEN } from "./shots_scene.ts";

const IMAGES = fromFileUrl(new URL("../../docs/images/", import.meta.url));
/** Of a picture in docs/images, unless it says otherwise. */
const MOST_BYTES = 62_000;
/** Toasts, hover and charts have come to rest. */
const SETTLED_MS = 1_000;
const SCHEMES = ["light", "dark"] as const;
const SIZES = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };

interface Shot {
  name: string;
  /** Path and query. */
  at: string;
  /** What is done once the page is there. */
  act?: (page: Page) => Promise<unknown>;
  /** Before it is asked for. */
  prepare?: (page: Page) => Promise<unknown>;
}

const press = (name: string | RegExp) => (page: Page) => page.getByRole("button", { name }).first().click();
const key = (key: string) => (page: Page) => page.keyboard.press(key);
const drawn = (page: Page) => page.locator('.chart-box[aria-busy="false"] canvas').first().waitFor();

async function writeWrong(page: Page): Promise<void> {
  await page.locator("#config-text").press("Control+Home");
  await page.keyboard.type("setings:\n  timezone: UTC\n");
  await page.getByText(/did you mean settings/).last().waitFor(); // in the editor itself only where there is room
}

/** The stream's first event never comes. */
async function neverTold(page: Page): Promise<void> {
  await page.addInitScript("delete self.SharedWorker"); // what it asks for, no page can hold up
  await page.route("**/api/events*", () => {});
}

const PAGES: Shot[] = [
  { name: "dashboard", at: "/" },
  { name: "dashboard-attention", at: "/?show=attention", act: press(/^Details of/) },
  { name: "inventory", at: "/inventory" },
  { name: "series-candles", at: "/series/sandbox/ohlc/BTC-USDT/1m", act: drawn },
  { name: "series-trades", at: "/series/sandbox/trades/ETH-USDT", act: drawn },
  { name: "series-book", at: "/series/sandbox/orderbook/ETH-USDT", act: drawn },
  { name: "series-unknown", at: "/series/sandbox/trades/NO-SUCH" },
  { name: "jobs", at: "/jobs" },
  { name: "jobs-new-stream", at: "/jobs?new=stream&exchange=sandbox" },
  { name: "jobs-new-history", at: "/jobs?new=histo&exchange=sandbox&pair=ETH/USDT&type=trades" },
  { name: "jobs-backfill", at: "/jobs?backfill=1&exchange=sandbox&start=2026-01-01" },
  { name: "logs", at: "/logs" },
  { name: "config", at: "/config" },
  { name: "config-wrong", at: "/config", act: writeWrong },
  { name: "storage", at: "/storage" },
  { name: "storage-purge", at: "/storage", act: press("Purge now…") },
  { name: "storage-restore", at: "/storage", act: press("Bring files back…") },
  { name: "incidents", at: "/incidents" },
  { name: "keyboard", at: "/", act: key("?") },
  { name: "loading", at: "/", prepare: neverTold },
];

/** Of a tapedeck that has recorded nothing yet, and asks for a token. */
const IDLE: Shot[] = [
  { name: "login", at: "/" },
  ...["/", "/inventory", "/jobs", "/logs", "/storage", "/incidents"].map((path) => (
    { name: `idle-${path.slice(1) || "dashboard"}`, at: `${path}?token=${TOKEN}` }
  )),
];

/** For docs/app.md and the README: what is seen first, at a fixed size. */
const DOCS: Array<Shot & { height: number; scheme?: "dark"; mostBytes?: number }> = [
  { ...shotOf("dashboard"), height: 1000, mostBytes: 80_000 },
  { ...shotOf("inventory"), height: 780, scheme: "dark" },
  { ...shotOf("series-candles"), height: 1000 },
  { ...shotOf("jobs"), height: 900 },
  { ...shotOf("config-wrong"), height: 760 },
  { ...shotOf("storage"), height: 900, scheme: "dark" },
];

function shotOf(name: string): Shot {
  return PAGES.find((shot) => shot.name === name)!;
}

async function open(page: Page, url: string, { at, act, prepare }: Shot): Promise<void> {
  await prepare?.(page);
  await page.goto(url + at, { waitUntil: "domcontentloaded" });
  await page.getByRole("heading", { level: 1 }).waitFor();
  if (!prepare) await eventually("everything is loaded", () => isLoaded(page));
  await page.evaluate("scrollTo(0, 0)");
  await act?.(page);
  await page.waitForTimeout(SETTLED_MS);
}

/** Some of it loads only when it is seen. */
async function isLoaded(page: Page): Promise<boolean> {
  const [waiting] = await page.locator(".loading, main [aria-busy=true]").all();
  await waiting?.scrollIntoViewIfNeeded({ timeout: 1_000 }).catch(() => {}); // it may just have come
  return waiting === undefined;
}

async function shootAll(browser: Browser, url: string, shots: Shot[], folder: string): Promise<void> {
  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const colorScheme of SCHEMES) {
      const context = await browser.newContext({ viewport, colorScheme, reducedMotion: "reduce" });
      for (const shot of shots) {
        const page = await context.newPage();
        await open(page, url, shot);
        const path = join(folder, `${shot.name}-${size}-${colorScheme}.png`);
        await page.screenshot({ path, fullPage: await page.getByRole("dialog").count() === 0 });
        await page.close();
      }
      await context.close();
    }
  }
}

/** The page while its recorder is stopped. */
async function shootFrozen(browser: Browser, { url, stop }: Scene, folder: string): Promise<void> {
  const page = await browser.newPage({ viewport: SIZES.desktop, reducedMotion: "reduce" });
  await open(page, url, shotOf("dashboard"));
  await stop();
  await page.locator(".frozen").waitFor();
  await page.screenshot({ path: join(folder, "offline.png") });
  await page.close();
}

/** In the page: the name of a temporary folder says nothing, so another stands in its place. */
const RENAME = `([from, to]) => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) texts.currentNode.data = texts.currentNode.data.replaceAll(from, to);
}`;

/** At the best quality that keeps it small. */
async function smallPicture(devtools: CDPSession, mostBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  for (const quality of [90, 80, 70, 60, 50]) {
    const { data } = await devtools.send("Page.captureScreenshot", { format: "webp", quality });
    const bytes = Uint8Array.fromBase64(data);
    if (bytes.length <= mostBytes) return bytes;
  }
  throw new Error(`Cannot make a picture of at most ${mostBytes} bytes: show less of the page`);
}

async function shootDocs(browser: Browser, url: string, folder: string): Promise<void> {
  for (const { height, scheme: colorScheme = "light", mostBytes = MOST_BYTES, ...shot } of DOCS) {
    const viewport = { width: 1280, height };
    const page = await browser.newPage({ viewport, colorScheme, reducedMotion: "reduce" });
    await open(page, url, shot);
    await page.evaluate(`(${RENAME})(${JSON.stringify([folder, "/srv/tape"])})`);
    const devtools = await page.context().newCDPSession(page);
    const bytes = await smallPicture(devtools, mostBytes);
    await Deno.writeFile(join(IMAGES, `${shot.name}.webp`), bytes);
    console.log(`${shot.name}.webp: ${bytes.length} bytes`);
    await page.close();
  }
}

async function shoot(stage: Stage, { to, docs }: { to: string; docs: boolean }): Promise<void> {
  const scene = await prepareScene(stage);
  const browser = await openBrowser();
  try {
    if (docs) return await shootDocs(browser, scene.url, stage.folder);
    await Deno.mkdir(to, { recursive: true });
    await shootAll(browser, scene.url, PAGES, to);
    await shootAll(browser, await openIdle(stage), IDLE, to);
    await shootFrozen(browser, scene, to);
  } finally {
    await browser.close();
  }
}

const { values } = parseArgs({
  args: Deno.args,
  options: { to: { type: "string", default: "dist/shots" }, docs: { type: "boolean", default: false } },
});
await onStage((stage) => shoot(stage, values));
