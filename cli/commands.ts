/** The commands, with what can be typed after each. A command's module is loaded when it is that one's turn. */
import { parseTime } from "../actors/archive/reader/times.ts";
import { type Command, command } from "./arguments.ts";

const text = (text: string) => text;
const wholeNumber = numberThat((n) => Number.isSafeInteger(n) && n >= 0, "a whole number");
const port = numberThat(
  (n) => Number.isInteger(n) && n >= 0 && n <= 65_535,
  "a whole number from 0 to 65535",
);
const factor = numberThat((n) => n > 0, "a number above 0");

const config = {
  value: "<file>",
  help: "the config (./tapedeck.yaml; a first one is written there)",
  read: text,
};
const data = { value: "<folder>", help: "the data folder, instead of storage.local_path", read: text };
const from = {
  value: "<time>",
  help: "from this time on, UTC: 2024-03-05, 2024-03-05T14:00",
  read: parseTime,
};
const to = { value: "<time>", help: "up to this time, exclusive", read: parseTime };

/** The first is the one that is meant without a name. */
export const COMMANDS: Command[] = [
  command({
    name: "start",
    summary: "record what the config names, and serve the app; the default",
    options: {
      config,
      data,
      host: { value: "<name>", help: "listen here, instead of settings.ui_host", read: text },
      port: { value: "<number>", help: "instead of settings.ui_port; 0 takes a free one", read: port },
    },
    run: async (flags, environment) => (await import("./start.ts")).start(flags, environment),
  }),
  command({
    name: "read",
    summary: "print the rows of a series, from files and journal as one",
    words: {
      exchange: { help: "as the config has it: binance", read: text },
      pair: { help: "BTC/USDT", read: text },
      type: { help: "trades, ohlc or orderbook", read: text },
    },
    options: {
      span: { value: "<span>", help: "of candles: 1m, 1h; may be left out where there is one", read: text },
      from,
      to,
      at: { value: "<time>", help: "of a book: as it was then", read: parseTime },
      format: { value: "<format>", help: "table, csv, jsonl or parquet", read: text },
      time: { value: "<style>", help: "iso (default) or us, microseconds since 1970", read: text },
      output: { value: "<file>", help: "write there; its ending may say the format", read: text },
      all: { help: "every row of a table, not the first 50" },
      config,
      data,
    },
    run: async (flags, environment) => (await import("./read.ts")).read(flags, environment),
  }),
  command({
    name: "verify",
    summary: "say what there is, what is proven and what is missing, and whether files and ledger agree",
    options: {
      series: {
        value: "<name>",
        help: "only these: binance/trades/*, BTC/USDT; repeat it",
        many: true,
        read: text,
      },
      from,
      to,
      deep: { help: "read every row, hash every file, compare candles with trades" },
      rebuild: { help: "bring ledger and files into agreement first, and remake the catalog" },
      json: { help: "one object, for programs" },
      config,
      data,
    },
    run: async (flags, environment) => (await import("./verify.ts")).verify(flags, environment),
  }),
  command({
    name: "import",
    summary: "take over a folder of dccd or of another tapedeck, or dccd's config",
    words: { dir: { help: "the folder, or a YAML file of dccd 3; nothing in it is changed", read: text } },
    options: {
      exchange: { value: "<id>", help: "only this one; repeat it for more", many: true, read: text },
      "keep-filled": { help: "take candles that dccd filled forward, too" },
      again: { help: "read again what was imported and is unchanged" },
      "dry-run": { help: "say what would be done, and write nothing" },
      json: { help: "one object, for programs" },
      config,
      data,
    },
    run: async ({ "keep-filled": keepFilled, "dry-run": dryRun, ...flags }, environment) =>
      (await import("./import.ts")).importFolder({ keepFilled, dryRun, ...flags }, environment),
  }),
  command({
    name: "sandbox",
    summary: "run the built-in exchange alone, for a recorder that points to it",
    options: {
      port: { value: "<number>", help: "listen on this port (a free one)", read: port },
      seed: { value: "<number>", help: "the market's seed (1)", read: wholeNumber },
      rate: {
        value: "<number>",
        help: "trades a second of the busiest symbol, up to 50000 (8)",
        read: factor,
      },
      "time-scale": {
        value: "<number>",
        help: "bans and limits pass so many times faster (1)",
        read: factor,
      },
    },
    run: async ({ "time-scale": timeScale = 1, port = 0, ...flags }, environment) =>
      (await import("./sandbox.ts")).sandbox({ port, timeScale, ...flags }, environment),
  }),
];

function numberThat(fits: (n: number) => boolean, words: string): (text: string) => number {
  return (text) => {
    if (/^\d+(\.\d+)?$/.test(text) && fits(Number(text))) return Number(text);
    throw new Error(`it must be ${words}`);
  };
}
