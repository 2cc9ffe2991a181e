/** Remakes from files and ledgers what a data folder only keeps for speed. */
import { openArchive } from "../actors/archive/archive.ts";
import { openRealDisk } from "../actors/archive/real_disk.ts";
import { recover } from "../actors/archive/recover.ts";
import { openCatalog } from "../actors/control/catalog.ts";
import { claimFolder } from "./data_folder.ts";
import type { Environment } from "./environment.ts";

/**
 * Seals what the journal holds, brings ledgers and files into agreement, and remakes the catalog, as a start does
 * after a crash. Says what it found. Throws where another process records into the folder.
 */
export async function rebuild(path: string, { clock, complain }: Environment): Promise<void> {
  const folder = claim(path, clock.now());
  try {
    const disk = openRealDisk(path);
    const archive = openArchive({ disk, clock, tell() {} });
    const { series, problems } = await recover(archive);
    problems.forEach(complain);
    const catalog = openCatalog(folder.catalog);
    if (catalog.quarantined) {
      complain(`The catalog could not be read and is kept as "${catalog.quarantined.path}"`);
    }
    catalog.replace(series);
    catalog.close();
  } finally {
    folder.release();
  }
}

function claim(path: string, startedAt: number) {
  try {
    return claimFolder(path, startedAt);
  } catch (error) {
    const why = (error as Error).message.replace(/^Cannot record into /, "");
    throw new Error(`Cannot rebuild ${why}`, { cause: error });
  }
}
