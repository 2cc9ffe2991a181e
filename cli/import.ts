/** `tapedeck import`: takes over folders of dccd and of other tapedecks, and dccd 3's config. */
import { basename, dirname, resolve } from "@std/path";
import { runImport } from "../actors/archive/import/mod.ts";
import { type ImportReport, isWhole } from "../actors/archive/import/report.ts";
import type { VenueRules } from "../actors/archive/import/venue_rules.ts";
import { openRealDisk } from "../actors/archive/real_disk.ts";
import { candleGrid } from "../actors/venue/candle_grid.ts";
import { faultOfBook, faultOfCandle, faultOfTrade } from "../actors/venue/exchanges/checks.ts";
import { rowOf } from "../actors/venue/exchanges/traits.ts";
import { claimFolder } from "./data_folder.ts";
import { convertConfigs, type ConvertedConfig, findConfigs } from "./import_config.ts";
import { configLines, reportLines } from "./import_report.ts";
import type { Environment } from "./environment.ts";
import { type PlaceFlags, placeOf } from "./place.ts";
import { createProgress } from "./progress.ts";

export interface ImportFlags extends PlaceFlags {
  /** The folder, or the YAML file, to take over. */
  dir: string;
  /** These alone; all without it. */
  exchange?: string[];
  /** Takes candles that dccd filled forward, too. */
  keepFilled?: true;
  /** Reads again what was imported and is unchanged. */
  again?: true;
  /** Says what would be done, and writes nothing. */
  dryRun?: true;
  /** The report as one object: {@linkcode ImportReport}, and `configs`. */
  json?: true;
}

/** Gives 0 where everything was taken or known already, 1 where anything was refused. */
export async function importFolder(flags: ImportFlags, environment: Environment): Promise<number> {
  try {
    const from = resolve(environment.cwd, flags.dir);
    const isFile = Deno.statSync(from).isFile;
    const configs = await convertConfigs(
      isFile ? [from] : findConfigs(from),
      flags.dryRun ? "look" : "write",
    );
    const report = isFile ? null : await importRows(from, flags, environment);
    checkFound(from, flags, configs, report);
    await tell(configs, report, flags, environment);
    return configs.every(({ refused }) => !refused) && (!report || isWhole(report)) ? 0 : 1;
  } catch (error) {
    environment.complain(sentenceOf(error, flags.dir));
    return 1;
  }
}

function sentenceOf(error: unknown, dir: string): string {
  if (error instanceof Deno.errors.NotFound) return `Cannot import "${dir}": there is no such folder or file`;
  return (error as Error).message;
}

function checkFound(
  from: string,
  { exchange: exchanges }: ImportFlags,
  configs: ConvertedConfig[],
  report: ImportReport | null,
): void {
  if (configs.length > 0 || (report && report.sources.length > 0)) return;
  throw new Error(
    exchanges
      ? `Cannot import "${from}": it has nothing of ${exchanges.join(", ")}`
      : `Cannot import "${from}": nothing in it is known; expected dccd's {exchange}/{ohlc|trades|orderbook}/ ` +
        "folders, a folder that tapedeck recorded into, or dccd 3's YAML file",
  );
}

async function importRows(from: string, flags: ImportFlags, environment: Environment): Promise<ImportReport> {
  const into = await placeOf(flags, environment);
  checkApart(from, into);
  const lock = flags.dryRun ? null : claim(into, environment);
  const progress = createProgress(environment);
  try {
    const { exchange: exchanges, keepFilled = false, again = false } = flags;
    return await runImport({
      origin: { root: from, disk: openRealDisk(from) },
      target: { root: into, disk: openRealDisk(into) },
      mode: flags.dryRun ? "look" : "take",
      clock: environment.clock,
      rules: RULES,
      keepFilled,
      again,
      wants: (exchange) => !exchanges || exchanges.includes(exchange),
      progress: (source, nth, of) =>
        progress.show([{ label: "importing", done: nth - 1, total: of, unit: "sources", note: source }]),
    });
  } finally {
    lock?.release();
    progress.end();
  }
}

/** An import reads while it writes: from another folder. */
function checkApart(from: string, into: string): void {
  const [one, other] = [from, into].map((path) => `${realPath(path)}/`);
  if (!one.startsWith(other) && !other.startsWith(one)) return;
  throw new Error(
    `Cannot import "${from}" into "${into}": one is in the other; name another data folder with --data, ` +
      `or move the old one aside first: mv "${basename(from)}" "${basename(from)}-old"`,
  );
}

/** Of a path that may not exist yet. */
function realPath(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch {
    return path === dirname(path) ? path : resolve(realPath(dirname(path)), basename(path));
  }
}

function claim(into: string, { clock }: Environment): { release(): void } {
  try {
    return claimFolder(into, clock.now());
  } catch (error) {
    const why = (error as Error).message.replace(/^Cannot record into /, "");
    throw new Error(`Cannot import into ${why}`, { cause: error });
  }
}

/** What the archive has to be told of exchanges. */
export const RULES: VenueRules = {
  tradeIds: (exchange) => rowOf(exchange).traits.tradeIds,
  aggregates: (exchange) => rowOf(exchange).idSpan !== undefined,
  finestUs: (exchange) => rowOf(exchange).exactTime ? 1 : 1000,
  faultOfTrade,
  faultOfCandle,
  faultOfBook,
  candleAround(span, us) {
    const grid = candleGrid(span);
    const opensUs = grid.floor(us);
    return { opensUs, closesUs: grid.next(opensUs) };
  },
};

async function tell(
  configs: ConvertedConfig[],
  report: ImportReport | null,
  { json }: ImportFlags,
  { stdout }: Environment,
): Promise<void> {
  const text = json
    ? JSON.stringify({ ...report, configs })
    : [...configs.flatMap(configLines), ...report ? reportLines(report) : []].join("\n");
  await stdout.write(new TextEncoder().encode(`${text}\n`));
}
