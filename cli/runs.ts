/** The backfills that there were: from the tapedeck that runs, or from its folder. */
import { DatabaseSync } from "node:sqlite";
import { join } from "@std/path";
import { HOUSE } from "../actors/archive/layout.ts";
import { type BackfillRun, isOver } from "../actors/control/backfill_run.ts";
import { durationWords } from "../actors/control/phrases.ts";
import { recordOfBackfill } from "../actors/control/run_record.ts";
import type { RunRecord } from "../schemas/wire.ts";
import { findApp, type ReachFlags } from "./client.ts";
import type { Tint } from "./colours.ts";
import { controlsOver } from "./controls.ts";
import type { Environment } from "./environment.ts";
import { isFileAt } from "./file_there.ts";
import { dataFolderOf } from "./place.ts";
import { type Column, printTable } from "./table.ts";

/** Newest first. Throws, with a sentence, where they cannot be had. */
export async function backfillsOf(flags: ReachFlags, environment: Environment): Promise<RunRecord[]> {
  const app = await findApp(flags, environment);
  if (app) return await controlsOver(app).runs({ kind: "backfill" });
  return readBackfills(join(await dataFolderOf(flags, environment), HOUSE, "runs.sqlite"));
}

/** Nothing is under way where no tapedeck runs. */
const INTERRUPTED = "interrupted; it goes on when tapedeck is started";

function readBackfills(path: string): RunRecord[] {
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(path, { readOnly: true });
    const rows = database.prepare("select run from runs order by started_at desc, rowid desc").all();
    const runs = rows.map(({ run }) => JSON.parse(run as string) as BackfillRun);
    return runs.map((run) =>
      isOver(run)
        ? recordOfBackfill(run)
        : { ...recordOfBackfill(run), status: "error" as const, error: INTERRUPTED }
    );
  } catch (error) {
    if (!isFileAt(path)) return [];
    throw new Error(`Cannot read "${path}": ${(error as Error).message}`, { cause: error });
  } finally {
    database?.close();
  }
}

const TINTS: Record<RunRecord["status"], Tint | null> = {
  running: "notice",
  cancelling: "notice",
  cancelled: "faint",
  done: "good",
  error: "bad",
};

const COLUMNS: Column<RunRecord>[] = [
  { name: "id", text: ({ id }) => id },
  { name: "began", text: ({ started_at }) => moment(started_at), goes: 2 },
  {
    name: "took",
    isNumber: true,
    text: ({ duration_seconds: took }) => took === null ? "" : durationWords(took * 1_000),
    goes: 3,
  },
  { name: "status", text: ({ status }) => status, tint: ({ status }) => TINTS[status] },
  { name: "rows", isNumber: true, text: ({ rows }) => rows.toLocaleString("en-US") },
  { name: "error", text: ({ error }) => error ?? "", goes: 1 },
];

/** In the order given. */
export async function printRuns(runs: RunRecord[], environment: Environment): Promise<void> {
  if (runs.length === 0) return environment.print("There were no backfills");
  await printTable(COLUMNS, runs, environment);
}

/** UTC, to the second. */
const moment = (epochSeconds: number) =>
  new Date(epochSeconds * 1_000).toISOString().slice(0, 19).replace("T", " ");
