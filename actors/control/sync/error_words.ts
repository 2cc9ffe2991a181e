/** What to say of an error. */
export const errorWords = (error: unknown): string => error instanceof Error ? error.message : String(error);

/** The same as a sentence: rclone's words and the system's do not say what was attempted. */
export function sentenceOf(error: unknown, attempt: string): string {
  const words = errorWords(error);
  return words.startsWith("Cannot ") ? words : `${attempt}: ${words}`;
}
