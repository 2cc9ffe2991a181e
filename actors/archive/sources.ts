/** Files and journal segments as sources of a merge. */
import type { DataType } from "../../schemas/series.ts";
import { type Columns, filter, join, numbers, pick, whole } from "./columns.ts";
import type { Disk } from "./disk.ts";
import type { Footer, RowGroup } from "./footer.ts";
import type { TradeIds } from "./frames.ts";
import { keysOf, majorColumn, sortedRows } from "./identity.ts";
import type { Interval } from "./intervals.ts";
import type { Source } from "./merge_sorted.ts";
import { readGroups } from "./parquet.ts";

/** The rows of a file, or those of them whose ts is in the range. null: it has none in it. */
export function fileSource(disk: Disk, path: string, footer: Footer, range?: Interval): Source | null {
  const { type } = footer.note!;
  const wants = ({ min, max }: RowGroup) => !range || (min.ts < range.to && max.ts >= range.from);
  const bounds = footer.groups.filter(wants).map(({ min }) => min[majorColumn(type)]);
  if (bounds.length === 0) return null;
  const groups = readGroups(disk, path, footer, wants);
  return { bound: Math.min(...bounds), pieces: range ? within(groups, range) : groups };
}

async function* within(pieces: AsyncIterable<Columns>, range: Interval): AsyncGenerator<Columns> {
  for await (const piece of pieces) yield inRange(piece, range);
}

function inRange(columns: Columns, { from, to }: Interval): Columns {
  const ts = numbers(columns, "ts");
  return filter(columns, (row) => ts[row] >= from && ts[row] < to);
}

/** Rows in order of arrival that are in the range. null: there are none. */
export function rowsSource(
  type: DataType,
  pieces: Columns[],
  tradeIds: TradeIds,
  range: Interval,
): Source | null {
  const arrived = inRange(join(type, pieces.map(whole)), range);
  if (arrived.length === 0) return null;
  const order = sortedRows(keysOf(arrived, tradeIds));
  const sorted = order ? pick(arrived, order) : arrived;
  const bound = numbers(sorted, majorColumn(type))[0];
  return { bound, pieces: [sorted].values() as unknown as AsyncIterator<Columns> };
}
