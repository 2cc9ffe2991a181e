/** Where dccd keeps its files: `{exchange}/ohlc/{PAIR}/{label}/{year}.parquet`, `{exchange}/trades/{PAIR}/{day}.parquet`. */
import { DATA_TYPES, type DataType, decodeSymbol, seriesKey, spanSeconds } from "../../../schemas/series.ts";
import type { Disk } from "../disk.ts";
import { HOUSE, parseFileName } from "../layout.ts";

/** A file to take rows from. */
export interface DccdFile {
  /** Below the folder. */
  path: string;
  /** The series that it belongs to. */
  key: string;
}

/** Something in the folder that is not taken, and why. */
export interface Stray {
  path: string;
  reason: string;
}

export interface DccdFolder {
  /** By series, each one's oldest first. */
  files: DccdFile[];
  strays: Stray[];
}

const LABELS: Record<string, string> = {
  Minutely: "1m",
  Three_Minutely: "3m",
  Five_Minutely: "5m",
  Quarter_Hourly: "15m",
  Half_Hourly: "30m",
  Hourly: "1h",
  Bi_Hourly: "2h",
  Four_Hourly: "4h",
  Six_Hourly: "6h",
  Eight_Hourly: "8h",
  Twelve_Hourly: "12h",
  Daily: "1d",
  Three_Daily: "3d",
  Weekly: "1w",
  Fifteen_Daily: "15d",
  Monthly: "1mo",
};

/** The span of a candle folder; null for a name that is none. */
export function spanOfLabel(label: string): string | null {
  const span = LABELS[label] ?? (/^\d+M$/.test(label) ? label.replace("M", "mo") : label);
  try {
    spanSeconds(span);
    return span;
  } catch {
    return null;
  }
}

/** Looks through the folder; `wants` says which exchanges count. */
export function findDccdFiles(disk: Disk, wants: (exchange: string) => boolean): DccdFolder {
  const found: DccdFolder = { files: [], strays: [] };
  for (const exchange of foldersIn(disk, "").filter((name) => name !== HOUSE && wants(name))) {
    const types = foldersIn(disk, exchange);
    if (!types.some(isType)) continue;
    for (const type of types) {
      if (isType(type)) findInType(disk, exchange, type, found);
      else found.strays.push({ path: `${exchange}/${type}`, reason: `tapedeck records no ${type}` });
    }
  }
  return found;
}

function findInType(disk: Disk, exchange: string, type: DataType, found: DccdFolder): void {
  for (const pair of foldersIn(disk, `${exchange}/${type}`)) {
    const folder = `${exchange}/${type}/${pair}`;
    const labels = type === "ohlc" ? foldersIn(disk, folder) : [null];
    for (const label of labels) {
      const path = label ? `${folder}/${label}` : folder;
      try {
        findFiles(disk, path, type, keyOf(exchange, type, pair, label), found);
      } catch (error) {
        found.strays.push({ path, reason: (error as Error).message });
      }
    }
  }
}

function keyOf(exchange: string, type: DataType, pair: string, label: string | null): string {
  if (!/^[a-z0-9_]+$/.test(exchange)) {
    throw new Error(`"${exchange}" is not how an exchange is named: in lower case`);
  }
  const symbol = decodeSymbol(pair);
  if (!/^[^/]+\/[^/]+$/.test(symbol)) {
    throw new Error(`"${pair}" is no pair: expected BASE-QUOTE, like BTC-USDT`);
  }
  if (label === null) return seriesKey({ exchange, symbol, type });
  const span = spanOfLabel(label);
  if (span === null) {
    throw new Error(
      `"${label}" is no span: expected one like 1m, or one of ${Object.keys(LABELS).join(", ")}`,
    );
  }
  return seriesKey({ exchange, symbol, type, span });
}

function findFiles(disk: Disk, folder: string, type: DataType, key: string, found: DccdFolder): void {
  const period = type === "ohlc" ? "a year" : "a day";
  for (const { name, isFolder } of disk.list(folder)) {
    const path = `${folder}/${name}`;
    const place = isFolder ? null : parseFileName(type, name);
    if (place && !place.part) found.files.push({ path, key });
    else {
      const reason = name.endsWith(".parquet")
        ? `its name is not that of ${period}`
        : "it is no Parquet file; only these are taken";
      found.strays.push({ path, reason });
    }
  }
}

const isType = (name: string): name is DataType => (DATA_TYPES as readonly string[]).includes(name);

function foldersIn(disk: Disk, path: string): string[] {
  return disk.list(path).filter(({ isFolder }) => isFolder).map(({ name }) => name);
}
