/** `tapedeck sync`: brings every remote up to date now, purges if asked to, and says what came of each. */
import { countWords } from "../actors/control/phrases.ts";
import { WrongUsage } from "./arguments.ts";
import { type App, findApp, type ReachFlags } from "./client.ts";
import { controlsOver } from "./controls.ts";
import type { Environment } from "./environment.ts";
import { createProgress, type Progress } from "./progress.ts";
import { ENDED_BY_SIGNAL } from "./signals.ts";
import { syncByApp } from "./sync_by_app.ts";
import { purgeByApp } from "./sync_purge.ts";

export interface SyncFlags extends ReachFlags {
  /** Removes here what the config wants purged, afterwards. */
  purge?: true;
  json?: true;
}

/** What came of the sync of one remote. */
export interface RemoteEnd {
  /** As the config has it. */
  remote: string;
  /** Copied and checked now; null: that was not told. */
  files: number | null;
  bytes: number | null;
  /** Why not everything is there and checked; null: it is. */
  error: string | null;
  /** Where that was asked for: removed here since all remotes hold it, this one on record as having it. */
  purged?: { files: number; bytes: number; error: string | null };
}

/** Gives 0 where every remote has everything, 1 where one has not, 130 where it was interrupted. */
export async function sync(flags: SyncFlags, environment: Environment): Promise<number> {
  const progress = createProgress(environment);
  try {
    const app = await findApp(flags, environment);
    const ends = app
      ? await byApp(app, flags, progress, environment)
      : await (await import("./sync_here.ts")).syncHere(flags, progress, environment);
    progress.end();
    return ends === "stopped" ? ENDED_BY_SIGNAL : tell(ends, flags, environment);
  } catch (error) {
    progress.end();
    if (error instanceof WrongUsage) throw error;
    environment.complain((error as Error).message);
    return 1;
  }
}

async function byApp(app: App, { purge }: SyncFlags, progress: Progress, environment: Environment) {
  const controls = controlsOver(app);
  const before = purge ? await controls.storage() : null;
  const ends = await syncByApp(controls, { name: `the tapedeck at ${app.url}`, progress }, environment);
  if (before === null || ends === "stopped") return ends;
  return await purgeByApp(app, { ends, before }, environment);
}

function tell(ends: RemoteEnd[], { json }: SyncFlags, { print, complain }: Environment): number {
  if (json) print(JSON.stringify(ends));
  for (const end of json ? [] : ends) {
    const { remote, files, bytes, error, purged } = end;
    const news = files ? `; ${amount(files, bytes ?? 0)} new` : "";
    if (error === null) print(`${remote}: has everything${news}`);
    else complain(`${remote}: ${error}`);
    if (purged?.error) complain(`${remote}: ${purged.error}`);
    if (purged?.files) {
      print(`${remote}: ${amount(purged.files, purged.bytes)} removed here, since it is there`);
    }
  }
  return ends.some(({ error, purged }) => error !== null || purged?.error) ? 1 : 0;
}

/** `3 files, 12.4 MB` */
export function amount(files: number, bytes: number): string {
  const mb = bytes / 1e6;
  return `${countWords(files, "file")}, ${mb.toFixed(mb < 1 ? 3 : 1)} MB`;
}
