/** `tapedeck restore`: brings files of a series back that were moved to a remote. */
import { WrongUsage } from "./arguments.ts";
import { findApp, type ReachFlags } from "./client.ts";
import type { Environment } from "./environment.ts";
import { createProgress } from "./progress.ts";
import { restoreByApp } from "./restore_by_app.ts";
import { ENDED_BY_SIGNAL } from "./signals.ts";
import { amount } from "./sync.ts";

export interface RestoreFlags extends ReachFlags {
  exchange: string;
  /** A symbol, or its folder's name. */
  pair: string;
  /** As in `TYPE_NAMES`. */
  type: string;
  /** Of candles; may be left out where there is only one. */
  span?: string;
  /** µs; half-open. */
  from?: number;
  to?: number;
  json?: true;
}

/** What came back. */
export interface RestoreEnd {
  /** Its folder; null: nothing of the range was moved. */
  series: string | null;
  files: number;
  bytes: number;
  /** Why not everything came; null: it did. */
  error: string | null;
}

export const NOTHING_MOVED: RestoreEnd = { series: null, files: 0, bytes: 0, error: null };

/** Gives 0 where all that was moved of the range is here, 1 where not, 130 where it was interrupted. */
export async function restore(flags: RestoreFlags, environment: Environment): Promise<number> {
  if ((flags.from ?? -Infinity) >= (flags.to ?? Infinity)) {
    throw new WrongUsage("Cannot restore: --from must be before --to");
  }
  const progress = createProgress(environment);
  try {
    const app = await findApp(flags, environment);
    const end = app
      ? await restoreByApp(app, flags, progress, environment)
      : await (await import("./restore_here.ts")).restoreHere(flags, progress, environment);
    progress.end();
    return end === "stopped" ? ENDED_BY_SIGNAL : tell(end, flags, environment);
  } catch (error) {
    progress.end();
    if (error instanceof WrongUsage) throw error;
    environment.complain((error as Error).message);
    return 1;
  }
}

function tell(end: RestoreEnd, { json }: RestoreFlags, { print, complain }: Environment): number {
  const { series, files, bytes, error } = end;
  if (json) print(JSON.stringify(end));
  else {
    if (series === null) print("Nothing of it was moved: it is all here.");
    if (files > 0) print(`${series}: ${amount(files, bytes)} brought back`);
    if (error !== null) complain(error);
  }
  return error === null ? 0 : 1;
}
