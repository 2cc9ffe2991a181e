/** How soon a page is seen and can be used, in a browser that has nothing of it yet. */
import type { Browser, Page } from "playwright-core";
import { CONTENT } from "./pages_site.ts";

/** ms since the navigation began. */
export interface Load {
  firstPaintMs: number;
  /**
   * The page's own content is there, and for a second no task has taken over 50 ms: the end of the last one that did,
   * or the content's coming where there is none after it.
   */
  interactiveMs: number;
}

export interface Circumstances {
  /** The processor is so many times slower. */
  throttle: number;
  /** Null: the loopback as it is. */
  network: { latencyMs: number; megabits: number } | null;
}

/** Runs in the page before anything of it; its promise is fulfilled with a {@linkcode Load}. */
const WATCH = (selector: string) => `
  self.loaded = new Promise((done) => {
    let shownMs = 0;
    let busyUntilMs = 0;
    new PerformanceObserver((list) => {
      for (const task of list.getEntries()) busyUntilMs = task.startTime + task.duration;
    }).observe({ type: "longtask", buffered: true });
    const timer = setInterval(() => {
      if (shownMs === 0 || performance.now() < Math.max(shownMs, busyUntilMs) + 1000) return;
      clearInterval(timer);
      const [paint] = performance.getEntriesByName("first-contentful-paint");
      done({ firstPaintMs: paint.startTime, interactiveMs: Math.max(shownMs, busyUntilMs) });
    }, 100);
    const observer = new MutationObserver(() => {
      if (!document.querySelector(${JSON.stringify(selector)})) return;
      shownMs = performance.now();
      observer.disconnect();
    });
    observer.observe(document, { subtree: true, childList: true });
  });
`;

export async function loadOf(browser: Browser, url: string, circumstances: Circumstances): Promise<Load> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.addInitScript(WATCH(CONTENT));
    await slowDown(page, circumstances);
    await page.goto(url, { waitUntil: "domcontentloaded" });
    return await page.evaluate("self.loaded") as Load;
  } finally {
    await context.close();
  }
}

async function slowDown(page: Page, { throttle, network }: Circumstances): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: throttle });
  if (network === null) return;
  const throughput = network.megabits * 1e6 / 8;
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", {
    ...{ offline: false, latency: network.latencyMs },
    ...{ downloadThroughput: throughput, uploadThroughput: throughput },
  });
}
