/** Files and rows in memory as sources of a merge, whole or a part of them. */
import { type Columns, filter, numbers, pick } from "./columns.ts";
import type { Disk } from "./disk.ts";
import type { Footer, RowGroup } from "./footer.ts";
import type { TradeIds } from "./frames.ts";
import { keysOf, majorColumn, sortedRows } from "./identity.ts";
import type { Source } from "./merge_sorted.ts";
import { readGroups } from "./parquet.ts";

/** Rows with a ts in [from, to), µs, whose keys are above `after`. */
export interface Cut {
  from: number;
  to: number;
  /** null: all. */
  after: { major: number; minor: number } | null;
  tradeIds: TradeIds;
}

/** The rows of a file, or those of them that are in the cut. null: it has none in it. */
export function fileSource(disk: Disk, path: string, footer: Footer, cut?: Cut): Source | null {
  const { type } = footer.note!;
  const major = majorColumn(type);
  // Said so that a group whose file gives no bounds is read.
  const isBeside = ({ min, max }: RowGroup, { from, to, after }: Cut) =>
    min.ts >= to || max.ts < from || max[major] < (after?.major ?? -Infinity);
  const wants = (group: RowGroup) => !cut || !isBeside(group, cut);
  const bounds = footer.groups.filter(wants).map(({ min }) => min[major] ?? -Infinity);
  if (bounds.length === 0) return null;
  const groups = readGroups(disk, path, footer, { wants, range: cut });
  return { bound: Math.min(...bounds), pieces: cut ? within(groups, cut) : groups };
}

async function* within(pieces: AsyncIterable<Columns>, cut: Cut): AsyncGenerator<Columns> {
  for await (const piece of pieces) yield inCut(piece, cut);
}

function inCut(columns: Columns, { from, to, after, tradeIds }: Cut): Columns {
  const ts = numbers(columns, "ts");
  if (!after) return filter(columns, (row) => ts[row] >= from && ts[row] < to);
  const { major, minor } = keysOf(columns, tradeIds);
  const isAfter = (row: number) => (major[row] - after.major || minor[row] - after.minor) > 0;
  return filter(columns, (row) => ts[row] >= from && ts[row] < to && isAfter(row));
}

/**
 * Rows in order of arrival that are in the cut. They are asked for when the merge gets there.
 * @param bound No row's major key is lower.
 */
export function rowsSource(arrived: () => Columns, bound: number, cut: Cut): Source {
  async function* sorted(): AsyncGenerator<Columns> {
    const rows = inCut(arrived(), cut);
    const order = sortedRows(keysOf(rows, cut.tradeIds));
    yield order ? pick(rows, order) : rows;
  }
  return { bound, pieces: sorted() };
}
