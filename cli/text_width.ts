/** Text as a terminal shows it: what each character takes of a line, and how it is fitted into a column. */

/** Of these a terminal shows two cells: Chinese, Japanese, Korean, full-width forms, emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
/** Shown on top of the one before. */
const ZERO = /[\p{Mn}\p{Me}\u200b-\u200f\ufe00-\ufe0f]/u;
// deno-lint-ignore no-control-regex
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;
const PLAIN = /^[\x20-\x7e]*$/;

/** How many cells of a line a text takes. */
export function widthOf(text: string): number {
  if (PLAIN.test(text)) return text.length;
  return [...text].reduce((sum, char) => sum + cellsOf(char), 0);
}

const cellsOf = (char: string): number => ZERO.test(char) ? 0 : WIDE.test(char) ? 2 : 1;

/** With whatever would move the cursor, colour or turn the line replaced: a name is shown, and never obeyed. */
export const shownSafely = (text: string): string => text.replace(CONTROL, "\ufffd");

/** At most so many cells; what is cut off is an ellipsis. */
export function clip(text: string, cells: number): string {
  if (widthOf(text) <= cells) return text;
  let [taken, width] = ["", 0];
  for (const char of text) {
    width += cellsOf(char);
    if (width > cells - 1) break;
    taken += char;
  }
  return cells > 0 ? `${taken}…` : "";
}

export const padEnd = (text: string, cells: number): string =>
  text + " ".repeat(Math.max(0, cells - widthOf(text)));

export const padStart = (text: string, cells: number): string =>
  " ".repeat(Math.max(0, cells - widthOf(text))) + text;
