/** Commands that look, and change nothing. */
import { command, oneOf } from "../arguments.ts";
import { parseTime } from "../../actors/archive/reader/times.ts";
import {
  from,
  json,
  numberThat,
  PLACE,
  REACH,
  SERIES_WORDS,
  span,
  text,
  to,
  type,
  WISHES,
} from "./options.ts";

export const STATUS = command({
  name: "status",
  summary: "what is recorded now, what needs a look, and what comes next",
  about: "Where no tapedeck runs, it says so, and what the folder has.",
  words: WISHES,
  options: { watch: { help: "again every two seconds, until Ctrl-C", short: "w" }, json, ...REACH },
  examples: [
    ["status", "of the tapedeck that records into this folder"],
    ["status binance --watch", "one exchange, as it goes"],
    ["status > /dev/null || alert", "a health check"],
  ],
  exit: "something went wrong, or nothing runs (with warnings alone it is 0)",
  run: async (flags, environment) => (await import("../status.ts")).status(flags, environment),
});

export const INVENTORY = command({
  name: "inventory",
  summary: "the series there are: from when to when, rows, gaps, how much is proven",
  words: WISHES,
  options: {
    sort: {
      value: "<column>",
      help: "name (default), first, last, rows, gaps, complete or size",
      ...oneOf(["name", "first", "last", "rows", "gaps", "complete", "size"]),
    },
    json: { help: "as /api/inventory answers" },
    ...REACH,
  },
  examples: [
    ["inventory", "all"],
    ["inventory binance/trades/* --sort rows", "trades of binance, the most rows first"],
  ],
  run: async (flags, environment) => (await import("../inventory.ts")).inventory(flags, environment),
});

const FORMAT = oneOf(["table", "csv", "jsonl"]);
const time = {
  value: "<style>",
  help: "iso (default) or us, microseconds since 1970",
  choices: ["iso", "us"],
  read: text,
} as const;

export const TAIL = command({
  name: "tail",
  summary: "the last rows of a series, then new ones as they are recorded",
  about: "Rows that come late, to times that were shown already, are not shown; tapedeck read has them. " +
    "Ctrl-C ends it.",
  words: { ...SERIES_WORDS, type },
  options: {
    rows: {
      value: "<number>",
      help: "so many rows first (10)",
      short: "n",
      read: numberThat((n) => Number.isInteger(n) && n <= 100_000, "a whole number up to 100000"),
    },
    format: {
      value: "<format>",
      help: "table, csv or jsonl; by default a table on a terminal, else csv",
      ...FORMAT,
    },
    time,
    span,
    ...REACH,
  },
  examples: [
    ["tail binance BTC/USDT trades", "the last 10 trades, and what comes"],
    ["tail binance BTC/USDT ohlc --span 1m -n 100 --format jsonl | jq .close", "for another program"],
  ],
  run: async (flags, environment) => (await import("../tail.ts")).tail(flags, environment),
});

export const READ = command({
  name: "read",
  summary: "print the rows of a series, from files and journal as one",
  about:
    "Reads the folder, whether a tapedeck records into it or not. What is not complete in the range is " +
    "said on standard error.",
  words: { ...SERIES_WORDS, type },
  options: {
    span,
    from,
    to,
    at: { value: "<time>", help: "of a book: as it was then", read: parseTime },
    format: {
      value: "<format>",
      help: "table, csv, jsonl or parquet; by default a table on a terminal, else csv",
      choices: ["table", "csv", "jsonl", "parquet"],
      read: text,
    },
    time,
    output: {
      value: "<file>",
      help: "write there; its ending may say the format",
      offers: "files",
      read: text,
    },
    all: { help: "every row of a table, not the first 50" },
    ...PLACE,
  },
  examples: [
    [
      "read binance BTC/USDT trades --from 2024-03-05 --to 2024-03-06 --output day.parquet",
      "a day as a file",
    ],
    ["read binance BTC/USDT book --at 2024-03-05T14:00", "the book as it stood"],
  ],
  run: async (flags, environment) => (await import("../read.ts")).read(flags, environment),
});

export const VERIFY = command({
  name: "verify",
  summary: "what is there, proven and missing, and whether files and ledger agree",
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
    json,
    ...PLACE,
  },
  examples: [
    ["verify --deep > certificate.txt", "a certificate to keep beside the data"],
    ["verify --series BTC/USDT --from 2024-01-01", "one pair, this year"],
  ],
  exit: "something contradicts",
  run: async (flags, environment) => (await import("../verify.ts")).verify(flags, environment),
});

export const EXCHANGES = command({
  name: "exchanges",
  summary: "what can be recorded from which exchange, and what that proves",
  words: {
    exchange: {
      help: "all about this one, with a job to paste",
      offers: "exchanges",
      optional: true,
      read: text,
    },
  },
  options: {
    type: {
      value: "<type>",
      help: "only those that have trades, ohlc or book",
      ...oneOf(["trades", "ohlc", "book"]),
    },
    pairs: { value: "<text>", help: "its pairs that have this text, or all; asks the exchange", read: text },
    json,
    ...PLACE,
  },
  examples: [
    ["exchanges --type book", "who has order books"],
    ["exchanges binance", "spans, limits, proof, and a job in YAML"],
    ["exchanges kraken --pairs BTC", "its pairs with BTC in them"],
  ],
  run: async (flags, environment) => (await import("../exchanges.ts")).exchanges(flags, environment),
});
