/** The product's server over the made-up deck, with Chromium beside it: what the benches of the pages share. */
import { gzipSync } from "node:zlib";
import type { Browser } from "playwright-core";
import { realClock } from "../actors/kernel/clock.ts";
import { TestClock } from "../actors/kernel/test_clock.ts";
import { createApp } from "../api/app.ts";
import { loadAssets } from "../api/pages.ts";
import { serve } from "../api/serve.ts";
import { createFixtureDeck } from "../tests/browser/fixture_deck.ts";
import { configDeck, logDeck } from "../tests/browser/fixture_texts.ts";
import { troubledDeck } from "../tests/browser/fixture_troubles.ts";
import { openBrowser } from "../tests/browser/support.ts";

/** What the pages are compared with: it loads nothing. */
export const BARE = "/bare.html";
const BARE_HTML = '<!DOCTYPE html><title>Bare</title><div id="main"><h1>A page without anything</h1></div>';

export const PAGES = [
  "/",
  "/inventory",
  "/series/binance/trades/BTC-USDT",
  "/jobs",
  "/logs",
  "/config",
  "/storage",
  "/incidents",
];

/** Of every page but while it loads. */
export const CONTENT = "#main h1:not(.blank h1)";

export interface Site {
  browser: Browser;
  /** `http://127.0.0.1:40123` */
  origin: string;
  /** A second passes on the server, in no time: rows come in, a line is logged, streams may send again. */
  second(): Promise<void>;
}

export async function withSite(use: (site: Site) => Promise<void>): Promise<void> {
  const clock = new TestClock(Date.now());
  const log = logDeck(1_200);
  const deck = Object.assign(
    createFixtureDeck(clock.now()),
    troubledDeck(clock.now()),
    configDeck(),
    log.deck(clock.now()),
  );
  const assets = new Map(await loadAssets(new URL("../ui/", import.meta.url)));
  const bytes = new TextEncoder().encode(BARE_HTML);
  const gzipped = new Uint8Array(gzipSync(bytes));
  assets.set(BARE, { ...assets.get("/")!, bytes, gzipped: () => gzipped });
  const app = createApp(deck, { clock, assets });
  const server = await serve(app, { host: "127.0.0.1", port: 0, clock: realClock(), deck });
  const browser = await openBrowser();
  try {
    const origin = `http://127.0.0.1:${server.port}`;
    const second = () => {
      log.say(`a part of second ${clock.now()} was sealed`);
      deck.tick(clock.now());
      return clock.advance(1_000);
    };
    await use({ browser, origin, second });
  } finally {
    await browser.close();
    await server.stop();
  }
}
