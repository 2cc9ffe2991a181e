/** Options that several commands take, and how their values are read. */
import { parseTime } from "../../actors/archive/reader/times.ts";
import { appUrl } from "../app_url.ts";

export const text = (text: string) => text;
export const wholeNumber = numberThat((n) => Number.isSafeInteger(n) && n >= 0, "a whole number");
export const port = numberThat(
  (n) => Number.isInteger(n) && n >= 0 && n <= 65_535,
  "a whole number from 0 to 65535",
);
export const factor = numberThat((n) => n > 0, "a number above 0");

export function numberThat(fits: (n: number) => boolean, words: string): (text: string) => number {
  return (text) => {
    if (/^\d+(\.\d+)?$/.test(text) && fits(Number(text))) return Number(text);
    throw new Error(`it must be ${words}`);
  };
}

const config = {
  value: "<file>",
  help: "the config; else TAPEDECK_CONFIG, ./tapedeck.yaml, ~/.config/tapedeck/config.yaml",
  offers: "files",
  read: text,
} as const;
const data = {
  value: "<folder>",
  help: "the data folder, instead of storage.local_path",
  offers: "folders",
  read: text,
} as const;
/** Where config and data are. */
export const PLACE = { config, data };

const url = {
  value: "<address>",
  help: "ask the tapedeck there; else TAPEDECK_URL, else the one that records into the data folder",
  read: appUrl,
} as const;
const token = {
  value: "<token>",
  help: "its token; better in TAPEDECK_TOKEN, which no list of processes shows",
  read: text,
} as const;
/** The same, and how a tapedeck that runs is reached. */
export const REACH = { url, token, ...PLACE };

export const json = { help: "JSON, for programs" } as const;
export const from = {
  value: "<time>",
  help: "from this time on, UTC: 2024-03-05, 2024-03-05T14:00",
  read: parseTime,
} as const;
export const to = { value: "<time>", help: "up to this time, exclusive", read: parseTime } as const;
export const exchange = {
  value: "<id>",
  help: "only this exchange, like binance",
  offers: "exchanges",
  read: text,
} as const;
export const pairs = {
  value: "<pair>",
  help: "only this pair, like BTC/USDT; repeat it for more",
  many: true,
  read: text,
} as const;

/** The words that name a series. */
export const SERIES_WORDS = {
  exchange: { help: "as the config has it: binance", offers: "exchanges", read: text },
  pair: { help: "BTC/USDT", read: text },
} as const;
export const type = {
  help: "trades, ohlc or orderbook",
  choices: ["trades", "ohlc", "orderbook"],
  read: text,
} as const;
export const span = {
  value: "<span>",
  help: "of candles: 1m, 1h; may be left out where there is one",
  read: text,
} as const;
/** Which series are meant, as `select` (actors/archive/verify/selection.ts) reads it. */
export const WISHES = {
  series: {
    help: "only these: binance, BTC/USDT, trades, binance/trades/*",
    many: true,
    optional: true,
    read: text,
  },
} as const;
