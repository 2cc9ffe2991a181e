/**
 * The steps of an archive's day, each in a process of its own, so that what one holds in memory is not counted
 * for the next: `steps.ts journal FOLDER ROWS`, `seal FOLDER`, `merge FOLDER`, `write ROWS`.
 */
import * as parquet from "parquet-wasm";
import { type Archive, openArchive } from "../actors/archive/archive.ts";
import { toIpc } from "../actors/archive/arrow.ts";
import type { Columns } from "../actors/archive/columns.ts";
import { openJournal } from "../actors/archive/journal.ts";
import { mergeFiles } from "../actors/archive/merge.ts";
import { dueMerges } from "../actors/archive/merge_plan.ts";
import { GROUP_ROWS, noteFor, writerProperties } from "../actors/archive/parquet.ts";
import { openRealDisk } from "../actors/archive/real_disk.ts";
import { toRows } from "../actors/archive/rows.ts";
import { sealAll } from "../actors/archive/seal.ts";
import { TestClock } from "../actors/kernel/test_clock.ts";
import { DAY_US, dayOfTrades } from "./tape.ts";

export const KEY = "bench/trades/BTC-USDT";
const HOUR_MS = 3_600_000;
const BATCH_ROWS = 1_000;

/** What a step did, and what it took. */
export interface Step {
  rows: number;
  bytes: number;
  seconds: number;
  /** Resident before it began, and at most. */
  restingMb: number;
  peakMb: number;
}

/** Runs a step in a process of its own. */
export async function runStep(...args: Array<string | number>): Promise<Step> {
  const config = new URL("../tests/deno.json", import.meta.url).pathname;
  const command = ["run", "--allow-all", "--no-check", "--config", config, import.meta.filename!];
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: [...command, ...args.map(String)],
    stderr: "inherit",
  }).output();
  if (!success) throw new Error(`Cannot measure "${args.join(" ")}": it failed`);
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** The number behind `--{name}`. */
export function option(name: "rows" | "days", otherwise: number): number {
  const at = Deno.args.indexOf(`--${name}`);
  return at < 0 ? otherwise : Number(Deno.args[at + 1]);
}

type Counts = Pick<Step, "rows" | "bytes">;

async function measured([name, ...args]: string[]): Promise<Step> {
  const step = STEPS[name](...args);
  const restingMb = residentMb("VmRSS");
  Deno.writeTextFileSync("/proc/self/clear_refs", "5"); // the peak begins anew
  const startedMs = performance.now();
  const counts = await step();
  const seconds = (performance.now() - startedMs) / 1000;
  return { seconds, ...counts, restingMb, peakMb: residentMb("VmHWM") };
}

function residentMb(field: "VmRSS" | "VmHWM"): number {
  const status = Deno.readTextFileSync("/proc/self/status");
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(status)![1]) / 1_000;
}

const STEPS: Record<string, (...args: string[]) => () => Promise<Counts & Partial<Step>>> = {
  journal: (root, rows) => () => journalDay(root, Number(rows)),
  seal: (root) => {
    const archive = archiveAt(root, 0);
    return () => sealAll(archive, "", () => true).then(() => filesOf(archive));
  },
  merge: (root) => {
    const archive = archiveAt(root, 26 * HOUR_MS);
    return () => mergeDay(archive).then(() => filesOf(archive));
  },
  write: (rows) => () => Promise.resolve(writeOnly(dayOfTrades(Number(rows), GROUP_ROWS))),
};

function archiveAt(root: string, afterMs: number): Archive {
  const clock = new TestClock(DAY_US / 1000 + afterMs);
  return openArchive({ disk: openRealDisk(root), clock, tell() {} });
}

/** Into segments of the usual size, all of them closed. */
async function journalDay(root: string, rows: number): Promise<Counts> {
  const options = { disk: openRealDisk(root), clock: new TestClock(DAY_US / 1000), onClosed() {} };
  const journal = openJournal({ ...options, exchange: "bench", epoch: 2, tradeIds: "serial" });
  for (const columns of dayOfTrades(rows, BATCH_ROWS)) {
    await journal.append({ key: KEY, rows: toRows(columns) });
  }
  await journal.close();
  return { rows, bytes: 0 };
}

async function mergeDay(archive: Archive): Promise<void> {
  for (const merge of dueMerges(archive, KEY)) await mergeFiles(archive, merge);
}

function filesOf({ ledgers }: Archive): Counts {
  const files = [...ledgers.of(KEY).files.values()];
  const sum = (field: "bytes" | "rows") => files.reduce((sum, file) => sum + file[field], 0);
  return { rows: sum("rows"), bytes: sum("bytes") };
}

/** What no way of writing can do without: a row group at a time through parquet-wasm. Only that is timed. */
function writeOnly(groups: Iterable<Columns>): Counts & { seconds: number } {
  const written = { rows: 0, bytes: 0, seconds: 0 };
  for (const columns of groups) {
    const startedMs = performance.now();
    const table = parquet.Table.fromIPCStream(toIpc(columns));
    written.bytes += parquet.writeParquet(table, writerProperties(noteFor(KEY, { inputs: [] }))).length;
    written.seconds += (performance.now() - startedMs) / 1000;
    written.rows += columns.length;
  }
  return written;
}

if (import.meta.main) console.log(JSON.stringify(await measured(Deno.args)));
