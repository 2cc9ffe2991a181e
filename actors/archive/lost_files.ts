/** Files whose rows are no longer what they were: what they proved does not count any more. */
import type { Evidence } from "../../schemas/evidence.ts";
import type { Archive } from "./archive.ts";
import { parseFilePath } from "./layout.ts";
import { endOf, type FileLine } from "./ledgers.ts";
import { moveAway } from "./quarantine.ts";
import { hashFile } from "./row_tally.ts";

/**
 * Are these files, which the ledger knows, as they were written? One that is not goes to quarantine, and its rows
 * count as lost. To be asked before rows go from one file into another: damage would pass for the truth.
 */
export function areAsWritten(archive: Archive, paths: string[]): boolean {
  const changed = paths.filter((path) => hashFile(archive.disk, path) !== lineOf(archive, path).sha256);
  for (const path of changed) loseFile(archive, path, "its bytes are not those that were written");
  return changed.length === 0;
}

/** Moves a file that the ledger knows to quarantine; its rows count as lost. */
export function loseFile(archive: Archive, path: string, reason: string): void {
  const line = lineOf(archive, path);
  const { key } = parseFilePath(path);
  moveAway(archive, path, reason);
  archive.ledgers.append(key, [lostWith(line, reason), endOf(line)]);
  archive.changed(key);
}

/** The evidence that the rows of a file are lost. */
export function lostWith({ from, to, path, firstId, lastId }: FileLine, why: string): Evidence {
  const ids = firstId !== undefined && lastId !== undefined && { firstId, lastId };
  return { kind: "lost", from, to, reason: `${path}: ${why}`, ...ids };
}

function lineOf({ ledgers }: Archive, path: string): FileLine {
  const line = ledgers.of(parseFilePath(path).key).files.get(path);
  if (!line) throw new Error(`Cannot check "${path}": the ledger does not know it`);
  return line;
}
