/** The markets of one exchange: as they were kept while recording, or asked for now. */
import { resolve } from "@std/path";
import { durationWords } from "../actors/control/phrases.ts";
import type { Market } from "../actors/venue/contract.ts";
import { findMarkets, type FoundMarkets } from "../actors/venue/found_markets.ts";
import { nearestSymbols } from "../schemas/nearest.ts";
import { openSettings } from "./config/settings.ts";
import type { Environment } from "./environment.ts";
import type { PlaceFlags } from "./place.ts";
import { hostSandbox } from "./sandbox_worker.ts";

export interface PairsFlags extends PlaceFlags {
  json?: true;
}

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
    const found = await marketsOf(exchange, flags, environment);
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

async function marketsOf(
  exchange: string,
  flags: PairsFlags,
  environment: Environment,
): Promise<FoundMarkets> {
  const { clock, fetch, cwd, complain } = environment;
  const settings = await openSettings({ config: flags.config, data: flags.data }, environment);
  const { config } = settings.inForce();
  const sandbox = hostSandbox(() => {});
  try {
    const reached = await sandbox.reachOne(exchange, config);
    const dataFolder = resolve(cwd, config.storage.local_path);
    const found = await findMarkets(reached, { dataFolder, clock, fetch, timeoutMs: ASK_TIMEOUT_MS });
    if (found.failure) complain(`${found.failure}; those on disk are older`);
    return found;
  } finally {
    sandbox.stop();
  }
}
