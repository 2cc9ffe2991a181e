/** The rows of one period, merged from where a snapshot says they are, for as long as that is true. */
import { parseSeriesKey } from "../../../schemas/series.ts";
import type { Columns } from "../columns.ts";
import type { Disk } from "../disk.ts";
import { dropDuplicates, newTally } from "../duplicates.ts";
import type { Footer } from "../footer.ts";
import type { TradeIds } from "../frames.ts";
import { segmentPath } from "../layout.ts";
import type { FileLine } from "../ledgers.ts";
import { mergeSorted, type Source } from "../merge_sorted.ts";
import { footerOf, Outdated, type Stamp, stampOf, whileSame } from "./file.ts";
import { type JournalPiece, rowsIn, unlessGone } from "./journal.ts";
import type { PeriodSources } from "./snapshot.ts";
import { type Cut, fileSource, rowsSource } from "../sources.ts";

export interface PeriodOptions {
  disk: Disk;
  key: string;
  cut: Omit<Cut, "tradeIds">;
  batchRows: number;
  /** What was found of files before the snapshot was taken: with these it is so for good, and no haste of the archiver. */
  found: ReadonlyMap<string, Outdated["finding"]>;
}

/** Rows in order, each once. */
export interface Batch {
  columns: Columns;
  tradeIds: TradeIds;
}

/**
 * Gives whole groups of rows with equal keys at a time. Throws {@linkcode Outdated} as soon as a source is not
 * what it was; what was given before stays valid.
 */
export async function* readPeriod(sources: PeriodSources, options: PeriodOptions): AsyncGenerator<Batch> {
  const { key, cut, batchRows, disk } = options;
  const files = openFiles(sources.files, options);
  const tradeIds = tradeIdsOf([
    ...files.map(({ footer }) => footer.note!.tradeIds),
    ...sources.journal.map(({ piece }) => piece.tradeIds),
  ]);
  const opened = [
    ...files.map((file) => fileRows(file, disk, { ...cut, tradeIds })).filter((source) => source !== null),
    ...sources.journal.filter(({ first, last }) => first < cut.to && last >= cut.from).map((
      { piece, bound },
    ) => rowsSource(() => journalRows(disk, piece, key), bound, { ...cut, tradeIds })),
  ];
  const { type } = parseSeriesKey(key);
  const dedupe = { type, tradeIds, tally: newTally(), batchRows };
  try {
    for await (const columns of dropDuplicates(mergeSorted(opened, tradeIds), dedupe)) {
      yield { columns, tradeIds };
    }
  } finally {
    for (const { pieces } of opened) await pieces.return?.();
  }
}

function tradeIdsOf(said: Array<TradeIds | undefined>): TradeIds {
  const known = said.filter((tradeIds) => tradeIds !== undefined);
  return known.includes("opaque") ? "opaque" : known[0] ?? "opaque";
}

export interface OpenFile {
  path: string;
  footer: Footer;
  stamp: Stamp;
}

/** Every file of a period that no other one replaces, its footer read. */
function openFiles(lines: FileLine[], options: PeriodOptions): OpenFile[] {
  const files = lines.map((line) => openFile(line, options));
  const replaced = new Set(files.flatMap(({ footer }) => footer.note!.inputs));
  return files.filter(({ path }) => !replaced.has(path.slice(path.lastIndexOf("/") + 1)));
}

/** Throws {@linkcode Outdated} where the file is not what the ledger says, and `Cannot read …` where that is so for good. */
export function openFile(
  { path, rows, bytes }: FileLine,
  { disk, found }: Pick<PeriodOptions, "disk" | "found">,
): OpenFile {
  const stamp = stampOf(disk, path);
  if (!stamp) throw found.get(path) === "gone" ? gone(path) : new Outdated(path, "gone");
  const footer = footerOf(disk, path, stamp);
  if (!footer.note) throw new Error(`Cannot read "${path}": it is not a file that tapedeck wrote`);
  // Merged anew, and the ledger does not say so yet: the new file says itself what it replaces.
  const isAsWritten = footer.rows === rows && stamp.sizeBytes === bytes;
  if (!isAsWritten && !found.has(path)) throw new Outdated(path, "changed");
  return { path, footer, stamp };
}

const gone = (path: string) =>
  new Error(
    `Cannot read "${path}": the ledger lists it, and it is gone; ` +
      "put it back, or start tapedeck once on this folder, which records the loss",
  );

function fileRows({ path, footer, stamp }: OpenFile, disk: Disk, cut: Cut): Source | null {
  const source = fileSource(whileSame(disk, path, stamp), path, footer, cut);
  return source && { ...source, pieces: explained(source.pieces, path) };
}

/** Pieces of a file; what goes wrong is told with its path. */
export async function* explained(pieces: AsyncIterator<Columns>, path: string): AsyncGenerator<Columns> {
  try {
    for (let next = await pieces.next(); !next.done; next = await pieces.next()) yield next.value;
  } catch (error) {
    if (error instanceof Outdated) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`Cannot read "${path}": ${why}; see tapedeck verify --deep`, { cause: error });
  } finally {
    await pieces.return?.();
  }
}

function journalRows(disk: Disk, piece: JournalPiece, key: string): Columns {
  const rows = unlessGone(disk, piece.name, () => rowsIn(disk, piece, key));
  if (!rows) throw new Outdated(segmentPath(piece.name), "gone");
  return rows;
}
