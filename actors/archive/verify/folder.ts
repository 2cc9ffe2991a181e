/** What concerns the data folder as a whole: its epoch, its journal, its quarantine, and what is not its own. */
import type { Disk } from "../disk.ts";
import { coveragePath, EPOCH_PATH, parseFileName, QUARANTINE, segmentPath } from "../layout.ts";
import { openLedgers } from "../ledgers.ts";
import { listSegments, readSegment } from "../segment.ts";
import { parseSeriesKey } from "../../../schemas/series.ts";
import { isSeriesKey, type SeriesFolders, strangerWords } from "../series_folders.ts";
import type { Finding, Report } from "./report.ts";
import { count, megabytes, message, number } from "./words.ts";

export interface FolderFound {
  contradictions: Finding[];
  remarks: Finding[];
}

/** @param depth With `rows`, the journal's segments are read too. */
export function verifyFolder(disk: Disk, folders: SeriesFolders, depth: Report["depth"]): FolderFound {
  const quarantine = readQuarantine(disk);
  return {
    contradictions: [
      ...folders.strangers.map((about) => ({ about, what: strangerWords(about) })),
      ...strangeLedgers(disk),
      ...quarantine.contradictions,
      ...lateEpoch(disk, folders),
      ...(depth === "rows" ? damagedSegments(disk) : []),
    ],
    remarks: [...quarantine.remarks, ...journalLeft(disk)],
  };
}

function strangeLedgers(disk: Disk): Finding[] {
  const keys = openLedgers(disk).keys("").filter((key) => !isSeriesKey(key));
  return keys.map((key) => ({ about: coveragePath(key), what: "is the ledger of no series" }));
}

/** Rows of the journal are safe, but no file's: reading them is the deep check's, and theirs who read rows. */
function journalLeft(disk: Disk): Finding[] {
  const sizes = listSegments(disk, "").map((name) => disk.size(segmentPath(name)) ?? 0);
  if (sizes.length === 0) return [];
  const what = `holds ${count(sizes.length, "segment")} (${
    megabytes(sizes.reduce((sum, size) => sum + size, 0))
  }) with rows that are in no file yet: they are not told of here`;
  return [{ about: "the journal", what }];
}

/** Damage is what no crash leaves; what is being written, or was torn, is none. */
function damagedSegments(disk: Disk): Finding[] {
  return listSegments(disk, "").map(segmentPath).flatMap((about) => {
    const what = faultOfSegment(disk, about);
    // Its next segment may have been begun, or it may have been sealed, between two looks.
    return what !== null && what === faultOfSegment(disk, about) ? [{ about, what }] : [];
  });
}

function faultOfSegment(disk: Disk, path: string): string | null {
  try {
    const { damage } = readSegment(disk, path);
    return damage && `is damaged from byte ${number(damage.fromByte)} on: ${damage.reason}`;
  } catch (error) {
    return disk.size(path) === null ? null : message(error).replace(/^Cannot .*?": /, "cannot be read: ");
  }
}

/** Names are never used twice because the epoch is above all that names bear. */
function lateEpoch(disk: Disk, { keys }: SeriesFolders): Finding[] {
  const parts = keys.flatMap((key) => {
    const { type } = parseSeriesKey(key);
    return disk.list(key).map(({ name }) => parseFileName(type, name)?.part?.epoch ?? 0);
  });
  const segments = listSegments(disk, "").map(({ epoch }) => epoch);
  const used = [...parts, ...segments].reduce((most, epoch) => Math.max(most, epoch), 0);
  // Read last: a recorder raises it before it uses it.
  const text = disk.size(EPOCH_PATH) === null ? "0" : new TextDecoder().decode(disk.read(EPOCH_PATH)).trim();
  if (!/^\d{1,15}$/.test(text)) {
    return [{ about: EPOCH_PATH, what: `holds "${text.slice(0, 40)}", no number` }];
  }
  if (Number(text) >= used) return [];
  return [{
    about: EPOCH_PATH,
    what: `says ${text}, and a file's name bears ${used}: names could be used again; write ${used} there`,
  }];
}

/** What is kept there has had a note before it; a note alone, or what ends in `.tmp`, is left of a crash. */
function readQuarantine(disk: Disk): FolderFound {
  const found: FolderFound = { contradictions: [], remarks: [] };
  const folder = `${QUARANTINE}/frames`;
  const kept = filesBelow(disk, QUARANTINE).filter((path) =>
    !/\.(json|tmp)$|-(wal|shm)$/.test(path) && !path.startsWith(`${folder}/`)
  );
  for (const about of kept) {
    const reason = reasonOf(disk, `${about}.json`);
    if (reason) found.remarks.push({ about, what: `is kept: ${reason}` });
    else found.contradictions.push({ about, what: "has no note that says what it is" });
  }
  const frames = disk.list(folder).length;
  const what = `holds frames that no row was made of (${count(frames, "file")})`;
  if (frames > 0) found.remarks.push({ about: folder, what });
  return found;
}

/** null: there is no note, or it cannot be read. */
function reasonOf(disk: Disk, path: string): string | null {
  try {
    const note: unknown = JSON.parse(new TextDecoder().decode(disk.read(path)));
    const { reason } = note as { reason?: unknown };
    return typeof reason === "string" ? reason : null;
  } catch {
    return null;
  }
}

function filesBelow(disk: Disk, folder: string): string[] {
  return disk.list(folder).flatMap(({ name, isFolder }) =>
    isFolder ? filesBelow(disk, `${folder}/${name}`) : [`${folder}/${name}`]
  );
}
