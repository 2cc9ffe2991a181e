/** `tapedeck verify`: what a data folder holds, and whether claim and disk agree, as a certificate. */
import type { Disk } from "../actors/archive/disk.ts";
import type { Interval } from "../actors/archive/intervals.ts";
import { openRealDisk } from "../actors/archive/real_disk.ts";
import { certificateText, type Origin } from "../actors/archive/verify/certificate.ts";
import { contradictionsOf, type Report } from "../actors/archive/verify/report.ts";
import { select } from "../actors/archive/verify/selection.ts";
import { bytesOf, seriesIn, type Verification, verifyArchive } from "../actors/archive/verify/verify.ts";
import { VERSION } from "../version.ts";
import { WrongUsage } from "./arguments.ts";
import type { Environment } from "./environment.ts";
import { dataFolderOf, type PlaceFlags } from "./place.ts";

export interface VerifyFlags extends PlaceFlags {
  /** Brings ledgers and files into agreement first, and remakes the catalog; takes the folder's lock. */
  rebuild?: true;
  /** Reads every row. */
  deep?: true;
  /** Keys, with `*`, or words of them. */
  series?: string[];
  /** µs; half-open. */
  from?: number;
  to?: number;
  /** The report as one object (actors/archive/verify/report.ts) in place of the certificate. */
  json?: true;
}

/** Gives 0 where nothing contradicts, 1 where something does or the folder cannot be read. */
export async function verify(flags: VerifyFlags, environment: Environment): Promise<number> {
  const range = { from: flags.from ?? -Infinity, to: flags.to ?? Infinity };
  if (range.from >= range.to) throw new WrongUsage("Cannot verify: --from must be before --to");
  try {
    const folder = await dataFolderOf(flags, environment);
    if (flags.rebuild) {
      const { rebuild } = await import("./rebuild.ts");
      await rebuild(folder, environment);
    }
    return await tell(folder, flags, range, environment);
  } catch (error) {
    if (error instanceof WrongUsage) throw error;
    environment.complain((error as Error).message);
    return 1;
  }
}

async function tell(
  folder: string,
  { series = [], deep, json }: VerifyFlags,
  range: Interval,
  environment: Environment,
): Promise<number> {
  const disk = openRealDisk(folder);
  const keys = chosen(disk, series);
  const nowUs = environment.clock.now() * 1000;
  const scope = { disk, nowUs, keys, range };
  const report = deep ? await verifyDeep(scope, environment) : await verifyArchive({ ...scope, rows: null });
  const origin = { software: `tapedeck ${VERSION}`, folder, atUs: nowUs };
  const text = json ? jsonText(report, origin) : certificateText(report, origin);
  await environment.stdout.write(new TextEncoder().encode(text)).catch((error) => {
    // Whoever reads no further has read enough: the verdict is the same.
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  });
  return contradictionsOf(report).length > 0 ? 1 : 0;
}

function chosen(disk: Disk, wishes: string[]): string[] {
  try {
    return select(seriesIn(disk), wishes);
  } catch (error) {
    throw new WrongUsage((error as Error).message);
  }
}

/** What reads rows loads the Parquet reader, which the rest does without. */
async function verifyDeep(scope: Omit<Verification, "rows">, environment: Environment): Promise<Report> {
  const { openRowReader } = await import("../actors/archive/verify/row_reader.ts");
  const { byteProgress } = await import("./progress.ts");
  const { disk, keys, range } = scope;
  const progress = byteProgress("reading", bytesOf(disk, keys), environment);
  try {
    return await verifyArchive({ ...scope, rows: openRowReader(disk, range, progress.add) });
  } finally {
    progress.end();
  }
}

const jsonText = (report: Report, origin: Origin): string =>
  JSON.stringify({ ...origin, ...report, contradicts: contradictionsOf(report).length }) + "\n";
