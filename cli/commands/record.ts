/** Commands that record, or ask for what is missing. */
import { command, oneOf } from "../arguments.ts";
import { exchange, json, pairs, PLACE, port, REACH, text } from "./options.ts";

const LISTEN = {
  host: { value: "<name>", help: "listen here, instead of settings.ui_host", read: text },
  port: { value: "<number>", help: "instead of settings.ui_port; 0 takes a free one", read: port },
} as const;

export const START = command({
  name: "start",
  summary: "record what the config names, and serve the app; the default",
  about: "Where there is no config yet, a commented one is written to ./tapedeck.yaml, which records the " +
    "built-in exchange. Ctrl-C writes what is in flight and ends; a second one ends at once.",
  options: { ...PLACE, ...LISTEN },
  examples: [
    ["start", "records, with the app on http://127.0.0.1:8080"],
    ["start --config btc.yaml --data /mnt/tape", "another config and another folder"],
  ],
  run: async (flags, environment) => (await import("../start.ts")).start(flags, environment),
});

export const UI = command({
  name: "ui",
  summary: "serve the app with nothing started; all of it can be started from there",
  options: { ...PLACE, ...LISTEN },
  examples: [["ui --port 9000", "the app on http://127.0.0.1:9000"]],
  run: async (flags, environment) => (await import("../ui.ts")).ui(flags, environment),
});

const start = {
  value: "<time>",
  help: 'from this time on, UTC: 2024-01-01, "2024-01-01 12:00:00"',
  read: text,
} as const;

export const BACKFILL = command({
  name: "backfill",
  summary: "ask for the history of what the config's histo jobs name, from a time on",
  about:
    "Asks the tapedeck that runs, or does it itself where none runs. Only what is missing is asked for, so " +
    "it can be stopped (Ctrl-C) and begun again. What was fetched is kept.",
  options: {
    start,
    exchange,
    pair: pairs,
    parallel: { help: "exchanges side by side" },
    detach: { help: "begin it in the tapedeck that runs, and print its id" },
    list: { help: "the runs there were, in place of a new one" },
    json,
    ...REACH,
  },
  examples: [
    ["backfill --start 2024-01-01", "every histo job since then"],
    ["backfill --exchange binance --pair BTC/USDT --start 2024-01-01", "one pair"],
  ],
  exit: "not all of it could be had (the reasons are printed)",
  run: async (flags, environment) => (await import("../backfill.ts")).backfill(flags, environment),
});

export const COLLECT = command({
  name: "collect",
  summary: "collect what is new of the config's histo jobs now, whatever their schedule",
  options: {
    exchange,
    pair: { value: "<pair>", help: "only this pair, like BTC/USDT", read: text },
    detach: { help: "begin it in the tapedeck that runs, and do not wait" },
    json,
    ...REACH,
  },
  examples: [["collect --exchange kraken", "every histo job of kraken"]],
  exit: "a series could not be collected",
  run: async (flags, environment) => (await import("../collect.ts")).collect(flags, environment),
});

export const STREAM = command({
  name: "stream",
  summary: "start or stop streams of the tapedeck that runs, or record some of them here",
  about:
    "With a tapedeck that runs: the config's streams that are named are started there, or stopped. Where " +
    "none runs: they are recorded, without the app, until Ctrl-C.",
  words: {
    exchange: { help: "only this exchange, like binance", offers: "exchanges", optional: true, read: text },
    pair: { help: "only this pair, like BTC/USDT", optional: true, read: text },
  },
  options: {
    stop: { help: "stop them, in place of starting them" },
    channels: {
      value: "<name>",
      help: "trades or book; repeat it for both",
      many: true,
      ...oneOf(["trades", "book"]),
    },
    json,
    ...REACH,
  },
  examples: [
    ["stream binance BTC/USDT", "starts it, or records it here"],
    ["stream binance --stop", "stops every stream of binance"],
  ],
  run: async (flags, environment) => (await import("../stream.ts")).stream(flags, environment),
});
