/** What is not here, as the ledgers have it. */
import { parseFilePath } from "../../archive/layout.ts";
import type { Holdings, MovedFile } from "./holdings.ts";
import { readAll } from "./purge.ts";
import type { SyncParts } from "./task.ts";

export interface MovedTotals {
  /** By the remote that is on record as having them. */
  byRemote: Map<string, { files: number; bytes: number }>;
  /** Files of whose periods rows came since, by series: these wait here, and are merged when the file is here again. */
  awaited: Map<string, MovedFile[]>;
}

export function movedTotals(parts: Pick<SyncParts, "holdings">): MovedTotals {
  const series = readAll(parts).filter(({ moved }) => moved.length > 0);
  const byRemote: MovedTotals["byRemote"] = new Map();
  for (const { remote, bytes } of series.flatMap(({ moved }) => moved)) {
    const { files, bytes: sum } = byRemote.get(remote) ?? { files: 0, bytes: 0 };
    byRemote.set(remote, { files: files + 1, bytes: sum + bytes });
  }
  const awaited = series.map((each) => [each.key, awaitedIn(each)] as const);
  return { byRemote, awaited: new Map(awaited.filter(([, files]) => files.length > 0)) };
}

function awaitedIn({ files, moved }: Holdings): MovedFile[] {
  const periodOf = ({ path }: { path: string }) => parseFilePath(path).period.name;
  const here = new Set(files.map(periodOf));
  return moved.filter((file) => here.has(periodOf(file)));
}
