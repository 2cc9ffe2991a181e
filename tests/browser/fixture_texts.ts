/** The made-up deck's log that goes on, and a config with comments that several people write. */
import type { Deck } from "../../api/deck.ts";
import { changesOf } from "../../cli/config/changes.ts";
import { checkConfig } from "../../cli/config/check.ts";
import { parseConfig } from "../../schemas/config.ts";
import type { LogEntries } from "../../schemas/wire_app.ts";

type Entry = LogEntries["entries"][number];

const PATH = "/srv/tape/tapedeck.yaml";

export const CONFIG_TEXT = `# What is recorded here.
stream_jobs:
  - exchange: binance
    pairs: [BTC/USDT, ETH/USDT] # the large ones
    channels: [trades]

histo_jobs:
  - { exchange: kraken, pairs: [BTC/USD], span: 3600 }

storage:
  seal_interval: 60

settings:
  timezone: UTC
  ui_port: 8080
`;

/** A log's parts of a deck, and the way to write into it. */
export function logDeck(lines = 400) {
  const entries: Entry[] = [];
  const say = (words: string, level: Entry["level"] = "info", actor = "binance/trades/BTC-USDT") =>
    void entries.push({ time: new Date().toISOString(), level, actor, words });
  const deck = (nowMs: number): Partial<Deck> => {
    entries.push(...Array.from({ length: lines }, (_, n) => entryAt(nowMs - (lines - n) * 3_000, n)));
    const fitting = ({ level, actor, text = "" }: { level?: string; actor?: string; text?: string }) =>
      entries.filter((entry) =>
        (level === undefined || entry.level === level || entry.level === "error") &&
        (actor === undefined || entry.actor === actor || entry.actor.startsWith(`${actor}/`)) &&
        entry.words.toLowerCase().includes(text.toLowerCase())
      );
    return {
      logs: (query) =>
        fitting(query).map(({ time, level, actor, words }) => `${time} ${level} ${actor}: ${words}`),
      logEntries(query) {
        const since = new Set(entries.slice(Number(query.after?.split("-")[1] ?? 0)));
        const found = fitting(query).filter((entry) => since.has(entry));
        return Promise.resolve({
          entries: found.slice(-query.tail),
          ...{ cursor: `0-${entries.length}`, more: found.length > query.tail },
        });
      },
    };
  };
  return { deck, say };
}

function entryAt(at: number, n: number): Entry {
  const time = new Date(at).toISOString();
  if (n % 40 === 39) {
    return { time, level: "error", actor: "sync/backup", words: "the remote does not answer" };
  }
  if (n % 40 > 33) {
    const words = `the socket closed; retries in ${n % 7} s`;
    return { time, level: "warning", actor: "kraken", words };
  }
  return { time, level: "info", actor: "binance/trades/BTC-USDT", words: `sealed ${n * 31} rows of a part` };
}

/** The config's text: checked as the real one is. */
export function configDeck(first = CONFIG_TEXT): Partial<Deck> & { textNow(): string } {
  let text = first;
  let version = 1;
  const inForce = (value: unknown) => {
    const parsed = parseConfig(value);
    if (!parsed.ok) throw new Error(parsed.errors.map(({ message }) => message).join("\n"));
    return parsed.config;
  };
  return {
    textNow: () => text,
    configText: () => Promise.resolve({ text, version: `${version}`, path: PATH }),
    async checkConfigText(next) {
      const [before, checked] = [await checkConfig(text, PATH, {}), await checkConfig(next, PATH, {})];
      if (!checked.ok) return { valid: false, errors: checked.wrongs, changes: [], warnings: [] };
      const changes = changesOf(before.ok ? before.file : inForce({}), checked.file);
      const warnings = next.includes("binanse")
        ? ["there is no exchange binanse; did you mean binance?"]
        : [];
      return { valid: true, errors: [], changes, warnings };
    },
    async saveConfigText(next, expected) {
      if (expected !== null && expected !== `${version}`) return { type: "conflict", version: `${version}` };
      const checked = await checkConfig(next, PATH, {});
      if (!checked.ok) return { type: "invalid", error: checked.errors.join("\n") };
      text = next;
      return { type: "saved", config: checked.file, version: `${++version}` };
    },
  };
}
