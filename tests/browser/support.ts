import assert from "node:assert/strict";
import axe from "axe-core";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { TestClock } from "../../actors/kernel/test_clock.ts";
import { realClock } from "../../actors/kernel/clock.ts";
import { createApp } from "../../api/app.ts";
import { loadAssets } from "../../api/pages.ts";
import { serve } from "../../api/serve.ts";
import type { AccessRules, Deck } from "../../api/deck.ts";
import type { Snapshot } from "../../schemas/snapshot.ts";
import { createFixtureDeck, type FixtureDeck } from "./fixture_deck.ts";

const CHROMIUM = "/usr/bin/chromium";
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

type Step = (name: string, options: VisitOptions, test: (visit: Visit) => Promise<void>) => Promise<unknown>;

/**
 * Tests in a real browser, each step with a server and a page of its own. Without a browser they are left out,
 * and say so; in CI that is a failure.
 */
export function browserTest(name: string, test: (step: Step) => Promise<void>): void {
  withBrowser(
    name,
    (browser, t) => test((name, options, test) => t.step(name, () => visit(browser, options, test))),
  );
}

/** The same for a test that has a server already: the program itself, say. */
export function withBrowser(
  name: string,
  test: (browser: Browser, t: Deno.TestContext) => Promise<void>,
): void {
  Deno.test(name, async (t) => {
    if (!await exists(CHROMIUM) && !Deno.env.get("CI")) {
      console.log(`left out: ${CHROMIUM} is not installed`);
      return;
    }
    const browser = await openBrowser();
    try {
      await test(browser, t);
    } finally {
      await browser.close();
    }
  });
}

export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

export interface Visit {
  page: Page;
  /** Where the server is: `http://127.0.0.1:40123`. */
  origin: string;
  deck: FixtureDeck;
  /** A second passes on the server: rows come in, and streams may send again. */
  second(): Promise<void>;
  /** Stops the server, and starts one anew on the same port. */
  stop(): Promise<void>;
  restart(): Promise<void>;
  /** What the browser complained of so far. */
  complaints: string[];
}

export interface VisitOptions {
  /** Path and query. */
  at?: string;
  board?: (board: Snapshot) => Snapshot;
  /** Parts of the deck in place of the fixture's own. */
  deck?: (startMs: number) => Partial<Deck>;
  access?: Partial<AccessRules>;
  context?: BrowserContextOptions;
  /** Requests that get no answer. What the shared worker asks for is none of the page's, so there is none then. */
  block?: string;
  /** The browser knows no shared workers, so that each tab has a stream of its own. */
  hasOwnStream?: true;
}

/** Opens the page over a fixture deck; afterwards there must have been no complaint of the browser. */
async function visit(
  browser: Browser,
  { at = "/", board, deck: parts, access, context, block, hasOwnStream }: VisitOptions,
  test: (visit: Visit) => Promise<void>,
): Promise<void> {
  const clock = new TestClock(Date.now());
  const deck = Object.assign(
    createFixtureDeck(clock.now(), access),
    parts?.(clock.now()),
  );
  if (board) deck.publish(board);
  const assets = await loadAssets(new URL("../../ui/", import.meta.url));
  const start = (port: number) =>
    serve(createApp(deck, { clock, assets }), { host: "127.0.0.1", port, clock: realClock(), deck });
  let server = await start(0);
  const { port } = server;
  const opened = await browser.newContext(context);
  const page = await opened.newPage();
  const complaints = complaintsOf(page);
  try {
    if (block || hasOwnStream) await page.addInitScript("delete self.SharedWorker");
    if (block) await page.route(block, (route) => route.abort());
    await page.goto(`http://127.0.0.1:${port}${at}`);
    await test({
      page,
      origin: `http://127.0.0.1:${port}`,
      deck,
      complaints,
      async second() {
        deck.tick(clock.now());
        await clock.advance(1_000);
      },
      stop: () => server.stop(),
      async restart() {
        server = await start(port);
      },
    });
    assert.deepEqual(complaints, []);
  } finally {
    await opened.close();
    await server.stop();
  }
}

/** What the browser says of a page from now on, in its console and by uncaught errors. */
export function complaintsOf(page: Page, complaints: string[] = []): string[] {
  page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  return complaints;
}

/** What {@linkcode assertLooks} looks at, as the name of a step. */
export const LOOK = "has no accessibility fault and fits, light and dark, from 320 to 1440 px";

/** Light and dark, as wide as a phone, a tablet and a desktop: axe finds no fault, and nothing has to be scrolled to. */
export async function assertLooks(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    for (const width of [320, 768, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      await assertAccessible(page, `${colorScheme}, ${width} px`);
      for (let looks = 0; await page.evaluate("document.documentElement.scrollWidth > innerWidth"); looks++) {
        assert.ok(looks < 50, `something is wider than the page: ${colorScheme}, ${width} px`);
        await page.waitForTimeout(100);
      }
    }
  }
}

/** Fails with each accessibility fault that axe finds. */
export async function assertAccessible(page: Page, where = "the page"): Promise<void> {
  if (!await page.evaluate("'axe' in window")) await page.evaluate(axe.source);
  // Without loading the styles again, which the page's policy forbids where they are inline.
  const found = await page.evaluate("axe.run({ preload: false })") as axe.AxeResults;
  const faults = found.violations.map(({ id, nodes }) =>
    `${id}: ${nodes.map((node) => node.html).join("  ")}`
  );
  assert.deepEqual({ where, faults }, { where, faults: [] });
  assert.ok(found.passes.length > 20, "axe looked at hardly anything");
}
