import assert from "node:assert/strict";
import axe from "axe-core";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { TestClock } from "../../actors/kernel/test_clock.ts";
import { realClock } from "../../actors/kernel/clock.ts";
import { createApp } from "../../api/app.ts";
import { loadAssets } from "../../api/pages.ts";
import { serve } from "../../api/serve.ts";
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
  Deno.test(name, async (t) => {
    if (!await exists(CHROMIUM) && !Deno.env.get("CI")) {
      console.log(`left out: ${CHROMIUM} is not installed`);
      return;
    }
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
    try {
      await test((name, options, test) => t.step(name, () => visit(browser, options, test)));
    } finally {
      await browser.close();
    }
  });
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

export interface Visit {
  page: Page;
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
  context?: BrowserContextOptions;
  /** Requests that get no answer. */
  block?: string;
}

/** Opens the page over a fixture deck; afterwards there must have been no complaint of the browser. */
async function visit(
  browser: Browser,
  { at = "/", board, context, block }: VisitOptions,
  test: (visit: Visit) => Promise<void>,
): Promise<void> {
  const clock = new TestClock(Date.now());
  const deck = createFixtureDeck(clock.now());
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
    if (block) await page.route(block, (route) => route.abort());
    await page.goto(`http://127.0.0.1:${port}${at}`);
    await test({
      page,
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

function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  return complaints;
}

/** Fails with each accessibility fault that axe finds. */
export async function assertAccessible(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  const found = await page.evaluate("axe.run()") as axe.AxeResults;
  const faults = found.violations.map(({ id, nodes }) =>
    `${id}: ${nodes.map((node) => node.html).join("  ")}`
  );
  assert.deepEqual(faults, []);
  assert.ok(found.passes.length > 20, "axe looked at hardly anything");
}
