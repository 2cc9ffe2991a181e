import assert from "node:assert/strict";
import { onImportStage } from "./stage.ts";

const DAY_US = Date.UTC(2023, 2, 5) * 1000;
const DAYS = 8;
const ROWS = 30_000;
const KEYS = ["bybit/trades/BTC-USDT", "kraken/trades/BTC-USD"];

/** A day of trades, four of them in each microsecond; those of kraken have serial ids, those of bybit none. */
const trades = (day: number, key: string) =>
  `select (${
    DAY_US + day * 86_400e6
  } + range // 4 * 11000001)::bigint * 1000 as "TS", 100.5 + range % 4 as price, 1.5 as amount
   ${key.startsWith("kraken") ? `, ${day * ROWS} + range as tid` : ""} from range(${ROWS})`;

const logged = (data: string) => {
  try {
    return Deno.readTextFileSync(`${data}/.tapedeck/imports.jsonl`).split("\n").length - 1;
  } catch {
    return 0;
  }
};

function start(old: string, data: string): Deno.ChildProcess {
  const script = new URL("./process.ts", import.meta.url).pathname;
  const config = new URL("../../../deno.json", import.meta.url).pathname;
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--config", config, script, old, data],
    stdout: "null",
    stderr: "inherit",
  }).spawn();
}

/** Ends it with SIGKILL once one more source is done, or it has come as far as its journal; or waits for its end. */
async function killMidway(child: Deno.ChildProcess, data: string, delayMs: number): Promise<number | null> {
  const [before, ended] = [logged(data), child.status];
  let code: number | null = null;
  ended.then((status) => code = status.code);
  while (code === null && logged(data) === before) await new Promise((done) => setTimeout(done, 5));
  await new Promise((done) => setTimeout(done, delayMs));
  if (code === null) child.kill("SIGKILL");
  const status = await ended;
  return status.signal === null ? status.code : null;
}

Deno.test("an import that is killed again and again loses no row, takes none twice, and is whole in the end", () =>
  onImportStage(async (stage) => {
    for (const key of KEYS) {
      for (let day = 0; day < DAYS; day++) {
        await stage.write(`${key}/2023-03-${String(5 + day).padStart(2, "0")}.parquet`, trades(day, key));
      }
    }
    let kills = 0;
    let code: number | null = null;
    while (code === null) {
      // Moments of a source's way that lie ever deeper in it.
      code = await killMidway(start(stage.old, stage.data), stage.data, kills * 17 % 120);
      if (code === null) kills++;
    }
    assert.deepEqual([code, kills > 3], [0, true]);
    for (const key of KEYS) {
      const rows = await stage.rows(key);
      assert.equal(rows.length, DAYS * ROWS);
      const distinct = new Set(rows.map(({ ts, price, id }) => `${ts} ${price} ${id}`));
      assert.equal(distinct.size, rows.length);
    }
    const { idRuns } = stage.coverage(KEYS[1]);
    assert.deepEqual(idRuns.map(({ firstId, lastId }) => [firstId, lastId]), [[0, DAYS * ROWS - 1]]);
    assert.deepEqual(stage.coverage(KEYS[0]).stretches, []);
    const { report } = await stage.run();
    assert.ok(report.sources.every(({ outcome }) => outcome === "known"));
  }));
