/**
 * How the page's own texts are sent: without their comments, which are for whoever reads the source, and a style sheet
 * with those that it imports. Nothing else is changed, so what runs is what stands in the files.
 */

/** A comment that has its lines for itself; within a line it could as well be part of a string. */
const BLOCK_COMMENT = /^[ \t]*\/\*(?:(?!\*\/)[^])*\*\/[ \t]*\n/gm;
const LINE_COMMENT = /^[ \t]*\/\/.*\n/gm;
const IMPORT = /^@import "(.+)";\n/gm;

export function sentScript(text: string): string {
  return text.replaceAll(BLOCK_COMMENT, "").replaceAll(LINE_COMMENT, "");
}

/**
 * @param folder Of the sheet: what its imports are relative to, with a slash at its end.
 * @param read Gives the text at a path; throws where there is none.
 */
export function sentStyle(text: string, folder: string, read: (path: string) => string): string {
  return text.replaceAll(IMPORT, (_, path: string) => read(folder + path)).replaceAll(BLOCK_COMMENT, "");
}
