/** Puts the parts of a list or section together again: those that stay, new ones among them, comments around them. */

/** A part of what stands there: an item, or a key with its value. */
export interface Part {
  /** What becomes of it; null: it goes. */
  text: string | null;
  /** New ones that come right behind it. */
  followers: string[];
}

export interface Parts {
  /** New ones that come before all others. */
  first: string[];
  parts: Part[];
}

/**
 * In lines: whole lines between parts (comments, empty ones) stay where they are, whatever comes or goes.
 *
 * @param gaps What stands between one part and the next: one less than parts.
 */
export function inLines({ first, parts }: Parts, gaps: string[], column: number, eol: string): string {
  const indent = " ".repeat(column);
  const line = (text: string) => indent + text + eol;
  let lines = first.map(line).join("");
  parts.forEach(({ text, followers }, i) => {
    if (text !== null) lines += line(text);
    lines += followers.map(line).join("") + wholeLines(gaps[i] ?? "");
  });
  // It begins where the first part began, and ends before its last line does.
  return lines.replace(/^\s+/, "").replace(/\r?\n$/, "");
}

/** Without the end of the line before, and without the indentation of the part behind. */
function wholeLines(gap: string): string {
  const from = gap.indexOf("\n") + 1;
  return gap.slice(from, Math.max(from, gap.lastIndexOf("\n") + 1));
}

/** In brackets; `opening` has all up to the first part, `closing` all from the end of the last. */
export function inBrackets(
  { first, parts }: Parts,
  gaps: string[],
  opening: string,
  closing: string,
): string {
  const joiner = gaps.find((gap) => !gap.includes("#")) ?? ", ";
  let text = opening;
  let passed: string[] = []; // gaps since the last part that is there
  let count = 0;
  const add = (part: string) => {
    text += (count++ === 0 ? comments(passed) : separator(passed, joiner)) + part;
    passed = [];
  };
  first.forEach(add);
  parts.forEach((part, i) => {
    if (part.text !== null) add(part.text);
    part.followers.forEach(add);
    if (i < gaps.length) passed.push(gaps[i]);
  });
  if (count > 0) return text + comments(passed) + closing;
  const left = comments(passed) + commas(closing, 0);
  return /#/.test(opening + left) ? opening + left : opening.trim() + left.trim();
}

/** Between two parts there is one comma, and every comment that was there. */
function separator(passed: string[], joiner: string): string {
  const text = passed.join("");
  return passed.length === 1 || text.includes("#") ? commas(text, 1) : joiner;
}

function comments(passed: string[]): string {
  const text = passed.join("");
  return text.includes("#") ? commas(text, 0) : "";
}

/** `text` with the first `count` commas alone; those in comments are none. */
function commas(text: string, count: number): string {
  return text.replace(/#[^\n]*|,/g, (found) => found !== "," || count-- > 0 ? found : "");
}
