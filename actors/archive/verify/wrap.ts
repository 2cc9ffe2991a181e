export const COLUMNS = 100;

/** Breaks a text between words into lines of so many characters at most, each indented. A longer word stays whole. */
export function wrap(text: string, indent: string, columns = COLUMNS): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line && indent.length + line.length + 1 + word.length > columns) {
      lines.push(indent + line);
      line = word;
    } else line = line ? `${line} ${word}` : word;
  }
  return [...lines, indent + line];
}
