/**
 * The markets of an exchange on disk, so that a start need not ask for them. They prove nothing and may be deleted:
 * what is damaged, or was not made for the same question, is ignored.
 */
import { crc32 } from "node:zlib";
import type { Disk } from "../archive/disk.ts";
import { folderOf, HOUSE } from "../archive/layout.ts";

export interface CachedMarkets {
  /** When the exchange told them, ms. */
  at: number;
  /** As the venue's keep gave them. */
  markets: unknown[];
}

export interface MarketCache {
  /** null: there are none. Throws with the reason where they cannot be used. */
  read(): CachedMarkets | null;
  /** Replaces what is there, whole or not at all. Throws what the disk throws. */
  write(cached: CachedMarkets): void;
}

/** What the exchange was asked with: markets of another question are not taken. */
export interface MarketQuestion {
  exchange: string;
  endpoint: string | null;
  /** Only told apart, never written: they may hold a key. */
  options: Record<string, unknown>;
  madeBy: string;
}

const VERSION = 1;
const CHUNK_CHARS = 1 << 18;

export function openMarketCache(
  disk: Disk,
  { exchange, endpoint, options, madeBy }: MarketQuestion,
): MarketCache {
  const path = `${HOUSE}/markets/${exchange}.json`;
  const head = { version: VERSION, exchange, endpoint, options: crc32(JSON.stringify(options)), madeBy };

  return {
    read() {
      if (disk.size(path) === null) return null;
      const { at, markets, ...found } = JSON.parse(new TextDecoder().decode(disk.read(path)));
      const other = Object.entries(head).find(([name, value]) => found[name] !== value);
      if (other) throw new Error(`its ${other[0]} is ${found[other[0]]}, and not ${other[1]}`);
      if (!Number.isFinite(at) || !Array.isArray(markets)) throw new Error("it has no time, or no markets");
      return { at, markets };
    },

    write({ at, markets }) {
      const temporary = `${path}.tmp`;
      if (disk.size(temporary) !== null) disk.remove(temporary);
      const file = disk.create(temporary);
      try {
        for (const chunk of chunksOf({ ...head, at }, markets)) file.write(new TextEncoder().encode(chunk));
        file.syncNow();
      } finally {
        file.close();
      }
      disk.rename(temporary, path);
      disk.syncFolder(folderOf(path));
    },
  };
}

/** One JSON object, a market a line, in pieces: an exchange may have many. */
function* chunksOf(head: Record<string, unknown>, markets: unknown[]): Generator<string> {
  let chunk = `${JSON.stringify(head).slice(0, -1)},"markets":[`;
  for (const [index, market] of markets.entries()) {
    chunk += `${index > 0 ? "," : ""}\n${JSON.stringify(market)}`;
    if (chunk.length < CHUNK_CHARS) continue;
    yield chunk;
    chunk = "";
  }
  yield `${chunk}\n]}\n`;
}
