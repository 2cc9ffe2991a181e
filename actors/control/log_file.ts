/** A file of lines that never grows past a limit: `name`, and before it `name.1` (newer) to `name.4` (older). */

export interface LogFile {
  /** Appends a line. Throws where the disk does not take it. */
  append(line: string): void;
  close(): void;
}

export interface LogLimits {
  maxBytes: number;
  /** Files in all. */
  maxFiles: number;
}

export const LOG_LIMITS: LogLimits = { maxBytes: 10_000_000, maxFiles: 5 };

const TAIL_CHUNK_BYTES = 64 * 1024;

/** Opens the file at `path` for appending, made if need be. Its folder must be there. */
export function openLogFile(path: string, { maxBytes, maxFiles }: LogLimits = LOG_LIMITS): LogFile {
  const open = () => Deno.openSync(path, { append: true, create: true });
  let file = open();
  let size = file.statSync().size;

  function rotate(): void {
    file.close();
    try {
      for (let n = maxFiles - 1; n > 0; n--) renameIfThere(numbered(path, n - 1), numbered(path, n));
    } finally {
      file = open();
      size = file.statSync().size;
    }
  }

  return {
    append(line) {
      const bytes = new TextEncoder().encode(line + "\n");
      if (size > 0 && size + bytes.length > maxBytes) rotate();
      for (let written = 0; written < bytes.length;) written += file.writeSync(bytes.subarray(written));
      size += bytes.length;
    },
    close: () => file.close(),
  };
}

/** The last `n` lines, oldest first, older files included; [] where there is no file. */
export function tailOf(path: string, n: number, { maxFiles }: LogLimits = LOG_LIMITS): string[] {
  let lines: string[] = [];
  for (let at = 0; at < maxFiles && lines.length < n; at++) {
    lines = [...lastLines(numbered(path, at), n - lines.length), ...lines];
  }
  return lines;
}

/** Reads from the end, in chunks, no more than it takes. */
function lastLines(path: string, n: number): string[] {
  const file = openIfThere(path);
  if (file === null) return [];
  try {
    let from = file.statSync().size;
    let bytes = new Uint8Array(0);
    while (from > 0 && newlines(bytes) <= n) {
      const chunk = new Uint8Array(Math.min(from, TAIL_CHUNK_BYTES));
      from = file.seekSync(from - chunk.length, Deno.SeekMode.Start);
      const read = file.readSync(chunk) ?? 0;
      bytes = concat(chunk.subarray(0, read), bytes);
    }
    const lines = new TextDecoder().decode(bytes).split("\n");
    return lines.slice(0, -1).slice(-n);
  } finally {
    file.close();
  }
}

function newlines(bytes: Uint8Array): number {
  return bytes.reduce((count, byte) => byte === 10 ? count + 1 : count, 0);
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

function numbered(path: string, n: number): string {
  return n === 0 ? path : `${path}.${n}`;
}

function openIfThere(path: string): Deno.FsFile | null {
  return unlessMissing(() => Deno.openSync(path));
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
