/** Takes over other folders: dccd's, and those of another tapedeck. Nothing is ever written to them. */
import type { Clock } from "../../kernel/mod.ts";
import { openArchive } from "../archive.ts";
import type { Disk } from "../disk.ts";
import { HOUSE } from "../layout.ts";
import { importDccd } from "./dccd_import.ts";
import type { Origin } from "./foreign_parquet.ts";
import { openImportLog } from "./import_log.ts";
import { openIntake } from "./intake.ts";
import type { ImportJob } from "./job.ts";
import { type ImportReport, totalsOf } from "./report.ts";
import { importTapedeck } from "./tapedeck_import.ts";

export interface ImportOptions
  extends Pick<ImportJob, "rules" | "again" | "keepFilled" | "wants" | "progress"> {
  origin: Origin;
  /** This archive's folder; absolute path and disk. */
  target: Origin;
  /** `look` writes nothing, and needs no lock. */
  mode: "take" | "look";
  clock: Clock;
}

/**
 * Imports what the origin has and the target lacks. In mode `take` this process must be the target's one writer.
 * Whenever it is interrupted, what was acknowledged stays, and doing it again completes it.
 */
export async function runImport(options: ImportOptions): Promise<ImportReport> {
  const { origin, target: { disk, root }, clock, mode } = options;
  const problems: string[] = [];
  const intake = mode === "take"
    ? await openIntake({ disk, clock, problem: (text) => problems.push(text) })
    : null;
  const archive = intake?.archive ?? openArchive({ disk, clock, tell: () => {} });
  const kind = kindOf(origin.disk);
  const job: ImportJob = { ...options, archive, intake, log: openImportLog(disk) };
  const sources = await Array.fromAsync(kind === "tapedeck" ? importTapedeck(job) : importDccd(job));
  await intake?.close();
  return {
    from: origin.root,
    into: root,
    kind,
    isDryRun: mode === "look",
    sources,
    series: totalsOf(sources),
    problems,
    unproven: UNPROVEN[kind],
  };
}

const kindOf = (disk: Disk) => disk.list(HOUSE).length > 0 ? "tapedeck" : "dccd";

const UNPROVEN: Record<ImportReport["kind"], string[]> = {
  dccd: [
    "Nothing shows that these files are complete: what they cover stays unknown, but for what contiguous trade ids show. " +
    "A backfill asks for it, and the exchange's own answer replaces imported candles.",
    "Nothing shows that the last candle of a file was closed when it was written, unless the file is younger than its close.",
  ],
  tapedeck: [
    "Its evidence is taken as its ledger has it; whether its recorder told the truth, this import cannot see.",
    "Holes that this folder recorded in trades without serial ids and in books stay on record, even where rows have come for them.",
    "Trades without ids were taken only for times that this folder did not record itself: the same trade in both cannot be recognised.",
  ],
};
