/** Numbers for the sessions of books that others recorded. */
import { createHash } from "node:crypto";

/** The sessions of this folder's own recorder are all below: an epoch would have to exceed 68 billion. */
const FIRST_FOREIGN = 2 ** 52;
const HEX_DIGITS = 13;

/**
 * A number that this folder's recorder never gives, and the same each time for the same session: two recorders
 * may have counted alike, but they did not receive their first frames in the same microsecond. (Of 10,000
 * sessions of a series, two get the same number with a chance of 1 in 100 million.)
 */
export function foreignSession(key: string, session: number | string, firstRecvUs: number): number {
  const hash = createHash("sha256").update(`${key} ${session} ${firstRecvUs}`).digest("hex");
  return FIRST_FOREIGN + Number.parseInt(hash.slice(0, HEX_DIGITS), 16);
}

/** A session that was imported where it comes from keeps its number. */
export const isForeign = (session: number) => session >= FIRST_FOREIGN;
