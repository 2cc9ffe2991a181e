// @ts-check
/**
 * What Tab and Enter do in the editor. Pure: each gives what to put in place of which part of the text, and what is
 * marked afterwards.
 */

const STEP = "  ";

/** @typedef {{ from: number, to: number, text: string, start: number, end: number }} Change Places in the text. */

/**
 * Tab: two spaces; where several lines are marked, all of them move in.
 * @param {string} text
 * @param {number} start
 * @param {number} end
 * @returns {Change}
 */
export function indented(text, start, end) {
  if (!text.slice(start, end).includes("\n")) {
    const at = start + STEP.length;
    return { from: start, to: end, text: STEP, start: at, end: at };
  }
  return changedLines(text, start, end, (line) => line === "" ? line : STEP + line);
}

/**
 * Shift and Tab: the marked lines move out.
 * @param {string} text
 * @param {number} start
 * @param {number} end
 */
export function outdented(text, start, end) {
  return changedLines(text, start, end, (line) => line.replace(/^ {1,2}/, ""));
}

/**
 * Enter: the next line begins where this one does.
 * @param {string} text
 * @param {number} start
 * @param {number} end
 * @returns {Change}
 */
export function brokenLine(text, start, end) {
  const line = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
  const indent = /^ */.exec(line)?.[0] ?? "";
  const at = start + 1 + indent.length;
  return { from: start, to: end, text: `\n${indent}`, start: at, end: at };
}

/**
 * @param {string} text
 * @param {number} start
 * @param {number} end
 * @param {(line: string) => string} change
 * @returns {Change}
 */
function changedLines(text, start, end, change) {
  const from = text.lastIndexOf("\n", start - 1) + 1;
  // A mark that ends before a line's first letter does not mean that line.
  const last = end > start && text[end - 1] === "\n" ? end - 1 : end;
  const to = text.indexOf("\n", last) < 0 ? text.length : text.indexOf("\n", last);
  const before = text.slice(from, to).split("\n");
  const after = before.map(change);
  const first = after[0].length - before[0].length;
  const all = after.join("\n").length - (to - from);
  return {
    from,
    to,
    text: after.join("\n"),
    start: Math.max(start + first, from),
    end: Math.max(end + all, from),
  };
}

/**
 * Where a line and column are in the text; the end where there is no such line.
 * @param {string} text
 * @param {number} line From 1.
 * @param {number} column From 1.
 */
export function offsetOf(text, line, column) {
  const lines = text.split("\n");
  const before = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  return Math.min(before + Math.min(column - 1, lines[line - 1]?.length ?? 0), text.length);
}
