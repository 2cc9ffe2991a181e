/** Bars of whole shares, made once and kept: in memory, and on disk where their file will hardly change any more. */
import type { Disk } from "../../disk.ts";
import type { FileLine } from "../../ledgers.ts";
import { addBars, BAR_FIELDS, type Bars, barsIn, newTally } from "./bars.ts";
import { barPath, readBars, writeBars } from "./bar_file.ts";
import { evenGrid } from "./grid.ts";
import { HOUR_US, levelName, levelsOf } from "./levels.ts";
import { scan, type ScanOptions } from "./scan.ts";
import { isAlone, type Share } from "./shares.ts";

export interface BarStore {
  /** Bars of all of the share's rows, if they were made; null: they were not. */
  known(share: Share, levelUs: number): Bars | null;
  /**
   * Makes them, of rows that lie in files alone: once for all who ask meanwhile, also when nobody waits any more.
   * Rejects as {@linkcode scan} does.
   */
  make(share: Share, levelUs: number, options: ScanOptions): Promise<Bars>;
  /** Of a file that is not here any more; null: nobody knows them. */
  remembered(file: FileLine, levelUs: number): Bars | null;
}

/** Bars of minutes are not worth their bytes where rows are hardly more. */
const MANY_ROWS = 20_000;
const MAX_KEPT_BYTES = 64 * 1024 * 1024;

export function openBarStore(disk: Disk): BarStore {
  const kept = createShelf(MAX_KEPT_BYTES);
  const underWay = new Map<string, Promise<Bars>>();

  async function begin(name: string, make: () => Promise<Bars>): Promise<Bars> {
    try {
      const bars = await make();
      kept.put(name, bars);
      return bars;
    } finally {
      underWay.delete(name);
    }
  }

  return {
    known(share, levelUs) {
      const name = nameOf(share, levelUs);
      const found = kept.get(name) ??
        (isAlone(share.sources) ? fromDisk(disk, share.sources.files[0], levelUs) : null);
      if (found) kept.put(name, found);
      return found;
    },
    make(share, levelUs, options) {
      const name = nameOf(share, levelUs);
      const making = underWay.get(name) ??
        begin(
          name,
          () => isAlone(share.sources) ? ofFile(share, levelUs, options) : summed(share, levelUs, options),
        );
      underWay.set(name, making);
      return making;
    },
    remembered: (file, levelUs) => fromDisk(disk, file, levelUs),
  };
}

const nameOf = ({ from, to, sources }: Share, levelUs: number) =>
  [levelUs, from, to, ...sources.files.map(({ path, sha256 }) => `${path}@${sha256}`)].join(" ");

/** Made in all lengths that are worth it, and put on disk. */
async function ofFile(share: Share, levelUs: number, options: ScanOptions): Promise<Bars> {
  const { disk, key } = options;
  const [file] = share.sources.files;
  const isWorth = (level: number) => level >= HOUR_US || file.rows >= MANY_ROWS;
  const levels = levelsOf(key).filter(isWorth);
  const finestUs = Math.min(levelUs, ...levels);
  const finest = await summed(share, finestUs, options);
  for (const level of levels) toDisk(disk, file, level, coarser(finest, share, level));
  return coarser(finest, share, levelUs);
}

async function summed(share: Share, levelUs: number, options: ScanOptions): Promise<Bars> {
  const tally = newTally(gridOf(share, levelUs));
  await scan(share, share, tally, options);
  return barsIn(tally);
}

function coarser(bars: Bars, share: Share, levelUs: number): Bars {
  const tally = newTally(gridOf(share, levelUs));
  addBars(tally, bars, { from: -Infinity, to: Infinity });
  return barsIn(tally);
}

function gridOf({ from, to }: Share, levelUs: number) {
  const grid = evenGrid(from, levelUs, 0);
  return { ...grid, count: grid.indexOf(to - 1) + 1 };
}

function fromDisk(disk: Disk, { path, sha256 }: FileLine, levelUs: number): Bars | null {
  const level = levelName(levelUs);
  return level === null ? null : readBars(disk, barPath(path, level), sha256);
}

/** Only saves work: a disk that does not take it costs nothing but that. */
function toDisk(disk: Disk, { path, sha256 }: FileLine, levelUs: number, bars: Bars): void {
  const level = levelName(levelUs);
  if (level === null || disk.size(path) === null) return;
  try {
    writeBars(disk, barPath(path, level), sha256, bars);
  } catch {
    // Made anew when they are asked for.
  }
}

/** The newest used, up to so many bytes. */
function createShelf(maxBytes: number) {
  const shelf = new Map<string, Bars>();
  let bytes = 0;
  const sizeOf = ({ length }: Bars) => length * BAR_FIELDS.length * 8 + 1_000;
  function drop(name: string): void {
    bytes -= sizeOf(shelf.get(name)!);
    shelf.delete(name);
  }
  return {
    get(name: string): Bars | undefined {
      const bars = shelf.get(name);
      if (!bars) return undefined;
      shelf.delete(name);
      shelf.set(name, bars);
      return bars;
    },
    put(name: string, bars: Bars): void {
      if (shelf.has(name)) drop(name);
      shelf.set(name, bars);
      bytes += sizeOf(bars);
      for (const oldest of shelf.keys()) {
        if (bytes <= maxBytes) return;
        drop(oldest);
      }
    },
  };
}
