/** Brings the files and the ledger of one series into agreement: the disk decides what is there. */
import type { Evidence } from "../../schemas/evidence.ts";
import { parseSeriesKey } from "../../schemas/series.ts";
import type { Archive } from "./archive.ts";
import { numbers } from "./columns.ts";
import { type Footer, hasSchema, readFooter } from "./footer.ts";
import { idSpans } from "./identity.ts";
import { runsOf } from "./id_runs.ts";
import { parseFileName, parseFilePath } from "./layout.ts";
import type { FileLine } from "./ledgers.ts";
import { endOf } from "./merge.ts";
import { readGroups } from "./parquet.ts";
import { finishPurges } from "./purge.ts";
import { moveAway } from "./quarantine.ts";
import { hashFile, newRowTally } from "./row_tally.ts";

/** Returns what a person should know, a sentence each. */
export async function reconcileSeries(archive: Archive, key: string): Promise<string[]> {
  const { disk, ledgers } = archive;
  const problems: string[] = [];
  removeTemporaries(archive, key);
  finishPurges(archive, key);
  const known = ledgers.of(key).files;
  const footers = readFooters(archive, key, problems);
  const replaced = new Set(
    [...footers.values()].flatMap(({ note }) => note!.inputs.map((name) => `${key}/${name}`)),
  );
  const described: Evidence[] = [];
  for (const [path, footer] of footers) {
    const isMerged = footer.note!.inputs.some((name) => footers.has(`${key}/${name}`));
    if (replaced.has(path) || !(isMerged || isChanged(archive, path))) continue;
    described.push(...await describe(archive, path, footer, problems));
  }
  const gone = goneFiles(archive, known, replaced, problems);
  ledgers.append(key, [...gone, ...described]);
  const left = [...footers.keys()].filter((path) => replaced.has(path));
  for (const path of left) disk.remove(path);
  if (left.length > 0) disk.syncFolder(key);
  return problems;
}

function removeTemporaries({ disk }: Archive, key: string): void {
  const names = disk.list(key).map(({ name }) => name).filter((name) => name.endsWith(".parquet.tmp"));
  for (const name of names) disk.remove(`${key}/${name}`);
}

/** Footers of the files that the ledger does not know as they are, and of those that may list others. */
function readFooters(archive: Archive, key: string, problems: string[]): Map<string, Footer> {
  const footers = new Map<string, Footer>();
  for (const path of pathsToRead(archive, key)) {
    try {
      const footer = readFooter(archive.disk, path);
      if (isOurs(path, footer, problems)) footers.set(path, footer);
    } catch (error) {
      problems.push(setAside(archive, path, error));
    }
  }
  return footers;
}

function pathsToRead(archive: Archive, key: string): string[] {
  const { type } = parseSeriesKey(key);
  const names = archive.disk.list(key).filter(({ name, isFolder }) => !isFolder && parseFileName(type, name));
  const paths = names.map(({ name }) => `${key}/${name}`);
  const periodOf = (path: string) => parseFilePath(path).period.name;
  const alone = new Map(
    Array.from(Map.groupBy(paths, periodOf), ([period, files]) => [period, files.length === 1]),
  );
  return paths.filter((path) => !alone.get(periodOf(path)) || isChanged(archive, path));
}

function isChanged({ disk, ledgers }: Archive, path: string): boolean {
  return ledgers.of(parseFilePath(path).key).files.get(path)?.bytes !== disk.size(path);
}

function isOurs(path: string, footer: Footer, problems: string[]): boolean {
  if (footer.note && footer.note.schema === 1 && hasSchema(footer, footer.note.type)) return true;
  problems.push(
    footer.columns.includes("TS")
      ? `"${path}" was written by dccd; it stays as it is. Take it over with: tapedeck import DIR`
      : `"${path}" is not a file that this version of tapedeck knows; it is left alone and not read`,
  );
  return false;
}

/** Throws where the disk does not give the file's bytes: then nothing is known of it, and nothing is done to it. */
function setAside(archive: Archive, path: string, error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  const known = archive.ledgers.of(parseFilePath(path).key).files.get(path);
  if (hashFile(archive.disk, path) === known?.sha256) {
    return `"${path}" is as it was written and cannot be read; it is left where it is: ${reason}`;
  }
  return `"${path}" cannot be read and was kept as "${moveAway(archive, path, reason)}": ${reason}`;
}

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

function lostWith({ from, to, path, firstId, lastId }: FileLine, why: string): Evidence {
  const ids = firstId !== undefined && lastId !== undefined && { firstId, lastId };
  return { kind: "lost", from, to, reason: `${path}: ${why}`, ...ids };
}

/** The line of a file that is there, after all its rows were read; what its ids prove, if it was not known. */
async function describe(
  archive: Archive,
  path: string,
  footer: Footer,
  problems: string[],
): Promise<Evidence[]> {
  const { disk, ledgers } = archive;
  const { key, tradeIds } = footer.note!;
  const before = ledgers.of(key).files.get(path);
  const tally = newRowTally(tradeIds === "serial");
  const ids: Evidence[] = [];
  try {
    for await (const columns of readGroups(disk, path, footer)) {
      tally.add(columns);
      if (before || tradeIds !== "serial") continue;
      const { runs } = runsOf({ ...idSpans(columns), ts: numbers(columns, "ts") });
      ids.push(...runs.map((run): Evidence => ({ kind: "ids", ...run })));
    }
  } catch (error) {
    problems.push(setAside(archive, path, error));
    return [];
  }
  const hashed = { bytes: disk.size(path) ?? 0, sha256: hashFile(disk, path) };
  const file: FileLine = { kind: "file", path, ...tally.extent(), ...hashed };
  const isLess = before !== undefined && file.rows < before.rows;
  if (isLess) problems.push(`"${path}" has ${before.rows - file.rows} rows fewer than were written to it`);
  return [...(isLess ? [lostWith(before, "it holds fewer rows than before")] : []), ...ids, file];
}
