/** Whether there is a file at `path`. One that cannot be looked at counts as absent: it could not be read either. */
export function isFileAt(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
