/**
 * Remotes are named as rclone's config has them. A connection string (`:s3,provider=…:bucket`) is none: parameters in
 * there could name commands for rclone to run, and whoever may change the config is not meant to run commands. Nor is
 * what begins with a dash: rclone would take it for an option.
 */

/** `name:path`; the path may be empty. */
export function isRemoteName(text: string): boolean {
  return /^[\p{L}\p{N}_.+@][\p{L}\p{N}_.+@ -]*:[^\0\n\r]*$/u.test(text);
}

/** What is wrong with a text that is none, and what to write. */
export const NO_REMOTE_NAME =
  "is no remote of rclone's config: expected name:path, like s3:bucket/x, where the name is one that rclone " +
  "listremotes shows (letters, digits, spaces, and _ . + @ -); its settings stay in rclone's config";
