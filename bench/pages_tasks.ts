/** How long a page's main thread is busy at a time, while a recorder under load tells it what comes in. */
import { join } from "@std/path";
import type { Browser, Page } from "playwright-core";
import {
  inTempFolder,
  killProgram,
  startRecorderProgram,
  startSandboxProgram,
  stopProgram,
} from "../tests/e2e/program.ts";
import { CONTENT } from "./pages_site.ts";

/** Uninterrupted turns of the page's event loop. */
export interface Tasks {
  count: number;
  longestMs: number;
  /** Of the processor's time: without that in which other programs had it. */
  longestCpuMs: number;
  over50Ms: number;
}

/** As Chromium's traces have them; `dur` and `tdur`: µs of the clock and of the processor. */
interface TraceEvent {
  name: string;
  pid: number;
  tid: number;
  dur?: number;
  tdur?: number;
  args?: { name?: string };
}

export interface RowLoad {
  /** Trades a second of the one busy series. */
  rate: number;
  /** How long each page is watched. */
  seconds: number;
}

const SETTLE_MS = 3_000;

/** A recorder of the sandbox's trades, at `rate` a second. */
export function withLoadedRecorder<T>(rate: number, use: (url: string) => Promise<T>): Promise<T> {
  return inTempFolder(async (folder) => {
    const sandbox = await startSandboxProgram(folder, { rate });
    const config = {
      stream_jobs: [{ exchange: "sandbox", pairs: ["BTC/USDT", "QUIET/USDT"], channels: ["trades"] }],
      exchanges: { sandbox: { endpoint: sandbox.url } },
    };
    await Deno.writeTextFile(join(folder, "tapedeck.yaml"), JSON.stringify(config)); // JSON is YAML
    try {
      const { program, url } = await startRecorderProgram(folder, ["--config", "tapedeck.yaml"]);
      return await use(url).finally(() => stopProgram(program));
    } finally {
      await killProgram(sandbox.program);
    }
  });
}

/** Opens the page and, once it is there and at rest, watches it. */
export async function tasksOf(
  browser: Browser,
  url: string,
  { throttle, seconds }: { throttle: number; seconds: number },
): Promise<Tasks> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await page.goto(url);
    await page.locator(CONTENT).first().waitFor();
    await page.waitForTimeout(SETTLE_MS);
    await session.send("Emulation.setCPUThrottlingRate", { rate: throttle });
    return await traced(browser, page, seconds * 1_000);
  } finally {
    await context.close();
  }
}

async function traced(browser: Browser, page: Page, forMs: number): Promise<Tasks> {
  await browser.startTracing(page, { categories: ["disabled-by-default-devtools.timeline"] });
  await page.waitForTimeout(forMs);
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    traceEvents: TraceEvent[];
  };
  const threadOf = ({ pid, tid }: TraceEvent) => `${pid} ${tid}`;
  const mainThreads = new Set(
    traceEvents.filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain").map(
      threadOf,
    ),
  );
  const tasks = traceEvents.filter((event) => event.name === "RunTask" && mainThreads.has(threadOf(event)));
  const most = (field: "dur" | "tdur") =>
    tasks.reduce((most, event) => Math.max(most, event[field] ?? 0), 0) / 1_000;
  return {
    count: tasks.length,
    longestMs: most("dur"),
    longestCpuMs: most("tdur"),
    over50Ms: tasks.filter(({ dur = 0 }) => dur > 50_000).length,
  };
}
