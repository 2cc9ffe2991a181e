import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { join } from "@std/path";
import { openCatalog } from "../../actors/control/catalog.ts";
import type { SeriesSummary } from "../../schemas/facts.ts";

function summary(key: string, changes: Partial<SeriesSummary> = {}): SeriesSummary {
  return {
    key,
    rows: 10,
    bytes: 2_000,
    files: 1,
    firstUs: Date.UTC(2024, 0, 1) * 1000,
    lastUs: Date.UTC(2024, 0, 2, 23, 59) * 1000,
    gapCount: 0,
    gaps: [],
    complete: 1,
    days: [{ day: "2024-01-01", state: "available" }],
    ...changes,
  };
}

async function inFolder(body: (path: string, folder: string) => void) {
  const folder = await Deno.makeTempDir();
  try {
    body(join(folder, "catalog.sqlite"), folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** What the quarantine holds, by name. */
function quarantineOf(folder: string): string[] {
  return [...Deno.readDirSync(join(folder, "quarantine"))].map((entry) => entry.name).sort();
}

Deno.test("totals are there again after the catalog is closed and opened", () =>
  inFolder((path) => {
    const trades = summary("binance/trades/BTC-USDT", {
      gaps: [{ from: 1, to: 2, state: "gap", cause: "outage" }],
    });
    const first = openCatalog(path);
    first.put(summary("binance/trades/BTC-USDT", { rows: 1 }));
    first.put(trades);
    first.put(summary("kraken/trades/BTC-USD"));
    first.drop("kraken/trades/BTC-USD");
    assert.deepEqual(first.all(), [trades]);
    first.close();

    const second = openCatalog(path);
    assert.equal(second.quarantined, null);
    assert.deepEqual(second.all(), [trades]);
    second.close();
  }));

Deno.test("a catalog made anew holds the totals that it was given, and no others", () =>
  inFolder((path) => {
    const first = openCatalog(path);
    first.put(summary("kraken/trades/BTC-USD"));
    first.put(summary("binance/trades/BTC-USDT", { rows: 1 }));
    const totals = [summary("binance/trades/BTC-USDT"), summary("binance/trades/ETH-USDT")];
    first.replace(totals);
    assert.deepEqual(first.all(), totals);
    first.close();
    const second = openCatalog(path);
    assert.deepEqual(second.all(), totals);
    second.close();
  }));

Deno.test("a file that is no database goes to quarantine, unchanged and with a reason, and work goes on", () =>
  inFolder((path, folder) => {
    for (const [nth, text] of ["no database ".repeat(500), "another one ".repeat(500)].entries()) {
      Deno.writeTextFileSync(path, text);
      const catalog = openCatalog(path);
      catalog.put(summary("binance/trades/BTC-USDT"));
      assert.equal(catalog.all().length, 1);
      catalog.close();
      assert.match(catalog.quarantined!.reason, /not a database/);
      assert.equal(Deno.readTextFileSync(catalog.quarantined!.path), text);
      assert.equal(quarantineOf(folder).length, 2 * (nth + 1));
    }
    assert.match(
      Deno.readTextFileSync(join(folder, "quarantine", "catalog.sqlite.1.json")),
      /not a database/,
    );
  }));

Deno.test("a torn database goes to quarantine", () =>
  inFolder((path) => {
    const catalog = openCatalog(path);
    for (let n = 0; n < 500; n++) catalog.put(summary(`binance/trades/C${n}-USDT`));
    catalog.close();
    const file = Deno.openSync(path, { write: true });
    file.seekSync(4096, Deno.SeekMode.Start);
    file.writeSync(new Uint8Array(20_000).fill(255));
    file.close();
    const again = openCatalog(path);
    assert.ok(again.quarantined);
    assert.deepEqual(again.all(), []);
    again.close();
  }));

Deno.test("a catalog of another version, or with a row that makes no sense, is made anew", () =>
  inFolder((path) => {
    const spoilers = ["pragma user_version = 7", "insert into series values ('a/trades/B', '{')"];
    for (const spoiler of [...spoilers, "insert into series values ('a/trades/B', '{\"key\":\"c\"}')"]) {
      openCatalog(path).close();
      const database = new DatabaseSync(path);
      database.exec(spoiler);
      database.close();
      const again = openCatalog(path);
      assert.ok(again.quarantined, spoiler);
      assert.deepEqual(again.all(), []);
      again.close();
    }
  }));

Deno.test("a catalog that cannot be written throws and names its path", () =>
  inFolder((path, folder) => {
    Deno.mkdirSync(path);
    assert.throws(() => openCatalog(path), (error: Error) =>
      error.message.startsWith(`Cannot open the catalog "${path}"`));
    assert.throws(() =>
      openCatalog(join(folder, "no folder", "catalog.sqlite")), /Cannot open the catalog/);
  }));
