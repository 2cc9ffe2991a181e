/**
 * Writes schemas/known_exchanges_table.ts anew from ccxt, so that the program knows what each exchange has without
 * loading a hundred classes. `--check` says whether it differs and exits 1.
 */
import { loadCcxtClass } from "../../actors/venue/exchanges/load.ts";
import type { CcxtExchange } from "../../actors/venue/exchanges/ccxt_types.ts";
import { spanOfSeconds, spanSeconds } from "../../schemas/series.ts";
import { INTERVALS } from "../../sandbox/candles.ts";

const FILE = new URL("../../schemas/known_exchanges_table.ts", import.meta.url);
/** Read by an adapter of our own, as ccxt has no class for it. */
const BITMEX = "bitmex | BitMEX | SC | spot swap future | trades book | ohlc trades | 1m 5m 1h 1d";
/** Below this the config takes no span. */
const LEAST_SPAN_S = 60;

/** What ccxt says of an exchange besides the parts that the recorder uses. */
interface Described extends CcxtExchange {
  name: string;
  countries?: string[];
}

/** The text of the file, as it should be. */
export async function tableText(): Promise<string> {
  const { default: ccxt } = await import("ccxt") as unknown as { default: { exchanges: string[] } };
  const rows = await Promise.all(ccxt.exchanges.map(rowOf));
  const sandbox = `sandbox | Sandbox |  | spot | trades book | ohlc trades | ${spansIn(INTERVALS)}`;
  return [
    "/** What can be had of each exchange; made by tests/tools/known_exchanges.ts, not by hand. */",
    "// id | name | countries | markets | live | by request | spans of candles",
    "export const TABLE = `",
    ...[...rows.filter((row) => row !== null), sandbox, BITMEX].sort(),
    "`;",
    "",
  ].join("\n");
}

/** null: the recorder cannot open it. */
async function rowOf(id: string): Promise<string | null> {
  const type = await loadCcxtClass(id).catch(() => null);
  if (type === null) return null;
  const { name, countries = [], has, timeframes = {} } = new type({}) as Described;
  const named = (names: Record<string, string>) =>
    Object.entries(names).filter(([what]) => has[what]).map(([, name]) => name).join(" ");
  const spans = has.fetchOHLCV ? spansIn(Object.keys(timeframes)) : "";
  return [
    id,
    name,
    countries.join(" "),
    named({ spot: "spot", swap: "swap", future: "future" }),
    named({ watchTrades: "trades", watchOrderBook: "book" }),
    named({ ...(spans && { fetchOHLCV: "ohlc" }), fetchTrades: "trades" }),
    spans,
  ].join(" | ").trimEnd();
}

/** Those that a job can name by their seconds, shortest first. */
function spansIn(timeframes: string[]): string {
  const spans = timeframes.map((timeframe) => timeframe.replace("M", "mo")).filter(isNameable);
  return [...new Set(spans)].sort((a, b) => spanSeconds(a) - spanSeconds(b)).join(" ");
}

function isNameable(span: string): boolean {
  try {
    const seconds = spanSeconds(span);
    return seconds >= LEAST_SPAN_S && spanOfSeconds(seconds) === span;
  } catch {
    return false; // a year; seconds without a unit
  }
}

async function main(args: string[]): Promise<number> {
  const text = await tableText();
  if (!args.includes("--check")) {
    await Deno.writeTextFile(FILE, text);
    return 0;
  }
  if (await Deno.readTextFile(FILE) === text) return 0;
  console.error(`${FILE.pathname} is not what ccxt has; run deno run -A tests/tools/known_exchanges.ts`);
  return 1;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
