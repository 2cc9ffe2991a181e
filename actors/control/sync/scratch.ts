/** A folder for what is in work: lists for rclone, and copies of ledgers. */
import { createHash } from "node:crypto";
import { join } from "@std/path";
import { HOUSE } from "../../archive/layout.ts";

/** Runs `work` with a folder of its own, which goes with it. `name`: no two that run at once share one. */
export async function withScratch<T>(
  dataFolder: string,
  name: string,
  work: (scratch: string) => Promise<T>,
): Promise<T> {
  const folder = createHash("sha256").update(name).digest("hex").slice(0, 16);
  const scratch = join(dataFolder, HOUSE, "sync", folder);
  try {
    await Deno.mkdir(scratch, { recursive: true });
    return await work(scratch);
  } finally {
    await Deno.remove(scratch, { recursive: true }).catch(() => {});
  }
}
