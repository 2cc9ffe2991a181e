/** Compares the ids that a ledger claims with the rows that its files have, without reading these. */
import type { Footer } from "../footer.ts";
import type { FileLine } from "../ledgers.ts";
import type { Claims } from "./claims.ts";
import type { Finding } from "./report.ts";
import { count, number } from "./words.ts";

/** Files whose ids overlap; no other file has ids between. */
interface Cluster {
  firstId: number;
  lastId: number;
  rows: number;
  paths: string[];
}

/**
 * Each claimed id is a row of its own, or void. So between the lowest and the highest id of some files there are
 * at least as many rows as claimed ids, but for aggregates that stand for many ids (they have `first_id`).
 */
export function countIds(claims: Claims, footers: Map<string, Footer>): Finding[] {
  const hasSpans = [...footers.values()].some(({ groups }) => groups.some(({ min }) => "first_id" in min));
  if (hasSpans) return [];
  const { files, moved } = claims.record;
  return clustersOf([...files.values(), ...moved.values()]).flatMap((cluster) => {
    const claimed = claimedIn(claims, cluster);
    if (cluster.rows >= claimed) return [];
    const [about, ...more] = cluster.paths;
    const rows = more.length === 0 ? "has" : `and ${count(more.length, "other file")} have`;
    const ids = `${number(cluster.firstId)} to ${number(cluster.lastId)}`;
    return [{
      about,
      what: `${rows} ${count(cluster.rows, "row")}, and the ledger claims ${
        count(claimed, "id")
      } from ${ids}`,
    }];
  });
}

function clustersOf(files: FileLine[]): Cluster[] {
  const clusters: Cluster[] = [];
  const withIds = files.filter(({ firstId }) => firstId !== undefined)
    .sort((a, b) => a.firstId! - b.firstId!);
  for (const { path, rows, firstId, lastId } of withIds) {
    const cluster = clusters.at(-1);
    if (cluster && firstId! <= cluster.lastId) {
      cluster.lastId = Math.max(cluster.lastId, lastId!);
      cluster.rows += rows;
      cluster.paths.push(path);
    } else clusters.push({ firstId: firstId!, lastId: lastId!, rows, paths: [path] });
  }
  return clusters;
}

/** How many ids of a range are claimed and not void. */
function claimedIn({ coverage, lines }: Claims, { firstId, lastId }: Cluster): number {
  const held = idsWithin(coverage.idRuns, firstId, lastId);
  const voids = lines.filter((line) => line.kind === "void-id");
  return held - idsWithin(unionOfIds(voids), firstId, lastId);
}

interface Ids {
  firstId: number;
  lastId: number;
}

const idsWithin = (runs: Ids[], firstId: number, lastId: number): number =>
  runs.reduce(
    (sum, run) => sum + Math.max(0, Math.min(run.lastId, lastId) - Math.max(run.firstId, firstId) + 1),
    0,
  );

/** Ids that more than one line calls void count once. */
export function unionOfIds(ranges: Ids[]): Ids[] {
  const union: Ids[] = [];
  for (const { firstId, lastId } of ranges.toSorted((a, b) => a.firstId - b.firstId)) {
    const last = union.at(-1);
    if (last && firstId <= last.lastId + 1) last.lastId = Math.max(last.lastId, lastId);
    else union.push({ firstId, lastId });
  }
  return union;
}
