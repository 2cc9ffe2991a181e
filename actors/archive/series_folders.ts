/** The folders of a data folder that hold series, by their names. */
import { DATA_TYPES, parseSeriesKey, seriesKey } from "../../schemas/series.ts";
import type { Disk } from "./disk.ts";

export interface SeriesFolders {
  /** Keys, in the order of their folders. */
  keys: string[];
  /** Where a series would be, and the name is none's: paths. */
  strangers: string[];
}

export function seriesFolders(disk: Disk): SeriesFolders {
  const foldersIn = (path: string) =>
    disk.list(path).filter(({ isFolder, name }) => isFolder && !name.startsWith("."))
      .map(({ name }) => path ? `${path}/${name}` : name);
  const paths = foldersIn("").flatMap((exchange) =>
    DATA_TYPES.flatMap((type) =>
      foldersIn(`${exchange}/${type}`).flatMap((pair) => type === "ohlc" ? foldersIn(pair) : [pair])
    )
  );
  return { keys: paths.filter(isSeriesKey), strangers: paths.filter((path) => !isSeriesKey(path)) };
}

export function isSeriesKey(path: string): boolean {
  try {
    return seriesKey(parseSeriesKey(path)) === path;
  } catch {
    return false;
  }
}

/** What a stranger is, for a person. */
export const strangerWords = (path: string): string =>
  DCCD_LABEL.test(path)
    ? "is not the folder of a series: dccd wrote it; take it over with: tapedeck import DIR"
    : "is not the folder of a series: it is left alone";

/** How dccd names the spans of its candles: Minutely, Three_Minutely, Daily, … */
const DCCD_LABEL = /\/([A-Z][a-z]+_)*[A-Z][a-z]*ly$/;
