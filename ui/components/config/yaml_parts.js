// @ts-check
/**
 * A line of YAML in its parts, for their colours. It reads a line by itself: a text over several lines is coloured as
 * if it were none, which is all that colours are for. Pure.
 */

/** @typedef {"comment" | "key" | "secret" | "text" | "figure" | "sign" | "plain"} PartType */
/** @typedef {{ type: PartType, text: string }} Part */

/** Each is tried in turn where the one before ended; together they leave nothing out. @type {Array<[PartType, RegExp]>} */
const RULES = [
  ["comment", /(?<=^|\s)#.*/y],
  ["key", /(?:"(?:[^"\\]|\\.)*"|'[^']*'|[\w$][\w$./-]*)(?=\s*:(?:\s|$))/y],
  ["secret", /"\*{8}"|'\*{8}'|\*{8}/y],
  ["text", /"(?:[^"\\]|\\.)*"?|'[^']*'?/y],
  ["figure", /(?:[-+]?\d[\d_.eE+-]*|true|false|null|~)(?=[\s,\]}]|$)/y],
  ["sign", /-(?=\s|$)|[,[\]{}]|:(?=\s|$)/y],
  ["plain", /[^\s,[\]{}:]+|:|\s+/y],
];
/** Longer lines are not written by hand; they stay without colours. */
const LONGEST = 1_000;

/** @param {string} line @returns {Part[]} */
export function partsOf(line) {
  if (line.length > LONGEST) return [{ type: "plain", text: line }];
  /** @type {Part[]} */
  const parts = [];
  for (let at = 0; at < line.length;) {
    const part = partAt(line, at);
    const last = parts.at(-1);
    if (last?.type === "plain" && part.type === "plain") last.text += part.text;
    else parts.push(part);
    at += part.text.length;
  }
  return parts;
}

/** @param {string} line @param {number} at @returns {Part} */
function partAt(line, at) {
  for (const [type, rule] of RULES) {
    rule.lastIndex = at;
    const text = rule.exec(line)?.[0];
    if (text) return { type, text };
  }
  return { type: "plain", text: line[at] };
}
