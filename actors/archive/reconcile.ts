/** Brings the files and the ledger of one series into agreement: the disk decides what is there. */
import type { Evidence } from "../../schemas/evidence.ts";
import { DATA_TYPES, parseSeriesKey } from "../../schemas/series.ts";
import type { Archive } from "./archive.ts";
import { numbers } from "./columns.ts";
import { type FileNote, type Footer, hasSchema, readFooter } from "./footer.ts";
import { idSpans } from "./identity.ts";
import { runsOf } from "./id_runs.ts";
import { type FileName, folderOf, parseFileName } from "./layout.ts";
import { endOf, type FileLine } from "./ledgers.ts";
import { lostWith } from "./lost_files.ts";
import { moveAway } from "./quarantine.ts";
import { takeReturned } from "./restore.ts";
import { hashFile, newRowTally } from "./row_tally.ts";
import { readUntrusted } from "./untrusted.ts";
import { ReaderTrap } from "./wasm_reads.ts";

/** Returns what a person should know, a sentence each. */
export function reconcileSeries(archive: Archive, key: string): string[] {
  const { disk, ledgers } = archive;
  const problems: string[] = [];
  removeTemporaries(archive, key);
  takeReturned(archive, key);
  const known = new Map(ledgers.of(key).files);
  const present = sealedFiles(archive, key);
  const footers = readFooters(archive, present, problems);
  const { described, replaced } = describeAll(archive, footers, present, problems);
  const gone = goneFiles(archive, known, replaced, problems);
  ledgers.append(key, [...gone, ...described]);
  const left = [...present.keys()].filter((path) => replaced.has(path));
  for (const path of left) disk.remove(path);
  if (left.length > 0) disk.syncFolder(key);
  return problems;
}

/**
 * Files that list others first: what they replace goes only when all of their own rows were read. A file that is
 * none of these and not as the ledger has it was changed by somebody: whatever makes a file anew leaves what went
 * into it for as long as the ledger does not know.
 */
function describeAll(
  archive: Archive,
  footers: Map<string, Footer>,
  present: Map<string, FileName>,
  problems: string[],
): { described: Evidence[]; replaced: Set<string> } {
  const described = new Map<string, Evidence[]>();
  const replaced = new Set<string>();
  const inputsOf = (path: string) =>
    footers.get(path)!.note!.inputs.map((name) => `${folderOf(path)}/${name}`);
  const outputsFirst = [...footers.keys()].sort((a, b) => inputsOf(b).length - inputsOf(a).length);
  for (const path of outputsFirst) {
    const isMerged = inputsOf(path).some((input) => present.has(input));
    if (replaced.has(path) || !(isMerged || isChanged(archive, path))) continue;
    const { files, moved } = archive.ledgers.of(folderOf(path));
    const isForeign = !isMerged && (files.has(path) || moved.has(path));
    const evidence = isForeign ? null : describe(archive, path, footers.get(path)!, problems);
    if (isForeign) problems.push(setAside(archive, path, new Error(NOT_AS_WRITTEN)));
    if (!evidence) continue;
    described.set(path, evidence);
    for (const input of inputsOf(path)) replaced.add(input);
  }
  for (const path of replaced) described.delete(path);
  return { described: [...described.values()].flat(), replaced };
}

/** Of a note, what is relied on here. */
const isWhole = ({ key, type, inputs }: FileNote): boolean =>
  typeof key === "string" && DATA_TYPES.includes(type) && Array.isArray(inputs);

const NOT_AS_WRITTEN = "its bytes are not those that were written";

/** Ours, and what rclone names so while it brings one of them. */
const TEMPORARY = /\.parquet\.tmp(\.[^.]+\.partial)?$/;

function removeTemporaries({ disk }: Archive, key: string): void {
  const names = disk.list(key).map(({ name }) => name).filter((name) => TEMPORARY.test(name));
  for (const name of names) disk.remove(`${key}/${name}`);
}

/** Files with names that the archive gives, by path. */
function sealedFiles({ disk }: Archive, key: string): Map<string, FileName> {
  const { type } = parseSeriesKey(key);
  return new Map(
    disk.list(key).filter(({ isFolder }) => !isFolder).flatMap(({ name }) => {
      const parsed = parseFileName(type, name);
      return parsed ? [[`${key}/${name}`, parsed] as const] : [];
    }),
  );
}

/** Footers of the files that the ledger does not know as they are, and of those that may list others. */
function readFooters(
  archive: Archive,
  present: Map<string, FileName>,
  problems: string[],
): Map<string, Footer> {
  const footers = new Map<string, Footer>();
  for (const path of pathsToRead(archive, present)) {
    try {
      const footer = readFooter(archive.disk, path);
      if (isOurs(path, footer, problems)) footers.set(path, footer);
    } catch (error) {
      problems.push(setAside(archive, path, error));
    }
  }
  return footers;
}

/** A part as it was sealed lists no others, nor can a file that is the only one of its period. */
function pathsToRead(archive: Archive, present: Map<string, FileName>): string[] {
  const inPeriod = Map.groupBy(present.values(), ({ period }) => period.name);
  return [...present].filter(([path, { period, part }]) => {
    const mayList = inPeriod.get(period.name)!.length > 1 && (!part || part.generation > 0);
    return mayList || isChanged(archive, path);
  }).map(([path]) => path);
}

function isChanged({ disk, ledgers }: Archive, path: string): boolean {
  return ledgers.of(folderOf(path)).files.get(path)?.bytes !== disk.size(path);
}

function isOurs(path: string, footer: Footer, problems: string[]): boolean {
  const { note } = footer;
  if (note?.schema === 1 && !isWhole(note)) {
    throw new Error(`Cannot read "${path}": its tapedeck entry is damaged`);
  }
  if (note?.schema === 1 && note.key === folderOf(path) && hasSchema(footer, note.type)) return true;
  if (note?.schema === 1 && note.key !== folderOf(path)) {
    problems.push(
      `"${path}" holds rows of ${note.key}: it belongs into that folder; it is left alone and not read`,
    );
    return false;
  }
  problems.push(
    footer.columns.includes("TS")
      ? `"${path}" was written by dccd; it stays as it is. Take it over with: tapedeck import DIR`
      : `"${path}" is not a file that this version of tapedeck knows; it is left alone and not read`,
  );
  return false;
}

/** Throws where the disk does not give the file's bytes: then nothing is known of it, and nothing is done to it. */
function setAside(archive: Archive, path: string, error: unknown): string {
  if (isOfDisk(error)) throw error;
  const reason = error instanceof Error ? error.message : String(error);
  const known = archive.ledgers.of(folderOf(path)).files.get(path);
  if (hashFile(archive.disk, path) === known?.sha256) {
    return `"${path}" is as it was written and cannot be read; it is left where it is: ${reason}`;
  }
  return `"${path}" was kept as "${moveAway(archive, path, reason)}": ${reason}`;
}

/** The system's errors have a code, such as EIO; a parser's have none, or one of another form. */
const isOfDisk = (error: unknown): boolean =>
  error instanceof Error &&
  ("code" in error && /^E[A-Z0-9]+$/.test(String(error.code)) || isOfDisk(error.cause));

/** Lines of files that the ledger has and the disk has not. What no other file took in is lost. */
function goneFiles(
  { disk }: Archive,
  known: Map<string, FileLine>,
  replaced: Set<string>,
  problems: string[],
): Evidence[] {
  return [...known.values()].flatMap((line): Evidence[] => {
    if (replaced.has(line.path)) return [endOf(line)];
    if (disk.size(line.path) !== null) return [];
    problems.push(
      `"${line.path}" is gone with its ${line.rows.toLocaleString("en")} rows; they count as lost`,
    );
    return [lostWith(line, "the file is gone"), endOf(line)];
  });
}

/**
 * The line of a file that is there, after all its rows were read; what its ids prove, if it was not known. null:
 * it cannot be read, and was set aside.
 */
function describe(archive: Archive, path: string, footer: Footer, problems: string[]): Evidence[] | null {
  const { disk, ledgers } = archive;
  const { key, tradeIds } = footer.note!;
  const isKnown = ledgers.of(key).files.has(path);
  const tally = newRowTally(tradeIds === "serial");
  const ids: Evidence[] = [];
  try {
    for (const columns of readUntrusted(disk, path, footer)) {
      tally.add(columns);
      if (isKnown || tradeIds !== "serial") continue;
      const { runs } = runsOf({ ...idSpans(columns), ts: numbers(columns, "ts") });
      ids.push(...runs.map((run): Evidence => ({ kind: "ids", ...run })));
    }
  } catch (error) {
    problems.push(setAside(archive, path, error));
    if (error instanceof ReaderTrap) throw error;
    return null;
  }
  const hashed = { bytes: disk.size(path) ?? 0, sha256: hashFile(disk, path) };
  return [...ids, { kind: "file", path, ...tally.extent(), ...hashed }];
}
