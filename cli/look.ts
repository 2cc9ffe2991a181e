/** What a command that looks has to show: the board of a tapedeck that runs, or what the folder has where none does. */
import { z } from "zod";
import { select } from "../actors/archive/verify/selection.ts";
import type { SeriesView, Snapshot } from "../schemas/snapshot.ts";
import { WrongUsage } from "./arguments.ts";
import { type App, findApp, type ReachFlags } from "./client.ts";
import type { Environment } from "./environment.ts";
import { folderSnapshot } from "./folder_snapshot.ts";
import { type FolderHolder, holderOf } from "./holder.ts";
import { dataFolderOf } from "./place.ts";

export type Look =
  | { type: "app"; app: App; snapshot: Snapshot }
  /** `holder`: who records into it all the same, and cannot be asked. */
  | { type: "folder"; folder: string; holder: FolderHolder | null; snapshot: Snapshot };

/** Of a snapshot what tells it from another program's answer; the rest is as the same version makes it. */
const SnapshotAnswer = z.custom<Snapshot>((answer) =>
  z.looseObject({
    revision: z.number(),
    dataFolder: z.string(),
    verdict: z.looseObject({ state: z.string(), sentence: z.string() }),
    series: z.array(z.looseObject({ key: z.string(), rows: z.number() })),
    problems: z.array(z.looseObject({ sentence: z.string() })),
  }).safeParse(answer).success
);

/** Throws where neither can be had, with a sentence. */
export async function lookAround(flags: ReachFlags, environment: Environment): Promise<Look> {
  const app = await findApp(flags, environment);
  if (app) return { type: "app", app, snapshot: await askSnapshot(app) };
  const folder = await dataFolderOf(flags, environment);
  const holder = holderOf(folder);
  return { type: "folder", folder, holder, snapshot: folderSnapshot(folder, environment.clock) };
}

export const askSnapshot = (app: App): Promise<Snapshot> => app.get("/api/snapshot", SnapshotAnswer);

/** The series that the wishes name, all for none; throws {@linkcode WrongUsage} where one names none. */
export function chosenSeries({ series }: Snapshot, wishes: string[] = []): SeriesView[] {
  try {
    const keys = new Set(select(series.map(({ key }) => key), wishes));
    return series.filter(({ key }) => keys.has(key));
  } catch (error) {
    throw new WrongUsage((error as Error).message);
  }
}
