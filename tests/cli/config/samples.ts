/** Configs for tests: any valid one, and the ways in which people write them. */
import * as fc from "fast-check";
import { type Config, parseConfig } from "../../../schemas/config.ts";

export function configOf(value: unknown): Config {
  const parsed = parseConfig(value);
  if (!parsed.ok) throw new Error(parsed.errors.map(({ message }) => message).join("\n"));
  return parsed.config;
}

const word = fc.oneof(fc.string({ minLength: 1 }), fc.string({ unit: "binary", minLength: 1 }));
const exchange = fc.constantFrom("binance", "kraken", "okx", "sandbox", "htx", "gate");
const pair = fc.constantFrom("BTC/USDT", "ETH/USDT", "BTC/USDT:USDT", "A#B/C", "1/2", "[A/B]", "Ä/é");
const pairs = fc.uniqueArray(pair, { minLength: 1, maxLength: 4 });
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const histoJob = fc.record({
  exchange,
  pairs,
  span: fc.integer({ min: 1, max: 2_000 }).map((minutes) => minutes * 60),
  data_type: fc.constantFrom("ohlc", "trades"),
  start: optional(fc.constantFrom("2020-01-01", "2020-01-01 00:00:00")),
  every: optional(fc.integer({ min: 1, max: 9_999 })),
  paused: fc.boolean(),
});
const streamJob = fc.record({
  exchange,
  pairs,
  channels: fc.constantFrom(["trades"], ["book"], ["trades", "book"]),
  time_step: fc.integer({ min: 1, max: 60 }),
  raw: fc.boolean(),
});
const exchangeOptions = fc.record({
  endpoint: optional(fc.webUrl()),
  proxy: optional(fc.constantFrom("http://me:pw@proxy:1", "socks5://proxy:2")),
  options: optional(
    fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 }),
  ),
});

/** Any that is valid, all its keys with any value that they may have. */
export const configs: fc.Arbitrary<Config> = fc.record({
  storage: fc.record({
    local_path: word,
    remotes: fc.array(
      fc.constantFrom("s3:bucket/x", "b2:y, z", "dav:é").map((remote) => ({ provider: "rclone", remote })),
      { maxLength: 2 },
    ),
    min_free_gb: fc.double({ min: 0, max: 1e30, noNaN: true }),
  }, { requiredKeys: [] }),
  settings: fc.record({
    timezone: fc.constantFrom("UTC", "Europe/Paris", "+02:00"),
    ui_auth_token: fc.option(word),
    ui_port: fc.integer({ min: 0, max: 65_535 }),
    ui_allow_origins: fc.array(word, { maxLength: 3 }),
    ui_readonly: fc.boolean(),
  }, { requiredKeys: [] }),
  histo_jobs: fc.array(histoJob, { maxLength: 4 }),
  stream_jobs: fc.array(streamJob, { minLength: 1, maxLength: 4 }),
  exchanges: fc.dictionary(exchange, exchangeOptions, { maxKeys: 3 }),
  alerts: fc.record({ max_consecutive_errors: fc.integer({ min: 1, max: 9 }) }, { requiredKeys: [] }),
}).map((value) => configOf(JSON.parse(JSON.stringify(value))));

/** How one person writes. */
export interface Hand {
  /** Spaces a level. */
  indent: 2 | 3 | 4;
  /** Whether a list's dashes are indented under their key. */
  dashes: "indented" | "flush";
  lists: "in brackets" | "in lines" | "in brackets over lines";
  eol: "\n" | "\r\n";
  end: "newline" | "nothing";
  mark: "" | "\ufeff";
  sections: "in lines" | "in brackets";
}

export const hands: fc.Arbitrary<Hand> = fc.record({
  indent: fc.constantFrom(2, 3, 4),
  dashes: fc.constantFrom("indented", "flush"),
  lists: fc.constantFrom("in brackets", "in lines", "in brackets over lines"),
  eol: fc.constantFrom("\n", "\r\n"),
  end: fc.constantFrom("newline", "nothing"),
  mark: fc.constantFrom("", "\ufeff"),
  sections: fc.constantFrom("in lines", "in lines", "in brackets"),
});

/**
 * A text of `config`, with a comment of its own above each line and behind each value. The one above says where the
 * line is: `top`, `settings.ui_port`, or `stream_jobs[2]`.
 */
export function written(config: Config, hand: Hand): string {
  const lines: string[] = [];
  let count = 0;
  const put = (column: number, text: string, where: string) => {
    lines.push(`${" ".repeat(column)}# ${where} ${count++}`, `${" ".repeat(column)}${text}`);
  };
  writeSection(JSON.parse(JSON.stringify(config)), 0, [], { hand, put });
  const text = lines.join("\n") + (hand.end === "newline" ? "\n" : "");
  return hand.mark + text.replaceAll("\n", hand.eol);
}

interface Pen {
  hand: Hand;
  put(column: number, text: string, where: string): void;
}

function writeSection(
  section: Record<string, unknown>,
  column: number,
  path: string[],
  pen: Pen,
  lead = "",
): void {
  for (const [key, value] of Object.entries(section)) {
    writePair(key, value, column, [...path, key], pen, lead);
    lead = " ".repeat(lead.length);
  }
}

/** `lead` stands before the key: a dash, or what is below one. */
function writePair(
  key: string,
  value: unknown,
  column: number,
  path: string[],
  pen: Pen,
  lead: string,
): void {
  const { hand, put } = pen;
  const where = path.length === 1 ? "top" : path.slice(0, 2).join(".").replace(".[", "[");
  const head = `${lead}${JSON.stringify(key)}:`;
  const isSection = typeof value === "object" && value !== null && Object.keys(value).length > 0;
  const inBrackets = hand.sections === "in brackets" && path.length > 1;
  if (!isSection || inBrackets) return put(column, `${head} ${JSON.stringify(value)} # behind`, where);
  if (!Array.isArray(value)) {
    put(column, `${head} # behind`, where);
    return writeSection(value as Record<string, unknown>, column + lead.length + hand.indent, path, pen);
  }
  const areSections = value.every((item) =>
    typeof item === "object" && item !== null && !Array.isArray(item)
  );
  if (!areSections && hand.lists !== "in lines") {
    const gap = hand.lists === "in brackets" ? ", " : ` , # between\n${" ".repeat(column + lead.length + 2)}`;
    return put(column, `${head} [${value.map((item) => JSON.stringify(item)).join(gap)}] # behind`, where);
  }
  put(column, `${head} # behind`, where);
  const inner = column + lead.length + (hand.dashes === "indented" ? hand.indent : 0);
  value.forEach((item, i) => {
    if (!areSections) put(inner, `- ${JSON.stringify(item)} # behind`, where);
    else if (Object.keys(item).length === 0) put(inner, "- {}", where);
    else writeSection(item, inner, [...path, `[${i}]`], pen, "- ");
  });
}
