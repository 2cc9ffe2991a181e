/** Compares the files of one series with its ledger, by their names, sizes and footers. */
import { parseSeriesKey, type Series } from "../../../schemas/series.ts";
import type { Disk } from "../disk.ts";
import { type Footer, hasSchema, readFooter } from "../footer.ts";
import { parseFileName, parseFilePath, segmentPath } from "../layout.ts";
import type { FileLine } from "../ledgers.ts";
import type { Claims } from "./claims.ts";
import type { Finding } from "./report.ts";
import { message, number, timeWords } from "./words.ts";

export interface FilesFound {
  /** Of the files that are as the ledger has them. */
  footers: Map<string, Footer>;
  contradictions: Finding[];
  /** Work that was begun and not finished: no contradiction, for all that it needs is there. */
  remarks: Finding[];
}

/** @param wants Which files to look at, by the time of their rows. */
export function compareFiles(disk: Disk, claims: Claims, wants: (line: FileLine) => boolean): FilesFound {
  const { key, record } = claims;
  const folder = readFolder(disk, key);
  const found: FilesFound = { footers: new Map(), contradictions: [], remarks: [] };
  for (const line of record.files.values()) {
    if (wants(line)) compareKnown(disk, line, folder, found);
  }
  const strangers = folder.names.filter((name) => !record.files.has(`${key}/${name}`));
  const footers = new Map(strangers.map((name) => [name, footerOf(disk, `${key}/${name}`)]));
  for (const name of strangers) explainStranger(disk, claims, { name, footers, folder }, found);
  return found;
}

/** The Parquet files of a series' folder; what else lies there, no reader takes for data. */
interface Folder {
  series: Series;
  names: string[];
}

function readFolder(disk: Disk, key: string): Folder {
  const names = disk.list(key).filter(({ name, isFolder }) => !isFolder && name.endsWith(".parquet"));
  return { series: parseSeriesKey(key), names: names.map(({ name }) => name) };
}

function footerOf(disk: Disk, path: string): Footer | Error {
  try {
    return readFooter(disk, path);
  } catch (error) {
    return error instanceof Error ? error : new Error(message(error));
  }
}

function compareKnown(disk: Disk, line: FileLine, folder: Folder, found: FilesFound): void {
  const { path, rows } = line;
  const bytes = disk.size(path);
  if (bytes === null) {
    const what = `is not there; the ledger lists it with ${number(rows)} rows`;
    found.contradictions.push({ about: path, what });
    return;
  }
  const footer = footerOf(disk, path);
  const faults = bytes === line.bytes
    ? footer instanceof Error ? [footer.message] : faultsOf(footer, line)
    : [`has ${number(bytes)} bytes; the ledger says ${number(line.bytes)}`];
  if (faults.length === 0) found.footers.set(path, footer as Footer);
  else if (isMerging(footer, folder)) {
    found.remarks.push({ about: path, what: "is merged anew and not in the ledger yet" });
  } else {
    found.contradictions.push(...faults.map((what) => ({ about: path, what: withoutPath(what, path) })));
  }
}

/** Errors of readFooter name the file, which the finding does too. */
const withoutPath = (what: string, path: string) =>
  what.replace(`Cannot read "${path}": `, "cannot be read: ");

/** A merged file whose inputs are still there: the ledger will have it next. */
const isMerging = (footer: Footer | Error, { names }: Folder): boolean =>
  !(footer instanceof Error) && (footer.note?.inputs.some((input) => names.includes(input)) ?? false);

/** What a footer says against the ledger's line, or against the folder that its file is in. */
function faultsOf(footer: Footer, line: FileLine): string[] {
  const { key, period } = parseFilePath(line.path);
  const { note, rows, groups } = footer;
  if (!note) return ["has no note of tapedeck in its footer: something else wrote it"];
  if (note.key !== key) return [`is a file of ${note.key} by its footer`];
  if (note.schema !== 1 || !hasSchema(footer, note.type)) return ["does not have the columns of its type"];
  const faults: string[] = [];
  if (rows !== line.rows) faults.push(`has ${number(rows)} rows; the ledger says ${number(line.rows)}`);
  const inGroups = groups.reduce((sum, group) => sum + group.rows, 0);
  if (inGroups !== rows) faults.push(`lists ${number(rows)} rows, and its row groups ${number(inGroups)}`);
  const [from, last] = [least(groups, ({ min }) => min.ts), -least(groups, ({ max }) => -max.ts)];
  if (from !== line.from || last + 1 !== line.to) {
    const [is, said] = [spanWords(from, last), spanWords(line.from, line.to - 1)];
    faults.push(`has rows from ${is}; the ledger says from ${said}`);
  }
  if (from < period.from || last >= period.to) {
    faults.push(`has rows from ${spanWords(from, last)}, which is not within ${period.name}`);
  }
  return faults;
}

const least = (groups: Footer["groups"], of: (group: Footer["groups"][number]) => number) =>
  groups.reduce((least, group) => Math.min(least, of(group)), Infinity);

const spanWords = (from: number, last: number): string =>
  [from, last].map((us) => Number.isSafeInteger(us) ? timeWords(us) : "an unknown time").join(" to ");

interface Stranger {
  name: string;
  /** Of all files that the ledger does not know. */
  footers: Map<string, Footer | Error>;
  folder: Folder;
}

/** A file that the ledger does not list: a step on the way, or one that does not belong here. */
function explainStranger(disk: Disk, claims: Claims, stranger: Stranger, found: FilesFound): void {
  const { key, record } = claims;
  const about = `${key}/${stranger.name}`;
  const step = stepOf(disk, claims, stranger, found);
  if (step) found.remarks.push({ about, what: step });
  else if (record.moved.has(about)) {
    found.remarks.push({ about, what: "is still here, though a remote holds it" });
  } else found.contradictions.push({ about, what: faultOfStranger(stranger) });
}

/** Which unfinished work leaves such a file; null: none does. */
function stepOf(
  disk: Disk,
  { key }: Claims,
  { name, footers, folder }: Stranger,
  found: FilesFound,
): string | null {
  const { type, exchange } = folder.series;
  const part = parseFileName(type, name)?.part;
  const isSealing = part && part.generation === 0 && disk.size(segmentPath({ exchange, ...part })) !== null;
  if (isSealing) return "is sealed and not in the ledger yet; its segment is still there";
  if (isMerging(footers.get(name)!, folder)) return "is merged and not in the ledger yet";
  const known = [...found.footers.entries()].find(([, { note }]) => note!.inputs.includes(name));
  if (known) return `went into ${known[0].slice(key.length + 1)} and will be removed`;
  const isInput = [...footers.values()].some((footer) =>
    !(footer instanceof Error) && footer.note?.inputs.includes(name)
  );
  return isInput ? "went into another file and will be removed" : null;
}

function faultOfStranger({ name, footers, folder }: Stranger): string {
  const footer = footers.get(name)!;
  if (!(footer instanceof Error) && footer.columns.includes("TS")) {
    return "was written by dccd; take it over with: tapedeck import DIR";
  }
  return parseFileName(folder.series.type, name)
    ? "is not in the ledger: nothing says where it comes from"
    : "is in the folder of a series, and no name of tapedeck's: a query of the folder would read it";
}
