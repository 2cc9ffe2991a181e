/** Sealing: the rows of a closed journal segment become parts, their evidence goes to the ledger. */
import type { Evidence } from "../../schemas/evidence.ts";
import type { Archive } from "./archive.ts";
import { type Columns, filter, numbers, pick, release, whole } from "./columns.ts";
import { dropDuplicates, newTally } from "./duplicates.ts";
import type { TradeIds } from "./frames.ts";
import { idSpans, keysOf, sortedRows } from "./identity.ts";
import { holdsId, runsOf } from "./id_runs.ts";
import { joinedRuns } from "./coverage.ts";
import { folderOf, partPath, type Period, periodAt, type SegmentName, segmentPath } from "./layout.ts";
import type { SourceSlice } from "./merge_sorted.ts";
import { GROUP_ROWS, noteFor, publish, writeTemporary } from "./parquet.ts";
import { keepRest } from "./quarantine.ts";
import { listSegments, readSegment, type Segment, type SegmentSeries } from "./segment.ts";

/**
 * Seals the segments of an exchange (of all, for "") that `wants` takes, in their order, and removes them. Doing
 * it again after a crash at any step gives the same parts. Returns the paths of those that were damaged.
 */
export async function sealAll(
  archive: Archive,
  exchange: string,
  wants: (name: SegmentName) => boolean,
): Promise<string[]> {
  const damages: Damage[] = [];
  for (const name of listSegments(archive.disk, exchange).filter(wants)) {
    const damage = await sealSegment(archive, segmentPath(name));
    if (damage) damages.push(damage);
  }
  // Once more, since evidence in later segments may have spoken of what is lost.
  for (const { lost } of damages) for (const [key, evidence] of lost) archive.ledgers.append(key, [evidence]);
  return damages.map(({ path }) => path);
}

interface Damage {
  path: string;
  lost: Map<string, Evidence>;
}

async function sealSegment(archive: Archive, path: string): Promise<Damage | null> {
  const segment = readSegment(archive.disk, path);
  const rowsByKey: Record<string, number> = {};
  for (const series of segment.series) rowsByKey[series.key] = await sealSeries(archive, segment, series);
  const lost = segment.damage ? recordDamage(archive, segment) : null;
  archive.disk.remove(path);
  archive.disk.syncFolder(folderOf(path));
  archive.tell({ type: "segment-sealed", path, rowsByKey, at: archive.clock.now() });
  for (const key of new Set([...Object.keys(rowsByKey), ...lost?.keys() ?? []])) archive.changed(key);
  return lost && { path, lost };
}

/** Gives how many rows left the journal; those that were durable already are in no part. */
async function sealSeries(archive: Archive, segment: Segment, series: SegmentSeries): Promise<number> {
  const { key, tradeIds = "opaque", evidence } = series;
  const { arrived, columns, ids } = newRowsOf(archive, series);
  const { epoch, n } = segment.name;
  const files: Evidence[] = [];
  for (const { period, columns: ofPeriod } of columns ? byPeriod(columns) : []) {
    const path = partPath(key, period.name, { epoch, n, generation: 0 });
    const written = await writePart(archive, key, path, ofPeriod, tradeIds);
    files.push({ kind: "file", path, ...written });
  }
  if (columns) release(columns);
  archive.ledgers.append(key, [...ids, ...evidence, ...files]);
  return arrived;
}

interface NewRows {
  /** Rows in the segment. */
  arrived: number;
  /** null: there are none. */
  columns: Columns | null;
  /** Runs of serial ids that the rows make up. */
  ids: Evidence[];
}

/** Rows in their order of arrival; of those with serial ids, the ones that are not durable yet. */
function newRowsOf(archive: Archive, { key, tradeIds, allRows }: SegmentSeries): NewRows {
  const arrived = allRows();
  if (!arrived || tradeIds !== "serial") return { arrived: arrived?.length ?? 0, columns: arrived, ids: [] };
  const durable = joinedRuns(archive.ledgers.of(key).proof);
  const spans = idSpans(arrived);
  const ts = numbers(arrived, "ts");
  const isNew = filter(arrived, (row) => !holdsId(durable, spans.first[row], spans.last[row], ts[row]));
  const newSpans = isNew === arrived ? spans : idSpans(isNew);
  const { runs, overlapping } = runsOf({ ...newSpans, ts: numbers(isNew, "ts") });
  return {
    arrived: arrived.length,
    columns: filter(isNew, (row) => !overlapping.has(row)),
    ids: runs.map((run) => ({ kind: "ids", ...run })),
  };
}

/** The rows of each period, in their order of arrival. */
function byPeriod(columns: Columns): Array<{ period: Period; columns: Columns }> {
  if (columns.length === 0) return [];
  const ts = numbers(columns, "ts");
  const first = periodAt(columns.type, ts[0]);
  if (ts.every((at) => at >= first.from && at < first.to)) return [{ period: first, columns }];
  const rows = Uint32Array.from(ts, (_, row) => row);
  const periods = Map.groupBy(rows, (row) => periodAt(columns.type, ts[row]).name);
  return [...periods.values()].map((rows) => ({
    period: periodAt(columns.type, ts[rows[0]]),
    columns: pick(columns, Uint32Array.from(rows)),
  }));
}

async function writePart(archive: Archive, key: string, path: string, columns: Columns, tradeIds: TradeIds) {
  const { disk, clock } = archive;
  const options = { type: columns.type, tradeIds, tally: newTally(), batchRows: GROUP_ROWS };
  const note = noteFor(key, { ...(columns.type === "trades" && { tradeIds }), inputs: [] });
  const written = await writeTemporary(
    disk,
    path,
    note,
    dropDuplicates(inGroups(columns, tradeIds), options),
  );
  if (!written) throw new Error(`Cannot seal "${path}": its ${columns.length} rows came to nothing`);
  publish(disk, path);
  archive.tell({ type: "part-sealed", key, path, rows: written.rows, bytes: written.bytes, at: clock.now() });
  return written;
}

/** Rows in the order of their keys, a row group at a time, so that only one is held twice. */
async function* inGroups(columns: Columns, tradeIds: TradeIds): AsyncGenerator<SourceSlice> {
  const keys = keysOf(columns, tradeIds);
  const order = sortedRows(keys);
  for (let from = 0; from < columns.length; from += GROUP_ROWS) {
    const to = Math.min(from + GROUP_ROWS, columns.length);
    if (!order) yield { source: 0, columns, keys, from, to };
    else {
      const rows = pick(columns, order.subarray(from, to));
      yield { source: 0, ...whole(rows), keys: keysOf(rows, tradeIds) };
    }
  }
}

/**
 * Acknowledged rows behind a damaged frame are gone for every series of the exchange that may have had some:
 * from its last sound row in the segment on, or from the segment's begin.
 */
function recordDamage(archive: Archive, segment: Segment): Map<string, Evidence> {
  const { disk, ledgers, clock } = archive;
  const { path, header, name } = segment;
  const { fromByte, reason } = segment.damage!;
  const endUs = (disk.modifiedAt(path) ?? clock.now()) * 1000 + 1;
  const beginUs = header ? header.createdAt * 1000 : endUs - 1;
  const kept = keepRest(archive, path, fromByte, reason);
  const lost = new Map<string, Evidence>();
  for (const key of new Set([...ledgers.keys(name.exchange), ...segment.series.map(({ key }) => key)])) {
    const lastUs = lastRow(segment, key);
    const from = Math.floor(Math.min(endUs - 1, lastUs === null ? beginUs : lastUs + 1));
    lost.set(key, { kind: "lost", from, to: Math.ceil(endUs), reason: `${reason}; kept as "${kept}"` });
  }
  for (const [key, evidence] of lost) ledgers.append(key, [evidence]);
  return lost;
}

function lastRow({ series }: Segment, key: string): number | null {
  const pieces = series.filter((series) => series.key === key).flatMap((series) => series.rows());
  const last = Math.max(...pieces.map((piece) => numbers(piece, "ts").reduce((a, b) => Math.max(a, b))));
  return pieces.length > 0 ? last : null;
}
