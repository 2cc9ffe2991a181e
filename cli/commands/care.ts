/** Commands for data that comes and goes, for the config, and for the shell. */
import { type Command, command, oneOf } from "../arguments.ts";
import {
  factor,
  from,
  json,
  pairs,
  PLACE,
  port,
  REACH,
  SERIES_WORDS,
  span,
  text,
  to,
  type,
  wholeNumber,
} from "./options.ts";

export const IMPORT = command({
  name: "import",
  summary: "take over a folder of dccd or of another tapedeck, or dccd's config",
  words: {
    dir: {
      help: "the folder, or a YAML file of dccd 3; nothing in it is changed",
      offers: "folders",
      read: text,
    },
  },
  options: {
    exchange: {
      value: "<id>",
      help: "only this one; repeat it for more",
      many: true,
      offers: "exchanges",
      read: text,
    },
    "keep-filled": { help: "take candles that dccd filled forward, too" },
    again: { help: "read again what was imported and is unchanged" },
    "dry-run": { help: "say what would be done, and write nothing" },
    json,
    ...PLACE,
  },
  examples: [["import ~/dccd --dry-run", "what would be taken, and what would not"]],
  exit: "something was refused (the rest was taken)",
  run: async ({ "keep-filled": keepFilled, "dry-run": dryRun, ...flags }, environment) =>
    (await import("../import.ts")).importFolder({ keepFilled, dryRun, ...flags }, environment),
});

export const SYNC = command({
  name: "sync",
  summary: "copy what is new to every remote of the config now",
  options: {
    purge: { help: "then remove here what every remote holds, by purge_after_days and purge_when_low" },
    json,
    ...REACH,
  },
  examples: [
    ["sync", "and see that each remote has it"],
    ["sync --purge", "and make room: tapedeck restore brings files back"],
  ],
  exit: "a remote could not be brought up to date",
  run: async (flags, environment) => (await import("../sync.ts")).sync(flags, environment),
});

export const RESTORE = command({
  name: "restore",
  summary: "bring back files of a series that were moved to a remote",
  about:
    "Whole days (candles: years) that have something of the range. What comes is compared with its SHA-256.",
  words: { ...SERIES_WORDS, type },
  options: { span, from, to, json, ...REACH },
  examples: [
    ["restore binance BTC/USDT trades --from 2024-03-05 --to 2024-03-07", "two days"],
    ["restore binance BTC/USDT ohlc --span 1m", "all years of it"],
  ],
  exit: "something could not be brought back (what came before stays)",
  run: async (flags, environment) => (await import("../restore.ts")).restore(flags, environment),
});

export const CONFIG = command({
  name: "config",
  summary: "check the config, show it, or write a first one",
  about: "validate says each thing that is wrong, with its line. show prints what the file says, secrets " +
    "masked. init writes a commented config, and never over another.",
  words: {
    action: { help: "what to do", ...oneOf(["validate", "show", "init"]) },
    file: {
      help: "the file, in place of --config; - reads standard input (validate)",
      optional: true,
      offers: "files",
      read: text,
    },
  },
  options: {
    effective: {
      help: "show: with defaults, TAPEDECK_ variables and flags, and where each value comes from",
    },
    exchange: { value: "<id>", help: "init: record this exchange", offers: "exchanges", read: text },
    pair: { ...pairs, help: "init: record this pair; repeat it for more" },
    json,
    ...PLACE,
  },
  examples: [
    ["config validate", "before a restart"],
    ["config init --exchange binance --pair BTC/USDT", "a small config for one pair"],
  ],
  exit: "the config has errors",
  run: async (flags, environment) => (await import("../config_command.ts")).configCommand(flags, environment),
});

export const SANDBOX = command({
  name: "sandbox",
  summary: "run the built-in exchange alone, for a recorder that points to it",
  options: {
    port: { value: "<number>", help: "listen on this port (a free one)", read: port },
    seed: { value: "<number>", help: "the market's seed (1)", read: wholeNumber },
    rate: { value: "<number>", help: "trades a second of the busiest symbol, up to 50000 (8)", read: factor },
    "time-scale": { value: "<number>", help: "bans and limits pass so many times faster (1)", read: factor },
  },
  examples: [["sandbox --port 9100 --rate 1000", "then exchanges.sandbox.endpoint: http://127.0.0.1:9100"]],
  run: async ({ "time-scale": timeScale = 1, port = 0, ...flags }, environment) =>
    (await import("../sandbox.ts")).sandbox({ port, timeScale, ...flags }, environment),
});

/** Prints what a shell needs to complete these commands, and itself. */
export const completion = (commands: () => Command[]) =>
  command({
    name: "completion",
    summary: "print a script that completes commands, options and exchanges in your shell",
    words: { shell: { help: "which one", ...oneOf(["bash", "zsh", "fish"]) } },
    options: {},
    examples: [
      ["completion bash > ~/.local/share/bash-completion/completions/tapedeck", "for bash"],
      ["completion zsh > ~/.zfunc/_tapedeck", "for zsh, where ~/.zfunc is in fpath"],
      ["completion fish > ~/.config/fish/completions/tapedeck.fish", "for fish"],
    ],
    run: async ({ shell }, { print }) => {
      const { completionScript } = await import("../completion/mod.ts");
      print(completionScript(shell, commands()));
      return 0;
    },
  });

/** Says how these commands are used, and itself. */
export const help = (commands: () => Command[]) =>
  command({
    name: "help",
    summary: "say how tapedeck, or one command of it, is used",
    words: {
      command: {
        help: "which one",
        optional: true,
        get choices() {
          return commands().map(({ name }) => name);
        },
        read: (name: string) => oneOf(commands().map(({ name }) => name)).read(name),
      },
    },
    options: {},
    run: async ({ command: wanted }, { print }) => {
      const { helpLines } = await import("../help.ts");
      helpLines(commands().filter(({ name }) => wanted === undefined || name === wanted)).forEach(print);
      return 0;
    },
  });
