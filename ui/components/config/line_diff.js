// @ts-check
/**
 * Two texts compared line by line, and two changes of one text put together. Pure.
 */

/**
 * @typedef {{ type: "same" | "removed" | "added", text: string, before: number | null, after: number | null }} DiffLine
 *   `before` and `after`: the line's number in each text, from 1; null: it is not there.
 */
/** @typedef {{ at: number, removed: number, added: string[] }} Edit From line `at` (from 0) on, so many become these. */

/** More comparisons than that would be felt; then all that is not alike at both ends counts as replaced. */
const MOST_CELLS = 4_000_000;

/**
 * @param {string} before
 * @param {string} after
 * @returns {DiffLine[]}
 */
export function diffLines(before, after) {
  const [one, other] = [before.split("\n"), after.split("\n")];
  /** @type {DiffLine[]} */
  const lines = [];
  let at = 0;
  let to = 0;
  for (const { at: start, removed, added } of editsOf(one, other)) {
    while (at < start) lines.push({ type: "same", text: one[at], before: ++at, after: ++to });
    for (let n = 0; n < removed; n++) {
      lines.push({ type: "removed", text: one[at], before: ++at, after: null });
    }
    for (const text of added) lines.push({ type: "added", text, before: null, after: ++to });
  }
  while (at < one.length) lines.push({ type: "same", text: one[at], before: ++at, after: ++to });
  return lines;
}

/**
 * Only what changed, with some lines around it.
 * @param {DiffLine[]} lines
 * @param {number} [around]
 * @returns {DiffLine[][]} Parts that lie together.
 */
export function hunksOf(lines, around = 3) {
  const changed = lines.flatMap(({ type }, n) => type === "same" ? [] : [n]);
  /** @type {Array<[number, number]>} From, to and with. */
  const ranges = [];
  for (const n of changed) {
    const last = ranges.at(-1);
    if (last && n - around <= last[1] + 1) last[1] = n + around;
    else ranges.push([Math.max(n - around, 0), n + around]);
  }
  return ranges.map(([from, to]) => lines.slice(from, to + 1));
}

/**
 * The text that has both changes; null: they touch, and a person must say which is right.
 * @param {string} base What both began with.
 * @param {string} mine
 * @param {string} theirs
 */
export function merged(base, mine, theirs) {
  const lines = base.split("\n");
  const ours = editsOf(lines, mine.split("\n"));
  const others = editsOf(lines, theirs.split("\n")).filter((edit) => !ours.some((own) => isSame(edit, own)));
  if (others.some((edit) => ours.some((own) => touch(edit, own)))) return null;
  for (const { at, removed, added } of [...ours, ...others].sort((one, other) => other.at - one.at)) {
    lines.splice(at, removed, ...added);
  }
  return lines.join("\n");
}

/** @param {Edit} one @param {Edit} other */
function isSame(one, other) {
  return one.at === other.at && one.removed === other.removed &&
    one.added.join("\n") === other.added.join("\n");
}

/** Neighbours touch as well: what stands side by side often belongs together. @param {Edit} one @param {Edit} other */
function touch(one, other) {
  return one.at <= other.at + other.removed && other.at <= one.at + one.removed;
}

/**
 * What turns one into the other, in order; the fewest lines where that can be found.
 * @param {string[]} one
 * @param {string[]} other
 * @returns {Edit[]}
 */
function editsOf(one, other) {
  const shorter = Math.min(one.length, other.length);
  let head = 0;
  while (head < shorter && one[head] === other[head]) head++;
  let tail = 0;
  while (tail < shorter - head && one.at(-1 - tail) === other.at(-1 - tail)) tail++;
  const removed = one.slice(head, one.length - tail);
  const added = other.slice(head, other.length - tail);
  if (removed.length + added.length === 0) return [];
  if (removed.length * added.length > MOST_CELLS) return [{ at: head, removed: removed.length, added }];
  return walk(removed, added, commonLengths(removed, added), head);
}

/**
 * `table[i][j]`, row by row: how many lines the rests from i and j on have in common.
 * @param {string[]} one
 * @param {string[]} other
 */
function commonLengths(one, other) {
  const width = other.length + 1;
  const table = new Uint32Array((one.length + 1) * width);
  for (let i = one.length - 1; i >= 0; i--) {
    for (let j = other.length - 1; j >= 0; j--) {
      table[i * width + j] = one[i] === other[j]
        ? table[(i + 1) * width + j + 1] + 1
        : Math.max(table[(i + 1) * width + j], table[i * width + j + 1]);
    }
  }
  return table;
}

/**
 * @param {string[]} one
 * @param {string[]} other
 * @param {Uint32Array} table
 * @param {number} offset Of `one` in the whole.
 */
function walk(one, other, table, offset) {
  const width = other.length + 1;
  /** @type {Edit[]} */
  const edits = [];
  /** @type {Edit | null} */
  let open = null;
  for (let i = 0, j = 0; i < one.length || j < other.length;) {
    if (i < one.length && j < other.length && one[i] === other[j]) {
      [i, j, open] = [i + 1, j + 1, null];
      continue;
    }
    if (open === null) edits.push(open = { at: offset + i, removed: 0, added: [] });
    const takesAway = j >= other.length ||
      (i < one.length && table[(i + 1) * width + j] >= table[i * width + j + 1]);
    if (takesAway) [i, open.removed] = [i + 1, open.removed + 1];
    else open.added.push(other[j++]);
  }
  return edits;
}
