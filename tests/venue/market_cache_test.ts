/** The markets on disk: a start that asks for none, and what is not believed. */
import assert from "node:assert/strict";
import { join } from "@std/path";
import { realClock } from "../../actors/kernel/mod.ts";
import { openMarketCache } from "../../actors/venue/market_cache.ts";
import type { Assignment } from "../../actors/venue/messages.ts";
import { startSandbox } from "../../sandbox/server.ts";
import { temporaryDisk } from "../archive/samples.ts";
import { openTestVenue } from "./exchanges/collect.ts";
import { type OpenCell, openCell, tradesOf, until } from "./open_cell.ts";

const PATH = ".tapedeck/markets/sandbox.json";
const BTC = tradesOf("BTC/USDT");
const DAY_MS = 86_400_000;

interface Stage {
  root: string;
  url: string;
  /** How often the exchange was asked for its markets. */
  asked(): Promise<number>;
  /** Runs a cell until its assignment is served, or as told. */
  run(options?: Run): Promise<OpenCell["facts"]>;
}

interface Run {
  assignment?: Partial<Assignment>;
  /** By how much the machine's clock has gone on, ms. */
  laterMs?: number;
  epoch: number;
  endpoint?: string;
  until?(cell: OpenCell): boolean;
}

async function onStage(body: (stage: Stage) => Promise<void>): Promise<void> {
  using folder = temporaryDisk();
  const sandbox = startSandbox({ seed: 7, rate: 100, now: Date.now });
  try {
    await body({
      root: folder.root,
      url: sandbox.url,
      async asked() {
        const sent = await (await fetch(`${sandbox.url}/_sandbox/sent`)).json();
        return Object.values(sent.requests["/api/v3/exchangeInfo"] ?? {}).reduce<number>(
          (sum, n) => sum + Number(n),
          0,
        );
      },
      run: (options) => runCell(folder.disk, options?.endpoint ?? sandbox.url, options ?? { epoch: 1 }),
    });
  } finally {
    await sandbox.stop();
  }
}

async function runCell(
  disk: ReturnType<typeof temporaryDisk>["disk"],
  endpoint: string,
  {
    assignment = { streams: [BTC] },
    laterMs = 0,
    epoch,
    until: isDone = ({ told }) => told("stream-connected").length > 0,
  }: Run,
): Promise<OpenCell["facts"]> {
  const real = realClock();
  const clock = { ...real, now: () => real.now() + laterMs };
  const venue = () => openTestVenue("sandbox", endpoint, { clock: real });
  const cell = openCell({ venue, clock, disk, assignment, epoch });
  try {
    await until(() => isDone(cell));
  } finally {
    await cell.stop();
  }
  assert.deepEqual(cell.failures, []);
  return cell.facts;
}

const notes = (facts: OpenCell["facts"]) =>
  facts.flatMap((fact) => fact.type === "markets-noted" ? [fact.words] : []);

Deno.test("a start with young markets on disk records without asking for any", () =>
  onStage(async ({ run, asked }) => {
    assert.deepEqual(notes(await run()), []);
    assert.equal(await asked(), 1);
    const facts = await run({ epoch: 2, until: ({ told }) => told("rows-recorded").length > 0 });
    assert.equal(await asked(), 1);
    assert.match(notes(facts)[0], /^markets of 20.*Z, from disk$/);
  }));

Deno.test("what ccxt makes of markets from disk is what it made of the exchange's answer", () =>
  onStage(async ({ url }) => {
    const [asking, restored] = [await openTestVenue("sandbox", url), await openTestVenue("sandbox", url)];
    const markets = await asking.markets(AbortSignal.timeout(60_000));
    const kept = JSON.parse(JSON.stringify(asking.marketKeep!.list()));
    assert.deepEqual(restored.marketKeep!.restore(kept), markets);
    assert.deepEqual(restored.marketKeep!.list(), asking.marketKeep!.list());
    assert.equal(markets.get("GONE/USDT")!.status, "BREAK");
    assert.ok(!JSON.stringify(kept).includes("LOT_SIZE"), "order filters are kept");
    assert.throws(() => restored.marketKeep!.restore([{ market: { id: 7 } }]), /without a symbol/);
  }));

Deno.test("a symbol that the markets on disk lack is asked for at once, and not refused before", () =>
  onStage(async ({ root, run, asked }) => {
    await run();
    const path = join(root, PATH);
    const lines = Deno.readTextFileSync(path).split("\n").filter((line) => !line.includes('"ETH/USDT"'));
    Deno.writeTextFileSync(path, lines.join("\n"));
    const facts = await run({ epoch: 2, assignment: { streams: [tradesOf("ETH/USDT")] } });
    assert.equal(await asked(), 2);
    assert.ok(!facts.some(({ type }) => type === "stream-ended"));
  }));

Deno.test("markets of yesterday are asked for anew", () =>
  onStage(async ({ run, asked }) => {
    await run();
    await run({ epoch: 2, laterMs: DAY_MS + 1, until: ({ told }) => told("stream-connected").length > 0 });
    assert.equal(await asked(), 2);
  }));

Deno.test("an exchange that cannot be reached is recorded with yesterday's markets, and says so", () =>
  onStage(async ({ run }) => {
    await run();
    const nowhere = "http://127.0.0.1:1";
    const again = () =>
      run({
        epoch: 2,
        laterMs: DAY_MS + 1,
        endpoint: nowhere,
        until: ({ told }) => told("stream-dropped").length > 0,
      });
    const facts = await again();
    assert.match(
      notes(facts)[0],
      /^Cannot ask sandbox .*; until it can be asked, its markets are those of 20.*, from disk/,
    );
    assert.ok(!facts.some(({ type }) => type === "venue-failed"));
  }));

for (
  const [what, spoil] of Object.entries({
    damaged: (text: string) => text.slice(0, text.length / 2),
    "of another ccxt": (text: string) => text.replace(/"madeBy":"[^"]*"/, '"madeBy":"ccxt 4.0.0"'),
    "of another endpoint": (text: string) => text.replace(/"endpoint":[^,]*/, '"endpoint":"http://x"'),
    "without markets": (text: string) => text.replace(/"markets":[^]*$/, '"markets":[]}'),
    "without a time": (text: string) => text.replace(/"at":\d+/, '"at":null'),
  })
) {
  Deno.test(`markets on disk that are ${what} are ignored with a word, and replaced`, () =>
    onStage(async ({ root, run, asked }) => {
      await run();
      const path = join(root, PATH);
      const whole = Deno.readTextFileSync(path);
      Deno.writeTextFileSync(path, spoil(whole));
      const facts = await run({ epoch: 2 });
      assert.match(notes(facts)[0], /^the markets kept on disk are not used, and asked for anew: /);
      assert.equal(await asked(), 2);
      assert.equal(Deno.readTextFileSync(path).length, whole.length);
    }));
}

Deno.test("a write that fails leaves the markets on disk as they were", () => {
  using folder = temporaryDisk();
  const question = { exchange: "sandbox", endpoint: null, options: { apiKey: "secret" }, madeBy: "test 1" };
  const cache = openMarketCache(folder.disk, question);
  assert.equal(cache.read(), null);
  cache.write({ at: 1, markets: [{ market: 1 }] });
  const full = () => {
    throw new Error("no space");
  };
  const failing = {
    ...folder.disk,
    create: (path: string) => ({ ...folder.disk.create(path), write: full }),
  };
  assert.throws(() => openMarketCache(failing, question).write({ at: 2, markets: [] }), /no space/);
  assert.deepEqual(cache.read(), { at: 1, markets: [{ market: 1 }] });
  cache.write({ at: 3, markets: [] });
  assert.equal(cache.read()!.at, 3);
  assert.ok(!Deno.readTextFileSync(join(folder.root, PATH)).includes("secret"));
});
