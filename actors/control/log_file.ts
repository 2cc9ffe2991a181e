/** A file of lines that never grows past a limit: `name`, and before it `name.1` (newer) to `name.4` (older). */
import { dirname } from "@std/path";

export interface LogFile {
  /** Appends a line. Throws where the disk does not take it; the next line is tried anew. */
  append(line: string): void;
  close(): void;
}

export interface LogLimits {
  maxBytes: number;
  /** Files in all. */
  maxFiles: number;
}

export const LOG_LIMITS: LogLimits = { maxBytes: 10_000_000, maxFiles: 5 };

interface OpenFile {
  handle: Deno.FsFile;
  /** That it is the same file still. */
  dev: number;
  ino: number | null;
  size: number;
  /** Its last line has no end: what was written last was cut short. */
  isTorn: boolean;
}

const NEWLINE = 10;

/**
 * Opens the file at `path` for appending, made if need be. Its folder must be there; where folder or file are removed
 * later, the next line makes them anew. Throws where it cannot be opened.
 */
export function openLogFile(path: string, { maxBytes, maxFiles }: LogLimits = LOG_LIMITS): LogFile {
  let file: OpenFile | null = openToAppend(path);

  function letGo(): void {
    file?.handle.close();
    file = null;
  }

  function ready(bytes: number): OpenFile {
    if (file && !isInPlace(file, path)) letGo();
    file ??= openAnew(path);
    if (file.size === 0 || file.size + bytes <= maxBytes) return file;
    letGo();
    for (let n = maxFiles - 1; n > 0; n--) renameIfThere(numbered(path, n - 1), numbered(path, n));
    return file = openToAppend(path);
  }

  return {
    append(line) {
      const bytes = new TextEncoder().encode(line + "\n");
      try {
        write(ready(bytes.length), bytes);
      } catch (error) {
        letGo(); // how much of it was written shows when it is opened again
        throw error;
      }
    },
    close: letGo,
  };
}

/** The names that a log at `path` has on disk, the newest first. */
export function namesOf(path: string, { maxFiles }: LogLimits = LOG_LIMITS): string[] {
  return Array.from({ length: maxFiles }, (_, n) => numbered(path, n));
}

function write(file: OpenFile, bytes: Uint8Array): void {
  if (file.isTorn) file.size += file.handle.writeSync(Uint8Array.of(NEWLINE));
  file.isTorn = false;
  for (let written = 0; written < bytes.length;) written += file.handle.writeSync(bytes.subarray(written));
  file.size += bytes.length;
}

function openToAppend(path: string): OpenFile {
  const handle = Deno.openSync(path, { append: true, create: true, read: true });
  const { dev, ino, size } = handle.statSync();
  return { handle, dev, ino, size, isTorn: size > 0 && lastByte(handle) !== NEWLINE };
}

/** Only the log's own folder is made: where the one above is missing too, the disk itself is gone. */
function openAnew(path: string): OpenFile {
  const opened = unlessMissing(() => openToAppend(path));
  if (opened) return opened;
  Deno.mkdirSync(dirname(path));
  return openToAppend(path);
}

function lastByte(handle: Deno.FsFile): number {
  const byte = new Uint8Array(1);
  handle.seekSync(-1, Deno.SeekMode.End);
  handle.readSync(byte);
  return byte[0];
}

function isInPlace({ dev, ino }: OpenFile, path: string): boolean {
  const found = unlessMissing(() => Deno.statSync(path));
  return found !== null && found.dev === dev && found.ino === ino;
}

function numbered(path: string, n: number): string {
  return n === 0 ? path : `${path}.${n}`;
}

function renameIfThere(from: string, to: string): void {
  unlessMissing(() => Deno.renameSync(from, to));
}

function unlessMissing<T>(act: () => T): T | null {
  try {
    return act();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
