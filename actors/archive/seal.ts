/** Sealing: the rows of a closed journal segment become parts, their evidence goes to the ledger. */
import type { Evidence } from "../../schemas/evidence.ts";
import type { Archive } from "./archive.ts";
import { type Columns, filter, join, numbers, pick, whole } from "./columns.ts";
import { dropDuplicates, newTally } from "./duplicates.ts";
import type { TradeIds } from "./frames.ts";
import { idSpans, keysOf, sortedRows } from "./identity.ts";
import { holdsId, runsOf } from "./id_runs.ts";
import { joinedRuns } from "./coverage.ts";
import { folderOf, partPath, type Period, periodAt, type SegmentName, segmentPath } from "./layout.ts";
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

/** Returns how many rows were sealed. */
async function sealSeries(archive: Archive, segment: Segment, series: SegmentSeries): Promise<number> {
  const { key, tradeIds = "opaque", evidence } = series;
  const pieces = series.rows();
  if (pieces.length === 0) {
    archive.ledgers.append(key, evidence);
    return 0;
  }
  const arrived = join(pieces[0].type, pieces.map(whole));
  const { epoch, n } = segment.name;
  const { columns, ids } = tradeIds === "serial"
    ? newIdsOf(archive, key, arrived)
    : { columns: arrived, ids: [] };
  const files: Evidence[] = [];
  let rows = 0;
  for (const { period, columns: ofPeriod } of byPeriod(columns)) {
    const path = partPath(key, period.name, { epoch, n, generation: 0 });
    const written = await writePart(archive, key, path, ofPeriod, tradeIds);
    files.push({ kind: "file", path, ...written });
    rows += written.rows;
  }
  archive.ledgers.append(key, [...ids, ...evidence, ...files]);
  return rows;
}

/** Rows whose ids are not durable yet, and the runs that they make up. */
function newIdsOf(archive: Archive, key: string, arrived: Columns): { columns: Columns; ids: Evidence[] } {
  const durable = joinedRuns(archive.ledgers.of(key).proof);
  const spans = idSpans(arrived);
  const ts = numbers(arrived, "ts");
  const isNew = filter(arrived, (row) => !holdsId(durable, spans.first[row], spans.last[row], ts[row]));
  const { runs, overlapping } = runsOf({ ...idSpans(isNew), ts: numbers(isNew, "ts") });
  return {
    columns: filter(isNew, (row) => !overlapping.has(row)),
    ids: runs.map((run) => ({ kind: "ids", ...run })),
  };
}

/** The rows of each period, in their order of arrival. */
function byPeriod(columns: Columns): Array<{ period: Period; columns: Columns }> {
  const ts = numbers(columns, "ts");
  const periods = new Map<string, { period: Period; rows: number[] }>();
  let current: { period: Period; rows: number[] } | undefined;
  for (let row = 0; row < ts.length; row++) {
    if (!current || ts[row] < current.period.from || ts[row] >= current.period.to) {
      const period = periodAt(columns.type, ts[row]);
      current = periods.get(period.name) ?? { period, rows: [] };
      periods.set(period.name, current);
    }
    current.rows.push(row);
  }
  if (periods.size === 1) return [{ period: current!.period, columns }];
  return [...periods.values()].map(({ period, rows }) => ({
    period,
    columns: pick(columns, Uint32Array.from(rows)),
  }));
}

async function writePart(archive: Archive, key: string, path: string, columns: Columns, tradeIds: TradeIds) {
  const { disk, clock } = archive;
  const order = sortedRows(keysOf(columns, tradeIds));
  const options = { type: columns.type, tradeIds, tally: newTally(), batchRows: GROUP_ROWS };
  const note = noteFor(key, { ...(columns.type === "trades" && { tradeIds }), inputs: [] });
  const written = await writeTemporary(disk, path, note, dropDuplicates(inGroups(columns, order), options));
  if (!written) throw new Error(`Cannot seal "${path}": its ${columns.length} rows came to nothing`);
  publish(disk, path);
  archive.tell({ type: "part-sealed", key, path, rows: written.rows, bytes: written.bytes, at: clock.now() });
  return written;
}

/** Rows in order, a row group at a time, so that only one is held twice. */
async function* inGroups(columns: Columns, order: Uint32Array | null) {
  for (let from = 0; from < columns.length; from += GROUP_ROWS) {
    const to = Math.min(from + GROUP_ROWS, columns.length);
    if (!order) yield { source: 0, columns, from, to };
    else yield { source: 0, ...whole(pick(columns, order.subarray(from, to))) };
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
