/**
 * The app's pages: how soon they are there on a processor four times slower, what they take on the way, how long they
 * keep the main thread while rows come in, and what they keep in memory. Options: `--runs`, `--seconds`, `--rate`,
 * `--updates`, and `--only loads`, `sizes`, `tasks` or `growth`.
 */
import { parseArgs } from "node:util";
import type { Browser } from "playwright-core";
import { openBrowser } from "../tests/browser/support.ts";
import { median, spread } from "./measure.ts";
import { heapGrowth, HURRY } from "./pages_heap.ts";
import { type Circumstances, type Load, loadOf } from "./pages_load.ts";
import { BARE, CONTENT, PAGES, type Site, withSite } from "./pages_site.ts";
import { sizeOf } from "./pages_size.ts";
import { type RowLoad, tasksOf, withLoadedRecorder } from "./pages_tasks.ts";

const THROTTLE = 4;
const GOAL_BYTES = 60_000;
const GOAL_TASK_MS = 50;
const GOAL_GROWTH_BYTES = 5_000_000;

const NETWORKS: Record<string, Circumstances["network"]> = {
  "loopback": null,
  "50 ms, 10 Mbit/s": { latencyMs: 50, megabits: 10 },
};
/** Those that one leaves open. */
const OPEN_PAGES = ["/", "/inventory", "/logs", "/series/binance/trades/BTC-USDT"];
const BUSY_PAGES = ["/", "/series/sandbox/trades/BTC-USDT", "/inventory"];

const { values: options } = parseArgs({
  options: {
    runs: { type: "string", default: "5" },
    seconds: { type: "string", default: "20" },
    rate: { type: "string", default: "20000" },
    updates: { type: "string", default: "3600" },
    only: { type: "string" },
  },
});

const PARTS: Record<string, () => Promise<void>> = {
  loads: () =>
    withSite(async (site) => {
      for (const network of Object.keys(NETWORKS)) await printLoads(site, network, Number(options.runs));
    }),
  sizes: () =>
    withSite(async (site) => {
      for (const path of PAGES) await printSize(site, path);
    }),
  async tasks() {
    const browser = await openBrowser();
    const load = { rate: Number(options.rate), seconds: Number(options.seconds) };
    await withLoadedRecorder(load.rate, (url) => printTasks(browser, url, load)).finally(() =>
      browser.close()
    );
  },
  async growth() {
    for (const path of OPEN_PAGES) {
      await withSite((site) => printGrowth(site, path, Number(options.updates)));
    }
  },
};

for (const [name, run] of Object.entries(PARTS)) {
  if ((options.only ?? name) === name) await run();
}

/** Each page beside one without anything, in turns. */
async function printLoads({ browser, origin }: Site, network: string, runs: number): Promise<void> {
  const circumstances = { throttle: THROTTLE, network: NETWORKS[network] };
  for (const path of PAGES) {
    const pages: Load[] = [];
    const bare: Load[] = [];
    for (let run = 0; run < runs; run++) {
      bare.push(await loadOf(browser, origin + BARE, circumstances));
      pages.push(await loadOf(browser, origin + path, circumstances));
    }
    const figure = (field: "firstPaintMs" | "interactiveMs") => {
      const [its, bares] = [pages, bare].map((loads) => loads.map((load) => load[field]));
      const ratio = (median(its) / median(bares)).toFixed(1);
      return `${median(its).toFixed(0)} ms ±${Math.round(spread(its) * 100)} %, ${ratio} × the bare page`;
    };
    console.log(
      `${path}, ${THROTTLE}× throttled, ${network}: first paint ${figure("firstPaintMs")} · ` +
        `interactive ${figure("interactiveMs")}`,
    );
  }
}

async function printSize({ browser, origin }: Site, path: string): Promise<void> {
  const { requests, bodies, headers } = await sizeOf(browser, origin + path);
  console.log(
    `${path} takes ${kB(bodies)} (goal ${kB(GOAL_BYTES)}), in ${requests} answers with ${
      kB(headers)
    } of headers`,
  );
}

async function printTasks(browser: Browser, url: string, { rate, seconds }: RowLoad): Promise<void> {
  for (const path of BUSY_PAGES) {
    for (const throttle of [1, THROTTLE]) {
      const { count, longestMs, longestCpuMs, over50Ms } = await tasksOf(browser, url + path, {
        throttle,
        seconds,
      });
      console.log(
        `${path}, ${throttle}× throttled, ${rate} rows/s for ${seconds} s: longest of ${count} tasks ` +
          `${longestMs.toFixed(0)} ms (goal ${GOAL_TASK_MS} ms), ${
            longestCpuMs.toFixed(0)
          } ms of processor · ` +
          `${over50Ms} above the goal`,
      );
    }
  }
}

async function printGrowth({ browser, origin, second }: Site, path: string, updates: number): Promise<void> {
  const page = await browser.newPage();
  await page.addInitScript(HURRY);
  await page.goto(origin + path);
  await page.locator(CONTENT).first().waitFor();
  const bytes = await heapGrowth(page, { second, updates });
  console.log(`${path} after ${updates} updates: ${kB(bytes)} more (goal ${kB(GOAL_GROWTH_BYTES)})`);
}

function kB(bytes: number): string {
  return `${(bytes / 1_000).toFixed(1)} kB`;
}
