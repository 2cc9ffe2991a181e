import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import type { BrowserContext, Page } from "playwright-core";
import type { Snapshot } from "../../schemas/snapshot.ts";
import { browserTest, complaintsOf, type Visit } from "./support.ts";

const TABS = 7;
const FROZEN = "The connection to the recorder is lost.";

async function open(context: BrowserContext, origin: string, complaints: string[]): Promise<Page> {
  const page = await context.newPage();
  complaintsOf(page, complaints);
  await page.goto(origin);
  await page.locator(".series").first().waitFor();
  return page;
}

async function openTabs({ page, origin, complaints }: Visit): Promise<Page[]> {
  const tabs = [page];
  while (tabs.length < TABS) tabs.push(await open(page.context(), origin, complaints));
  return tabs;
}

async function tell({ deck, second }: Visit, sentence: string): Promise<void> {
  deck.publish((board) => ({ ...board, verdict: { state: "ok", sentence } }));
  await second();
}

/** The keys of the series that a page shows, and their rows as they are written there. */
const rowsShown = (page: Page) =>
  page.locator(".series").evaluateAll((rows) =>
    rows.map((row) => [row.id, row.querySelector(".rows")!.lastChild!.textContent])
  );

async function showsBoard(page: Page, { series }: Snapshot): Promise<void> {
  const wanted = series.map(({ key, rows }) => [`series/${key}`, rows.toLocaleString("en-US")]);
  const deadline = Date.now() + 20_000;
  while (!isDeepStrictEqual(await rowsShown(page), wanted) && Date.now() < deadline) {
    await page.waitForTimeout(50);
  }
  assert.deepEqual(await rowsShown(page), wanted);
}

const shows = (page: Page, name: string) => page.getByRole("heading", { name }).waitFor();

browserTest("many tabs", async (step) => {
  await step("seven tabs follow the recorder over one connection", {}, async (visit) => {
    const tabs = await openTabs(visit);
    assert.equal(visit.deck.listeners(), 1);
    await tell(visit, "All seven know.");
    await Promise.all(tabs.map((tab) => shows(tab, "All seven know.")));
  });

  for (const options of [{}, { hasOwnStream: true as const }]) {
    const whose = "hasOwnStream" in options ? "a stream of its own" : "the one stream";
    await step(
      `a tab shows by ${whose} what became of each series, and which came and went`,
      options,
      async (visit) => {
        const { page, deck, second } = visit;
        await showsBoard(page, deck.snapshot());
        const [first] = deck.snapshot().series;
        await second();
        await showsBoard(page, deck.snapshot());
        deck.publish((board) => ({ ...board, series: board.series.slice(1) }));
        await second();
        await showsBoard(page, deck.snapshot());
        deck.publish((board) => ({ ...board, series: [{ ...first, rows: 7 }, ...board.series] }));
        await showsBoard(page, deck.snapshot());
        await visit.stop();
        deck.publish((board) => ({ ...board, series: board.series.slice(0, 3) }));
        await visit.restart();
        await showsBoard(page, deck.snapshot());
        const refused = visit.complaints.splice(0);
        assert.ok(
          refused.every((line) => /net::ERR_|\b503\b/.test(line)),
          refused.join("\n"),
        );
      },
    );
  }

  await step("tabs come and go, the first one too, and the others go on", {}, async (visit) => {
    const [first, ...others] = await openTabs(visit);
    await first.close();
    await tell(visit, "The first is gone.");
    await Promise.all(others.map((tab) => shows(tab, "The first is gone.")));
    const late = await open(others[0].context(), visit.origin, visit.complaints);
    await shows(late, "The first is gone.");
    assert.equal(visit.deck.listeners(), 1);
    for (const tab of [...others, late]) await tab.close();
    while (visit.deck.listeners() > 0) await visit.second();
  });

  await step("a worker that dies is replaced within moments", {}, async (visit) => {
    const { page, deck } = visit;
    await page.locator(".series").first().waitFor();
    const session = await page.context().browser()!.newBrowserCDPSession();
    const { targetInfos } = await session.send("Target.getTargets");
    const worker = targetInfos.find(({ type }) => type === "shared_worker")!;
    await session.send("Target.closeTarget", { targetId: worker.targetId });
    while (deck.listeners() > 0) await visit.second();
    const diedAt = Date.now();
    while (deck.listeners() === 0) await page.waitForTimeout(50);
    assert.ok(Date.now() - diedAt < 20_000, `it took ${Date.now() - diedAt} ms`);
    await tell(visit, "Here again.");
    await shows(page, "Here again.");
  });

  await step("all tabs say that the connection is lost, and all come back", {}, async (visit) => {
    const tabs = await openTabs(visit);
    await visit.stop();
    await Promise.all(tabs.map((tab) => tab.getByText(FROZEN).waitFor()));
    await tabs[3].getByRole("button", { name: "Try now" }).click();
    await visit.restart();
    await Promise.all(tabs.map((tab) => tab.getByText(FROZEN).waitFor({ state: "detached" })));
    const refused = visit.complaints.splice(0);
    assert.ok(refused.every((line) => /net::ERR_|\b503\b/.test(line)), refused.join("\n"));
  });
});
