/**
 * Where the app of a running tapedeck answers: `.tapedeck/app.json` in its data folder, for commands on the same
 * machine. After a kill it may be left behind; then nothing answers there.
 */
import { join } from "@std/path";
import { z } from "zod";
import { HOUSE } from "../actors/archive/layout.ts";

const AppAddress = z.object({
  /** As a client on this machine reaches it, without a slash at its end. */
  url: z.string(),
  pid: z.int(),
  /** ISO 8601, UTC: when the program began. */
  since: z.string(),
});
export type AppAddress = z.infer<typeof AppAddress>;

export interface Announced {
  /** It answers here now. */
  at(url: string): void;
  withdraw(): void;
}

/** Null: there is none, or none that can be read. */
export function readAppAddress(folder: string): AppAddress | null {
  try {
    return AppAddress.parse(JSON.parse(Deno.readTextFileSync(pathIn(folder))));
  } catch {
    return null;
  }
}

/**
 * For whoever holds the folder. A disk that does not take it keeps nobody from recording: commands then do as if
 * nothing ran. @param startedAt ms since 1970.
 */
export function announceApp(folder: string, startedAt: number): Announced {
  const path = pathIn(folder);
  const since = new Date(startedAt).toISOString();
  return {
    at: (url) =>
      attempt(() => {
        const address: AppAddress = { url, pid: Deno.pid, since };
        Deno.writeTextFileSync(`${path}.tmp`, `${JSON.stringify(address)}\n`);
        Deno.renameSync(`${path}.tmp`, path);
      }),
    withdraw: () => attempt(() => Deno.removeSync(path)),
  };
}

const pathIn = (folder: string) => join(folder, HOUSE, "app.json");

function attempt(write: () => void): void {
  try {
    write();
  } catch {
    // The folder's own watch tells what is wrong with it.
  }
}
