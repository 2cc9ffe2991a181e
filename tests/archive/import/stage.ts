/** A folder with dccd's files in it, written by DuckDB, and an archive beside it to import them into. */
import { dirname, join } from "@std/path";
import type { ImportReport, SourceReport } from "../../../actors/archive/import/report.ts";
import { coverageOf } from "../../../actors/archive/coverage.ts";
import type { Coverage, Evidence } from "../../../schemas/evidence.ts";
import { openLedgers } from "../../../actors/archive/ledgers.ts";
import { readLedger } from "../../../actors/archive/ledger.ts";
import { openRealDisk } from "../../../actors/archive/real_disk.ts";
import { TestClock } from "../../../actors/kernel/test_clock.ts";
import type { Environment, Sink } from "../../../cli/environment.ts";
import { type ImportFlags, importFolder } from "../../../cli/import.ts";
import { query } from "../../e2e/parquet_rows.ts";
import { readAll } from "../samples.ts";

export interface Imported {
  code: number;
  /** Lines of standard error. */
  said: string[];
  /** Of `--json`. */
  report: ImportReport & { configs: Array<{ to: string; notes: string[]; refused?: string }> };
}

export interface ImportStage {
  /** Absolute; `old` and `data` are below it. */
  folder: string;
  old: string;
  data: string;
  clock: TestClock;
  /** Writes what a query gives to a file below `old`. */
  write(path: string, sql: string, options?: string): Promise<void>;
  run(flags?: Partial<ImportFlags>): Promise<Imported>;
  /** The same, as text. */
  runText(flags?: Partial<ImportFlags>): Promise<{ code: number; text: string; said: string[] }>;
  // deno-lint-ignore no-explicit-any -- rows of whatever type the series has
  rows(key: string, folder?: string): Promise<any[]>;
  coverage(key: string): Coverage;
  /** Of the ledger, but for lines of files. */
  evidence(key: string): Evidence[];
  /** Paths below `data`, and their bytes. */
  snapshot(folder?: string): Record<string, number>;
}

/** A stage in a temporary folder, its clock long after what the tests write. */
export async function onImportStage(body: (stage: ImportStage) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "tapedeck-import-" });
  try {
    const [old, data] = [join(folder, "old"), join(folder, "data")];
    await Deno.mkdir(old);
    await body(stageIn({ folder, old, data }));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function stageIn({ folder, old, data }: { folder: string; old: string; data: string }): ImportStage {
  const clock = new TestClock(Date.now());
  const runText: ImportStage["runText"] = async (flags = {}) => {
    const said: string[] = [];
    let text = "";
    const environment = environmentIn(folder, clock, said, (more) => text += more);
    const code = await importFolder({ dir: old, data, ...flags }, environment);
    return { code, text, said };
  };
  return {
    folder,
    old,
    data,
    clock,
    async write(path, sql, options = "compression snappy") {
      await Deno.mkdir(dirname(join(old, path)), { recursive: true });
      await query(`copy (${sql}) to '${join(old, path)}' (format parquet, ${options})`);
    },
    async run(flags = {}) {
      const { code, text, said } = await runText({ ...flags, json: true });
      return { code, said, report: text ? JSON.parse(text) : null };
    },
    runText,
    rows: async (key, from = data) => (await readAll({ disk: openRealDisk(from) }, key)).rows,
    coverage: (key) => coverageOf(openLedgers(openRealDisk(data)).of(key).proof),
    evidence: (key) =>
      readLedger(openRealDisk(data), key).lines.filter(({ kind }) => kind !== "file")
        .map(({ n: _, ...evidence }): Evidence => evidence),
    snapshot: (from = data) => snapshotOf(from),
  };
}

function environmentIn(
  cwd: string,
  clock: TestClock,
  said: string[],
  write: (text: string) => void,
): Environment {
  const sink = (take: (text: string) => void): Sink => ({
    isTerminal: false,
    columns: () => 80,
    write: (bytes) => Promise.resolve(take(new TextDecoder().decode(bytes))),
  });
  return {
    env: {},
    cwd,
    home: null,
    clock,
    fetch,
    print: (line) => write(`${line}\n`),
    complain: (line) => said.push(line),
    colour: false,
    stdout: sink(write),
    stderr: sink(() => {}),
    onSignal() {},
    exit: (code) => {
      throw new Error(`exit ${code}`);
    },
  };
}

function snapshotOf(folder: string, below = ""): Record<string, number> {
  const found: Record<string, number> = {};
  for (const { name, isDirectory } of Deno.readDirSync(join(folder, below))) {
    const path = below ? `${below}/${name}` : name;
    if (isDirectory) Object.assign(found, snapshotOf(folder, path));
    else found[path] = Deno.statSync(join(folder, path)).size;
  }
  return found;
}

export function sourceOf({ sources }: ImportReport, source: string): SourceReport {
  const found = sources.find((each) => each.source === source);
  if (!found) throw new Error(`Cannot find ${source} among ${sources.map(({ source }) => source)}`);
  return found;
}
