/**
 * One hour of a day's file, read whole as columns in JavaScript, against DuckDB giving JavaScript the same rows:
 * as chunks that nobody looks at, and as columns of values. `--rows 10000000` is a busy day.
 */
import type { DuckDBConnection, DuckDBDataChunk } from "@duckdb/node-api";
import type { Columns } from "../actors/archive/columns.ts";
import type { Disk } from "../actors/archive/disk.ts";
import { readFooter } from "../actors/archive/footer.ts";
import { GROUP_ROWS, noteFor, publish, writeTemporary } from "../actors/archive/parquet.ts";
import { openRealDisk } from "../actors/archive/real_disk.ts";
import { fileSource } from "../actors/archive/sources.ts";
import { fetchChunks, withDuckDb } from "./duck.ts";
import { median, spread } from "./measure.ts";
import { KEY, option } from "./steps.ts";
import { DAY_US, dayOfTrades } from "./tape.ts";

const RUNS = 9;
const WARM_UPS = 3;
const GOAL_BYTES = 0.06;
const HOUR = { from: DAY_US + 14 * 3600e6, to: DAY_US + 15 * 3600e6 };
const PATH = `${KEY}/2024-03-05.parquet`;

const root = Deno.makeTempDirSync({ prefix: "tapedeck-bench-" });
const real = openRealDisk(root);
let readBytes = 0;
const disk: Disk = {
  ...real,
  read(path, from, to) {
    const bytes = real.read(path, from, to);
    readBytes += bytes.length;
    return bytes;
  },
};

async function* day() {
  yield* dayOfTrades(option("rows", 3_000_000), GROUP_ROWS);
}

async function byTapedeck(): Promise<number> {
  const cut = { ...HOUR, after: null, tradeIds: "serial" as const };
  const source = fileSource(disk, PATH, readFooter(disk, PATH), cut)!;
  const pieces: Columns[] = [];
  for (let next = await source.pieces.next(); !next.done; next = await source.pieces.next()) {
    pieces.push(next.value);
  }
  return pieces.reduce((sum, { length }) => sum + length, 0);
}

function byDuckDb(connection: DuckDBConnection, use: (chunk: DuckDBDataChunk) => void): Promise<number> {
  const [from, to] = [HOUR.from, HOUR.to].map((us) => new Date(us / 1000).toISOString());
  const sql = `select * from '${root}/${PATH}' where ts >= '${from}' and ts < '${to}'`;
  return fetchChunks(connection, sql, use);
}

await writeTemporary(disk, PATH, noteFor(KEY, { tradeIds: "serial", inputs: [] }), day());
publish(disk, PATH);

await withDuckDb(async (connection) => {
  const readers: Record<string, () => Promise<number>> = {
    tapedeck: byTapedeck,
    chunks: () => byDuckDb(connection, () => {}),
    columns: () => byDuckDb(connection, (chunk) => void chunk.getColumns()),
  };
  const times: Record<string, number[]> = { tapedeck: [], chunks: [], columns: [] };
  const rows = new Set<number>();
  for (let run = -WARM_UPS; run < RUNS; run++) {
    for (const [name, read] of Object.entries(readers)) {
      readBytes = name === "tapedeck" ? 0 : readBytes;
      const startedMs = performance.now();
      rows.add(await read());
      if (run >= 0) times[name].push(performance.now() - startedMs);
    }
  }
  if (rows.size !== 1) throw new Error(`Cannot compare: they read ${[...rows].join(" and ")} rows`);
  const ms = (name: string) => median(times[name]).toFixed(0);
  console.log([
    `read an hour (${[...rows][0]} rows): ${ms("tapedeck")} ms ±${
      Math.round(spread(times.tapedeck) * 100)
    } %`,
    `DuckDB ${ms("chunks")} ms as chunks, ${ms("columns")} ms as columns`,
    `ratio ${(median(times.tapedeck) / median(times.chunks)).toFixed(2)} and ` +
    `${(median(times.tapedeck) / median(times.columns)).toFixed(2)} (goal 1)`,
    `${(readBytes / disk.size(PATH)! * 100).toFixed(1)} % of the file's bytes (goal ${GOAL_BYTES * 100} %)`,
  ].join(" · "));
});
Deno.removeSync(root, { recursive: true });
