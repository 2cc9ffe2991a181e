// @ts-check
/**
 * What leads from one board to a later one, and a board after that. Both ends of the stream work it out here: the
 * server for each client, and the worker that all tabs share for each tab.
 *
 * What did not change stays the same object, so that it is known at a glance.
 * @import { BoardChanges, SeriesChanges } from "../../schemas/wire_board.ts"
 * @import { SeriesView, Snapshot } from "../../schemas/snapshot.ts"
 */

/** @typedef {NonNullable<BoardChanges["spark"]>} SparkChanges */

/**
 * `withChanges(before, changesBetween(before, after))` is `after`.
 * @param {Snapshot} before
 * @param {Snapshot} after
 * @returns {BoardChanges}
 */
export function changesBetween(before, after) {
  const { series: viewsBefore, spark: sparkBefore, ...restBefore } = before;
  const { series, spark, ...rest } = after;
  const seconds = Math.floor(after.now / 1000) - Math.floor(before.now / 1000);
  const hasSameKeys = series.length === viewsBefore.length &&
    series.every(({ key }, n) => key === viewsBefore[n].key);
  const known = hasSameKeys ? null : byKey(viewsBefore);
  return {
    ...changedFields(restBefore, rest),
    revision: after.revision,
    ...(isSame(sparkBefore, spark) ? {} : { spark: sparkChanges(sparkBefore, spark, seconds) }),
    ...(known ? { keys: series.map(({ key }) => key) } : {}),
    series: series.flatMap((view, n) =>
      seriesChanges(known ? known.get(view.key) : viewsBefore[n], view, seconds) ?? []
    ),
  };
}

/**
 * @param {Snapshot} board
 * @param {BoardChanges} changes
 * @returns {Snapshot}
 */
export function withChanges(board, { series, keys, spark, ...rest }) {
  const changed = byKey(series);
  const known = keys ? byKey(board.series) : null;
  const views = known
    ? keys?.map((key) => viewAfter(known.get(key), changed.get(key)))
    : board.series.map((view) => viewAfter(view, changed.get(view.key)));
  return {
    ...board,
    ...rest,
    spark: sparkAfter(board.spark, spark),
    series: views && (keys || series.length > 0) ? views : board.series,
  };
}

/**
 * @param {SeriesView | undefined} before
 * @param {SeriesView} after
 * @param {number} seconds Between the two.
 * @returns {SeriesChanges | null} Null: it is as it was.
 */
function seriesChanges(before, after, seconds) {
  if (before === after) return null;
  const { spark, disk, ...rest } = changedFields(before ?? {}, after);
  /** @type {SeriesChanges} */
  const changes = { key: after.key, ...rest };
  if (spark) changes.spark = sparkChanges(before?.spark ?? [], spark, seconds);
  if (disk !== undefined) changes.disk = disk && changedFields(before?.disk ?? {}, disk);
  return Object.keys(changes).length > 1 ? changes : null;
}

/**
 * @param {SeriesView | undefined} view
 * @param {SeriesChanges | undefined} changes
 * @returns {SeriesView}
 */
function viewAfter(view, changes) {
  if (!changes) return /** @type {SeriesView} */ (view);
  const { spark, disk, ...rest } = changes;
  const after = { ...view, ...rest, spark: sparkAfter(view?.spark ?? [], spark) };
  const onDisk = disk === undefined ? view?.disk : disk && { ...view?.disk, ...disk };
  return /** @type {SeriesView} */ ({ ...after, disk: onDisk });
}

/**
 * Each second the oldest count goes and one comes; a count that came late has changed one of the newest.
 * @param {number[]} before
 * @param {number[]} after
 * @param {number} seconds Between the two.
 * @returns {SparkChanges}
 */
function sparkChanges(before, after, seconds) {
  const from = Math.min(Math.max(seconds, 0), before.length);
  let same = 0;
  while (same < after.length && from + same < before.length && before[from + same] === after[same]) same++;
  return { keep: [from, from + same], add: after.slice(same) };
}

/** @param {number[]} spark @param {SparkChanges | undefined} changes */
function sparkAfter(spark, changes) {
  return changes ? [...spark.slice(...changes.keep), ...changes.add] : spark;
}

/**
 * The fields of `after` that are other than those of `before`.
 * @template {object} T
 * @param {Partial<T>} before
 * @param {T} after
 * @returns {Partial<T>}
 */
function changedFields(before, after) {
  /** @type {Partial<T>} */
  const changed = {};
  for (const name in after) if (!isSame(before[name], after[name])) changed[name] = after[name];
  return changed;
}

/**
 * Whether two values have the same JSON.
 * @param {unknown} a
 * @param {unknown} b
 * @returns {boolean}
 */
function isSame(a, b) {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((each, n) => isSame(each, b[n]));
  }
  const [before, after] = [Object.entries(a), new Map(Object.entries(b))];
  return before.length === after.size && before.every(([name, each]) => isSame(each, after.get(name)));
}

/**
 * @template {{ key: string }} T
 * @param {T[]} entries
 * @returns {Map<string, T>}
 */
function byKey(entries) {
  return new Map(entries.map((entry) => [entry.key, entry]));
}
