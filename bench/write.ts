/**
 * Rows a second and bytes a row of a day's file as the archive writes it (in one thread; hashed, synced, its footer
 * read again), against DuckDB's own writer fed the same columns from JavaScript, in turns: in as many threads as
 * there are cores, and in one. `--rows 10000000` is a busy day.
 */
import { GROUP_ROWS, noteFor, temporaryPath, writeTemporary } from "../actors/archive/parquet.ts";
import { openRealDisk } from "../actors/archive/real_disk.ts";
import { writeByDuckDb } from "./duck.ts";
import { line, median, rate, spread } from "./measure.ts";
import { KEY, option } from "./steps.ts";
import { dayOfTrades } from "./tape.ts";

const RUNS = 5;
const GOAL_BYTES = 1.05;
const GOAL_RATE = 1;

const rows = option("rows", 1_000_000);
const pieces = [...dayOfTrades(rows, GROUP_ROWS)];
const root = Deno.makeTempDirSync({ prefix: "tapedeck-bench-" });
const disk = openRealDisk(root);

async function* given() {
  yield* pieces;
}

const PATH = `${KEY}/2024-03-05.parquet`;
const WRITERS: Record<string, { path: string; write: () => Promise<unknown> }> = {
  tapedeck: {
    path: `${root}/${temporaryPath(PATH)}`,
    write: () => writeTemporary(disk, PATH, noteFor(KEY, { tradeIds: "serial", inputs: [] }), given()),
  },
  V1: duck("V1", navigator.hardwareConcurrency),
  V2: duck("V2", navigator.hardwareConcurrency),
  "V1 alone": duck("V1", 1),
  "V2 alone": duck("V2", 1),
};

function duck(version: "V1" | "V2", threads: number) {
  const path = `${root}/${version}.parquet`;
  return { path, write: () => writeByDuckDb(path, pieces, { version, groupRows: GROUP_ROWS, threads }) };
}

const rates: Record<string, number[]> = {};
for (let run = -1; run < RUNS; run++) {
  for (const [name, { write }] of Object.entries(WRITERS)) {
    const startedMs = performance.now();
    await write();
    if (run >= 0) (rates[name] ??= []).push(rows / (performance.now() - startedMs) * 1000);
  }
}

const bytes = (name: string) => Deno.statSync(WRITERS[name].path).size / rows;
const quicker = (a: string, b: string) => median(rates[a]) >= median(rates[b]) ? a : b;
const written = { name: "write", perSecond: median(rates.tapedeck), spread: spread(rates.tapedeck) };
const against = (name: string) =>
  `${rate(median(rates[name]))} (${name}), ratio ${(written.perSecond / median(rates[name])).toFixed(2)}`;
const smaller = bytes("V1") <= bytes("V2") ? "V1" : "V2";
console.log(line(
  written,
  `DuckDB in ${navigator.hardwareConcurrency} threads ${against(quicker("V1", "V2"))} (goal ${GOAL_RATE})`,
  `in one ${against(quicker("V1 alone", "V2 alone"))}`,
  `${bytes("tapedeck").toFixed(2)} B/row`,
  `DuckDB ${bytes(smaller).toFixed(2)} (${smaller})`,
  `ratio ${(bytes("tapedeck") / bytes(smaller)).toFixed(2)} (goal ${GOAL_BYTES})`,
));
Deno.removeSync(root, { recursive: true });
