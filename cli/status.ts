/** `tapedeck status`: what is recorded now, what needs a look, what comes next; or that nothing is. */
import { z } from "zod";
import type { Snapshot } from "../schemas/snapshot.ts";
import { BackfillRecord } from "../schemas/wire.ts";
import { WrongUsage } from "./arguments.ts";
import type { ReachFlags } from "./client.ts";
import type { Environment } from "./environment.ts";
import { chosenSeries, type Look, lookAround } from "./look.ts";
import { statusText } from "./status_text.ts";

export interface StatusFlags extends ReachFlags {
  /** Keys, with `*`, or words of them. */
  series?: string[];
  /** Again every two seconds; on a terminal alone. */
  watch?: true;
  /** The snapshot as `/api/snapshot` has it, with `running`, `url` and `backfills`. */
  json?: true;
}

/** A look, its series those that were asked for, and the backfills that are under way. */
export interface Status {
  look: Look;
  backfills: BackfillRecord[];
}

const EVERY_MS = 2_000;
/** To the upper left corner, and nothing behind it. */
const CLEAR = "\x1b[H\x1b[2J";

/** Gives 0; 1 where the verdict is an error, where nothing records, or where that cannot be told. */
export async function status(flags: StatusFlags, environment: Environment): Promise<number> {
  if (flags.watch && (flags.json || !environment.stdout.isTerminal)) {
    throw new WrongUsage("Cannot use --watch: it is for a terminal, without --json");
  }
  try {
    if (flags.watch) return await watch(flags, environment);
    const now = await askStatus(flags, environment);
    await write(textOf(now, flags, environment), environment);
    return isWell(now.look) ? 0 : 1;
  } catch (error) {
    if (error instanceof WrongUsage || error instanceof Deno.errors.BrokenPipe) throw error;
    environment.complain((error as Error).message);
    return 1;
  }
}

/** Until Ctrl-C, also while there is nothing to be seen: what ends may begin again. */
async function watch(flags: StatusFlags, environment: Environment): Promise<never> {
  const look = () =>
    askStatus(flags, environment).then((status) => textOf(status, flags, environment)).catch((error) => {
      if (error instanceof WrongUsage) throw error;
      return `${(error as Error).message}\n`;
    });
  for (;;) {
    await write(CLEAR + await look(), environment);
    await new Promise<void>((resolve) => void environment.clock.after(EVERY_MS, resolve));
  }
}

const write = (text: string, { stdout }: Environment) => stdout.write(new TextEncoder().encode(text));

const isWell = (look: Look): boolean =>
  look.type === "app" ? look.snapshot.verdict.state !== "error" : look.holder !== null;

async function askStatus(flags: StatusFlags, environment: Environment): Promise<Status> {
  const look = await lookAround(flags, environment);
  const snapshot = narrowed(look.snapshot, flags.series);
  const all = look.type === "app"
    ? Object.values(await look.app.get("/api/backfill", z.record(z.string(), BackfillRecord)))
    : [];
  const backfills = all.filter(({ status }) => status === "running" || status === "cancelling");
  return { look: { ...look, snapshot }, backfills };
}

/** What is about no series is shown with any. */
function narrowed(snapshot: Snapshot, wishes: string[] | undefined): Snapshot {
  const series = chosenSeries(snapshot, wishes);
  const keys = new Set(series.map(({ key }) => key));
  return {
    ...snapshot,
    series,
    problems: snapshot.problems.filter(({ key }) => key === null || keys.has(key)),
  };
}

function textOf(status: Status, { json }: StatusFlags, { stdout, colour, clock }: Environment): string {
  const columns = stdout.isTerminal ? stdout.columns() : null;
  return json ? jsonText(status) : statusText(status, { columns, colour, nowMs: clock.now() });
}

function jsonText({ look, backfills }: Status): string {
  const where = look.type === "app"
    ? { running: true, url: look.app.url }
    : { running: look.holder !== null, url: null };
  return `${JSON.stringify({ ...where, ...look.snapshot, backfills })}\n`;
}
