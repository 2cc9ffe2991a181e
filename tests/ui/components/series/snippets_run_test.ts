/** The lines for DuckDB, run over files that hold some rows twice, as parts may. */
import assert from "node:assert/strict";
import { join } from "@std/path";
import { query } from "../../../e2e/parquet_rows.ts";
import { snippetsOf } from "../../../../ui/components/series/snippets.js";

/** Writes each query's rows into a file of the series' folder, and reads them as the page says. */
async function readBack(type: "trades" | "ohlc" | "orderbook", files: Record<string, string>) {
  const dataFolder = await Deno.makeTempDir();
  const span = type === "ohlc" ? "1m" : null;
  const key = `x/${type}/A-B${span ? `/${span}` : ""}`;
  try {
    await Deno.mkdir(join(dataFolder, key), { recursive: true });
    for (const [name, rows] of Object.entries(files)) {
      await query(`copy (${rows}) to '${join(dataFolder, key, name)}' (format parquet)`);
    }
    const where = { dataFolder, origin: "http://127.0.0.1", needsToken: false };
    const [{ text }] = snippetsOf({ key, exchange: "x", pair: "A/B", type, span }, where);
    return await query(text.replace(/;$/, ""));
  } finally {
    await Deno.remove(dataFolder, { recursive: true });
  }
}

const FILE = "2024-03-05.parquet";
const PART = "2024-03-05.part-7-1.parquet";

Deno.test("trades come once each, in order of time; the same id at another time is another trade", async () => {
  const rows = await readBack("trades", {
    [FILE]: "select * from (values (1, '1', 10.0), (2, '2', 11.0)) t(ts, id, price)",
    [PART]: "select * from (values (2, '2', 11.0), (3, '1', 12.0)) t(ts, id, price)",
  });
  assert.deepEqual(rows.map(({ ts, id }) => `${ts} ${id}`), ["1 1", "2 2", "3 1"]);
});

Deno.test("trades without ids are all kept", async () => {
  const rows = await readBack("trades", {
    [FILE]: "select * from (values (1, null::varchar, 10.0), (1, null, 10.0)) t(ts, id, price)",
  });
  assert.equal(rows.length, 2);
});

Deno.test("of a candle told twice the later answer stays", async () => {
  const rows = await readBack("ohlc", {
    "2024.parquet": "select * from (values (60, 1.0), (120, 2.0)) t(ts, close)",
    "2024.part-7-1.parquet": "select * from (values (120, 2.5), (180, 3.0)) t(ts, close)",
  });
  assert.deepEqual(rows, [{ ts: 60, close: 1 }, { ts: 120, close: 2.5 }, { ts: 180, close: 3 }]);
});

Deno.test("a frame of a book comes once, with all its levels, in the order of frames", async () => {
  const columns = "t(session, frame, side, price)";
  const rows = await readBack("orderbook", {
    [FILE]: `select * from (values (1, 0, 'bid', 10.0), (1, 0, 'ask', 11.0), (1, 1, 'bid', 10.0)) ${columns}`,
    [PART]: `select * from (values (1, 1, 'bid', 10.0), (1, 2, null, null)) ${columns}`,
  });
  assert.deepEqual(rows.map(({ frame }) => frame), [0, 0, 1, 2]);
});
