/** The markets of one exchange: as they were kept while recording, or asked for now. */
import { resolve } from "@std/path";
import { openRealDisk } from "../actors/archive/real_disk.ts";
import { durationWords } from "../actors/control/phrases.ts";
import { createBudget } from "../actors/venue/budget.ts";
import type { Market, Venue } from "../actors/venue/contract.ts";
import { openExchange } from "../actors/venue/exchanges/open.ts";
import { openMarketCache } from "../actors/venue/market_cache.ts";
import type { Config } from "../schemas/config.ts";
import { nearestSymbols } from "../schemas/nearest.ts";
import { openSettings } from "./config/settings.ts";
import type { Environment } from "./environment.ts";
import type { PlaceFlags } from "./place.ts";
import { hostSandbox } from "./sandbox_worker.ts";

export interface PairsFlags extends PlaceFlags {
  json?: true;
}

interface FoundMarkets {
  markets: Market[];
  from: "the exchange" | "disk";
  /** ms. */
  at: number;
}

/** So old may what is on disk be, as for the recorder. */
const YOUNG_MS = 86_400_000;
const ASK_TIMEOUT_MS = 30_000;

/** Prints those whose symbol has `wanted` in it, whatever the case; `all` prints every one. Gives the exit code. */
export async function printPairs(
  exchange: string,
  wanted: string,
  flags: PairsFlags,
  environment: Environment,
): Promise<number> {
  const { print, complain } = environment;
  try {
    const found = await findMarkets(exchange, flags, environment);
    const fitting = select(found.markets, wanted);
    if (flags.json) print(JSON.stringify(jsonOf(exchange, found, fitting)));
    else fitting.forEach((market) => print(lineOf(market)));
    complain(summary(exchange, wanted, fitting.length, found, environment.clock.now()));
    if (fitting.length > 0) return 0;
    const nearest = nearestSymbols(wanted, found.markets.map(({ symbol }) => symbol), 3);
    complain(`The nearest are ${nearest.join(", ")}.`);
    return 1;
  } catch (error) {
    complain((error as Error).message);
    return 1;
  }
}

/** Sorted by symbol. */
function select(markets: Market[], wanted: string): Market[] {
  const text = wanted.toUpperCase();
  return markets.filter(({ symbol }) => wanted === "all" || symbol.toUpperCase().includes(text))
    .sort((a, b) => a.symbol < b.symbol ? -1 : 1);
}

const lineOf = ({ symbol, active, status }: Market) =>
  active ? symbol : `${symbol}  not traded now${status ? ` (${status})` : ""}`;

function jsonOf(exchange: string, { from, at }: FoundMarkets, pairs: Market[]) {
  return { exchange, from, at: new Date(at).toISOString(), pairs };
}

function summary(
  exchange: string,
  wanted: string,
  count: number,
  { markets, from, at }: FoundMarkets,
  now: number,
) {
  const which = wanted === "all" ? "" : ` with "${wanted}" in it`;
  const source = from === "disk"
    ? `kept on disk ${durationWords(now - at)} ago`
    : "as the exchange has them now";
  return `${count} of ${markets.length} pairs of ${exchange}${which}, ${source}`;
}

async function findMarkets(
  exchange: string,
  flags: PairsFlags,
  environment: Environment,
): Promise<FoundMarkets> {
  const settings = await openSettings({ config: flags.config, data: flags.data }, environment);
  const { config } = settings.inForce();
  const sandbox = hostSandbox(() => {});
  try {
    const reached = exchange === "sandbox" ? await sandbox.reach(withSandboxJob(config)) : config;
    const dataFolder = resolve(environment.cwd, config.storage.local_path);
    return await marketsAt(exchange, reached, dataFolder, environment);
  } finally {
    sandbox.stop();
  }
}

/** The built-in exchange runs where a job wants it. */
function withSandboxJob(config: Config): Config {
  const job = { exchange: "sandbox", pairs: ["BTC/USDT"], channels: ["trades" as const] };
  return { ...config, stream_jobs: [{ ...job, time_step: 60, depth: 20, connections: 1, raw: false }] };
}

async function marketsAt(
  exchange: string,
  { exchanges }: Config,
  dataFolder: string,
  { clock, fetch, complain }: Environment,
): Promise<FoundMarkets> {
  const { endpoint = null, options = {} } = exchanges[exchange] ?? {};
  const venue = await openExchange({
    exchange,
    endpoint,
    options,
    clock,
    budget: createBudget(clock),
    fetch,
  });
  try {
    const kept = keptMarkets(venue, { endpoint, options }, dataFolder);
    if (kept && clock.now() - kept.at < YOUNG_MS) return kept;
    try {
      const markets = await venue.markets(AbortSignal.timeout(ASK_TIMEOUT_MS));
      return { markets: [...markets.values()], from: "the exchange", at: clock.now() };
    } catch (error) {
      if (!kept) throw error;
      complain(`${(error as Error).message}; those on disk are older`);
      return kept;
    }
  } finally {
    await venue.close();
  }
}

/** null: none that can be used. */
function keptMarkets(
  { exchange, marketKeep }: Venue,
  question: { endpoint: string | null; options: Record<string, unknown> },
  dataFolder: string,
): FoundMarkets | null {
  if (!marketKeep) return null;
  try {
    const disk = openRealDisk(dataFolder);
    const kept = openMarketCache(disk, { exchange, ...question, madeBy: marketKeep.madeBy }).read();
    return kept && { markets: [...marketKeep.restore(kept.markets).values()], from: "disk", at: kept.at };
  } catch {
    return null; // they are a cache: damaged, or of another endpoint
  }
}
