/** A config file as text, and what tells one content of it from another. */

import { Refused } from "./refused.ts";

/** More than a config of thousands of jobs has. */
const LIMIT_BYTES = 4_000_000;

/**
 * The text of the file at `path`, byte-order mark and line ends as they are. Throws a sentence where it cannot be
 * read: `Cannot read …: …; …`.
 */
export async function readConfigText(path: string): Promise<string> {
  try {
    const { size, isDirectory } = await Deno.stat(path);
    if (isDirectory) throw new Error("it is a folder; name the file in it");
    if (size > LIMIT_BYTES) {
      throw new Error(`its ${size} bytes are more than a config may have, ${LIMIT_BYTES}`);
    }
    return textOf(await Deno.readFile(path));
  } catch (error) {
    throw new Refused(`Cannot read ${path}: ${reasonOf(error)}`, { cause: error });
  }
}

/** Changes with every byte of the text: 16 hexadecimal digits of SHA-256. */
export async function versionOf(text: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(hash, 0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Error("it is no UTF-8 text; save it as UTF-8");
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "there is no such file";
  if (error instanceof Deno.errors.PermissionDenied) return "permission denied; make the file readable";
  return error instanceof Error ? error.message : String(error);
}
