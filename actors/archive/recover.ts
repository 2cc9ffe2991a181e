/** Brings a data folder into order after whatever happened to it. */
import type { SeriesSummary } from "../../schemas/facts.ts";
import { DATA_TYPES, parseSeriesKey, seriesKey } from "../../schemas/series.ts";
import type { Archive } from "./archive.ts";
import { breathe } from "./breathe.ts";
import { coveragePath } from "./layout.ts";
import { areAsWritten } from "./lost_files.ts";
import { keepRest } from "./quarantine.ts";
import { reconcileSeries } from "./reconcile.ts";
import { sealAll } from "./seal.ts";
import { summarise } from "./summary.ts";

/**
 * Repairs ledgers, seals every segment, then makes ledger and files agree. Safe to do again after a crash at any step. Only
 * while nobody writes a journal. `problems` are sentences for a person.
 */
export async function recover(archive: Archive): Promise<{ series: SeriesSummary[]; problems: string[] }> {
  const problems = await repairLedgers(archive);
  const damaged = await sealAll(archive, "", () => true);
  problems.push(
    ...damaged.map((path) => `"${path}" was damaged: its sound rows are sealed, the rest is in quarantine`),
  );
  const keys = new Set([...archive.ledgers.keys(""), ...folderKeys(archive, problems)]);
  for (const key of [...keys].sort()) {
    await breathe();
    problems.push(...reconcileSeries(archive, key));
  }
  const nowUs = archive.clock.now() * 1000;
  const series = archive.ledgers.keys("").map((key) => summarise(archive.ledgers.of(key), nowUs));
  return { series, problems };
}

/** Damaged ledgers are kept aside and written anew, with what still counts. Before anything is appended to them. */
async function repairLedgers(archive: Archive): Promise<string[]> {
  const { ledgers, disk } = archive;
  const problems: string[] = [];
  for (const key of ledgers.keys("")) {
    await breathe();
    if (ledgers.of(key).badLines === 0) continue;
    const reason = `the ledger of ${key} is damaged: what it proved before does not count any more`;
    const kept = keepRest(archive, coveragePath(key), 0, reason);
    // Whether files are as they were written is not to be known afterwards.
    areAsWritten(archive, [...ledgers.of(key).files.keys()].filter((path) => disk.size(path) !== null));
    ledgers.repair(key);
    problems.push(`"${coveragePath(key)}" was kept as "${kept}": ${reason}`);
  }
  return problems;
}

/** Keys of the series that have a folder. */
function folderKeys({ disk }: Archive, problems: string[]): string[] {
  const foldersIn = (path: string) =>
    disk.list(path).filter(({ isFolder, name }) => isFolder && !name.startsWith("."))
      .map(({ name }) => path ? `${path}/${name}` : name);
  const pairs = foldersIn("").flatMap((exchange) =>
    DATA_TYPES.flatMap((type) =>
      foldersIn(`${exchange}/${type}`).flatMap((pair) => type === "ohlc" ? foldersIn(pair) : [pair])
    )
  );
  return pairs.filter((path) => {
    try {
      return seriesKey(parseSeriesKey(path)) === path;
    } catch {
      const hint = LABEL.test(path)
        ? "dccd wrote it; take it over with: tapedeck import DIR"
        : "it is left alone";
      problems.push(`"${path}" is not the folder of a series: ${hint}`);
      return false;
    }
  });
}

/** How dccd names the spans of its candles: Minutely, Three_Minutely, Daily, … */
const LABEL = /\/([A-Z][a-z]+_)*[A-Z][a-z]*ly$/;
