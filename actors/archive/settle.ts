/**
 * Merging what is due, one series after the other. A merge that fails (a full disk, a file that somebody removed)
 * costs no other series anything: it is told, and before it is tried again its series is brought into order, since
 * nobody knows how far it got.
 */
import type { Archive } from "./archive.ts";
import { isDiskFault } from "./disk_fault.ts";
import { mergeFiles } from "./merge.ts";
import { dueMerges } from "./merge_plan.ts";
import { reconcileSeries } from "./reconcile.ts";
import { ReaderTrap } from "./wasm_reads.ts";

/** Gives what settles an archive: it resolves to what failed, by key of its series. */
export function createSettler(archive: Archive): () => Promise<Map<string, unknown>> {
  let failed = new Map<string, unknown>();

  async function settleSeries(key: string): Promise<void> {
    if (failed.has(key)) putInOrder(archive, key);
    for (const merge of dueMerges(archive, key)) await mergeFiles(archive, merge);
  }

  return async () => {
    const stillFailed = new Map<string, unknown>();
    for (const key of archive.ledgers.keys("")) {
      try {
        await settleSeries(key);
      } catch (error) {
        if (error instanceof ReaderTrap) throw error; // nothing can be read in this Worker any more
        stillFailed.set(key, error);
        tellFailure(archive, key, error);
        if (isDiskFault(error)) break; // the next would fail alike
      }
    }
    // Behind a break are some that were not looked at: what failed of them has to be put in order still.
    failed = stillFailed.size > 0 ? new Map([...failed, ...stillFailed]) : stillFailed;
    return stillFailed;
  };
}

function putInOrder(archive: Archive, key: string): void {
  const problems = reconcileSeries(archive, key);
  for (const words of problems) {
    archive.tell({ type: "damage-found", what: key, words, at: archive.clock.now() });
  }
  archive.changed(key);
}

/** Runs a task of the archive's that may as well be done later: where the disk is to blame, that is told, and no more. */
export async function unlessDiskFails(
  archive: Archive,
  what: string,
  task: () => Promise<unknown>,
): Promise<void> {
  try {
    await task();
  } catch (error) {
    if (!isDiskFault(error)) throw error;
    tellFailure(archive, what, error);
  }
}

function tellFailure({ tell, clock }: Archive, what: string, error: unknown): void {
  const words = error instanceof Error ? error.message : String(error);
  tell({ type: "archiving-failed", what, error: words, at: clock.now() });
}
