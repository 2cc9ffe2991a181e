/** `tapedeck backfill`: asks for the history that the config names, and waits until it is there. */
import { countWords, durationWords } from "../actors/control/phrases.ts";
import { startMs } from "../schemas/config.ts";
import type { BackfillRecord, BackfillRequest } from "../schemas/wire.ts";
import { AppError } from "./app_request.ts";
import { WrongUsage } from "./arguments.ts";
import type { ReachFlags } from "./client.ts";
import type { Environment } from "./environment.ts";
import { LOOK_EVERY_MS, patiently, pause } from "./follow.ts";
import type { Bar } from "./progress.ts";
import { type Site, withControls } from "./reach.ts";
import { backfillsOf, printRuns } from "./runs.ts";
import { ENDED_BY_SIGNAL } from "./signals.ts";

export interface BackfillFlags extends ReachFlags {
  exchange?: string;
  pair?: string[];
  /** UTC, as the config writes it: `2020-01-01`, `2020-01-01 14:00:00`. */
  start?: string;
  /** Exchanges side by side. */
  parallel?: true;
  /** Only begins it, in a tapedeck that runs, and prints its id. */
  detach?: true;
  /** Begins nothing: shows the backfills that there were. */
  list?: true;
  json?: true;
}

/** Gives 0 where all was fetched, 1 where some could not be, 130 where it was cancelled. */
export async function backfill(flags: BackfillFlags, environment: Environment): Promise<number> {
  try {
    if (flags.list) return await list(flags, environment);
    const request = requestOf(flags);
    return await withControls(flags, environment, async (site) => {
      if (flags.detach) return await detach(site, request, flags, environment);
      const id = await site.controls.startBackfill(request);
      const record = await follow(site, id, environment);
      return tell(record, flags, environment);
    });
  } catch (error) {
    if (error instanceof WrongUsage) throw error;
    environment.complain((error as Error).message);
    return 1;
  }
}

function requestOf({ exchange, pair: pairs, start, parallel }: BackfillFlags): BackfillRequest {
  if (start === undefined) {
    throw new WrongUsage("Cannot backfill: say from when on, like --start 2024-01-01");
  }
  if (Number.isNaN(startMs(start))) {
    throw new WrongUsage(
      `Cannot use --start ${start}: it must be a UTC time like 2024-01-01 or 2024-01-01T14:00`,
    );
  }
  return { exchange, pairs, start, parallel: parallel === true };
}

async function list(flags: BackfillFlags, environment: Environment): Promise<number> {
  const runs = await backfillsOf(flags, environment);
  const meant = runs.filter(({ exchange }) => flags.exchange === undefined || exchange === flags.exchange);
  if (flags.json) environment.print(JSON.stringify(meant));
  else await printRuns(meant, environment);
  return 0;
}

async function detach(
  { controls, place }: Site,
  request: BackfillRequest,
  { json }: BackfillFlags,
  { print }: Environment,
): Promise<number> {
  if (place.type === "here") {
    throw new Error(
      "Cannot leave the backfill to itself: no tapedeck runs on this folder; leave out --detach, or start tapedeck",
    );
  }
  const id = await controls.startBackfill(request);
  print(json ? JSON.stringify({ id }) : id);
  return 0;
}

/** Until it is over. */
async function follow(site: Site, id: string, environment: Environment): Promise<BackfillRecord> {
  const { controls, progress, stopped } = site;
  const { clock } = environment;
  stopped.addEventListener("abort", () => cancel(site, id));
  let told: string[] = [];
  for (;;) {
    const record = await patiently(clock, () => controls.backfill(id)).catch(lost);
    for (const line of newLines(told, record.log)) progress.say(shownLine(line, environment));
    told = record.log;
    if (isOver(record)) return record;
    progress.show(barsOf(record));
    await pause(clock, LOOK_EVERY_MS);
  }
}

/** The tapedeck that does it has gone away. */
function lost(error: Error): never {
  if (!(error instanceof AppError) || error.status !== null) throw error;
  const what = `${error.message}\nThe backfill goes on by itself when that tapedeck is started again.`;
  throw new Error(what, { cause: error });
}

function cancel({ controls, place, progress }: Site, id: string): void {
  const again = place.type === "here" ? "ends at once" : `leaves it to ${place.name}`;
  progress.say(`Cancelling; what has been fetched is kept. Ctrl-C again ${again}.`);
  controls.stopBackfill(id).catch((error: Error) => progress.say(error.message));
}

const isOver = ({ status }: BackfillRecord) => status !== "running" && status !== "cancelling";

/** Those of a log, of which the oldest go, that came after the lines told before. */
export function newLines(told: string[], log: string[]): string[] {
  const last = told.at(-1);
  return last === undefined ? log : log.slice(log.lastIndexOf(last) + 1);
}

/** On a terminal without the time: it is now. */
const shownLine = (line: string, { stderr }: Environment) =>
  stderr.isTerminal ? line.replace(/^\d\S+Z /, "") : line;

function barsOf({ progress }: BackfillRecord): Bar[] {
  return Object.entries(progress).map(([label, { done, failed, total, eta_seconds, ...counts }]): Bar => ({
    label,
    done: done + failed,
    total: total > 0 ? total : null,
    unit: "windows",
    note: noteOf({ failed, ...counts }),
    leftMs: eta_seconds === null ? null : eta_seconds * 1_000,
  }));
}

type Counts = Pick<BackfillRecord["progress"][string], "failed" | "rows" | "rows_per_second">;

function noteOf({ failed, rows, rows_per_second: pace }: Counts): string {
  const number = (n: number) => n.toLocaleString("en-US");
  return [
    ...(failed > 0 ? [`${number(failed)} given up`] : []),
    countWords(rows, "row"),
    ...(pace !== null ? [`${number(pace)} rows/s`] : []),
  ].join(", ");
}

function tell(record: BackfillRecord, { json }: BackfillFlags, { print, complain }: Environment): number {
  if (json) print(JSON.stringify(record));
  else print(`Backfill ${record.id}: ${outcomeWords(record)}`);
  switch (record.status) {
    case "done":
      return 0;
    case "cancelled":
      return ENDED_BY_SIGNAL;
    default:
      if (record.error !== null) complain(record.error);
      return 1;
  }
}

function outcomeWords({ status, progress, started_at, finished_at }: BackfillRecord): string {
  const series = Object.values(progress);
  const rows = countWords(series.reduce((sum, each) => sum + each.rows, 0), "row");
  const took = finished_at === null ? "" : ` in ${durationWords((finished_at - started_at) * 1_000)}`;
  const what = status === "error" ? "not everything could be fetched" : status;
  return `${what}; ${rows} of ${series.length} series${took}`;
}
