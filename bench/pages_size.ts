/** What a page's own files take on the way to a browser that has none of them. */
import type { Browser, Page, Request } from "playwright-core";
import { CONTENT } from "./pages_site.ts";

/** Bytes as they are sent. */
export interface Size {
  requests: number;
  bodies: number;
  headers: number;
}

/** The API's answers, the chart's library, and the worker of all tabs, whose requests no page is told the end of. */
const LEFT_OUT = /\/api\/|lightweight_charts|live_worker/;

/** So long nothing more was asked for: all that comes by itself is there. */
const QUIET_MS = 500;

export async function sizeOf(browser: Browser, url: string): Promise<Size> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const arrived = collectFiles(page);
    await page.goto(url);
    await page.locator(CONTENT).first().waitFor();
    const sizes = await Promise.all((await arrived()).map((request) => request.sizes()));
    const sum = (field: "responseBodySize" | "responseHeadersSize") =>
      sizes.reduce((sum, size) => sum + size[field], 0);
    return {
      requests: sizes.length,
      bodies: sum("responseBodySize"),
      headers: sum("responseHeadersSize"),
    };
  } finally {
    await context.close();
  }
}

/** What is given waits until the page asks for nothing more. */
function collectFiles(page: Page): () => Promise<Request[]> {
  const files = new Set<Request>();
  let changedAt = performance.now();
  let underWay = 0;
  const isFile = (request: Request) => !LEFT_OUT.test(request.url());
  page.on("request", (request) => void (isFile(request) && underWay++));
  page.on("requestfinished", (request) => {
    if (!isFile(request)) return;
    underWay--;
    changedAt = performance.now();
    files.add(request);
  });
  return async () => {
    while (underWay > 0 || performance.now() - changedAt < QUIET_MS) await page.waitForTimeout(50);
    return [...files];
  };
}
