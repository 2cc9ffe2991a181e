/** What a page that stays open keeps of the updates it was told. */
import type { CDPSession, Page } from "playwright-core";

/** Before the page's scripts: what it does each second or less often, it does so many times as often. */
export const HURRY = `
  const every = self.setInterval;
  self.setInterval = (run, ms) => every(run, ms < 1000 ? ms : ms / 50);
`;

/** Fulfilled when the page shows another time of the last update than at the call before. */
const SHOWN = `new Promise((done) => {
  function look() {
    const text = document.querySelector(".last-update .utc")?.textContent;
    if (text === undefined || text === self.lastUpdate) return setTimeout(look, 1);
    self.lastUpdate = text;
    done();
  }
  look();
})`;

/** Until all code has run and all lists are full. */
const WARM_UP = 150;

/**
 * By how many bytes the page's heap is larger after so many updates, each of which it has shown. Garbage is collected
 * before either look.
 *
 * @param page Opened with {@linkcode HURRY}, over a server of which a `second` passes in no time.
 */
export async function heapGrowth(
  page: Page,
  { second, updates }: { second: () => Promise<void>; updates: number },
): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.enable");
  const show = async (count: number) => {
    for (let n = 0; n < count; n++) {
      await second();
      await page.evaluate(SHOWN);
    }
  };
  await show(WARM_UP);
  const before = await usedBytes(session);
  await show(updates);
  return await usedBytes(session) - before;
}

/** Of scripts, of the document, and of buffers. */
async function usedBytes(session: CDPSession): Promise<number> {
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize, embedderHeapUsedSize, backingStorageSize } = await session.send("Runtime.getHeapUsage");
  return usedSize + embedderHeapUsedSize + backingStorageSize;
}
