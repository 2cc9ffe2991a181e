/** Takes over the files of a dccd folder, one after the other. */
import { join } from "@std/path";
import type { Rows } from "../../../schemas/market.ts";
import { parseSeriesKey } from "../../../schemas/series.ts";
import type { TradeIds } from "../frames.ts";
import { hashFile } from "../row_tally.ts";
import { type DccdFile, findDccdFiles } from "./dccd_layout.ts";
import { type DccdReading, openDccdFile } from "./dccd_rows.ts";
import { createSifter, sifted, type Sifter } from "./dccd_sift.ts";
import { countRows, lackingRows } from "./held.ts";
import type { ImportedSource } from "./import_log.ts";
import { type ImportJob, rethrowFatal } from "./job.ts";
import { knownBefore, refused, type SourceReport } from "./report.ts";
import { newTakings, type Takings } from "./takings.ts";

export async function* importDccd(job: ImportJob): AsyncGenerator<SourceReport> {
  const { files, strays } = findDccdFiles(job.origin.disk, job.wants);
  // The last close of each series' file before, by which filled candles are known.
  const closes = new Map<string, number>();
  for (const [i, file] of files.entries()) {
    job.progress(file.path, i + 1, files.length);
    yield await importFile(job, file, closes);
  }
  for (const { path, reason } of strays) yield refused(path, null, new Error(reason));
}

async function importFile(
  job: ImportJob,
  file: DccdFile,
  closes: Map<string, number>,
): Promise<SourceReport> {
  try {
    const { imported, isNew } = knownFile(job, file) ?? await takeFile(job, file, closes);
    closes.set(file.key, imported.lastClose ?? NaN);
    const { takings } = imported;
    if (isNew) {
      return { ...takings, source: file.path, key: file.key, outcome: "taken", notes: imported.notes };
    }
    return knownBefore(file.path, file.key, takings);
  } catch (error) {
    rethrowFatal(job, error, file.path);
    // What its last close was is not known.
    closes.delete(file.key);
    return refused(file.path, file.key, error);
  }
}

interface Imported {
  imported: ImportedSource & { notes: string[] };
  isNew: boolean;
}

function identify({ origin: { root, disk } }: ImportJob, { path, key }: DccdFile) {
  const stamp = `${disk.size(path)} bytes, ${disk.modifiedAt(path)} ms`;
  return { source: join(root, path), key, stamp };
}

function knownFile(job: ImportJob, file: DccdFile): Imported | null {
  if (job.again) return null;
  const { source, stamp, key } = identify(job, file);
  const seen = job.log.unchanged(source, stamp);
  const known = seen ?? job.log.same(key, hashFile(job.origin.disk, file.path));
  const lacksFilled = job.keepFilled && known !== null && known.takings.filled > 0;
  if (!known || lacksFilled) return null;
  if (!seen && job.intake) job.log.add({ ...known, source, stamp });
  return { imported: { ...known, notes: [] }, isNew: false };
}

/** Looks at all of the file before the first of its rows is taken, so that it is taken whole or not at all. */
async function takeFile(job: ImportJob, file: DccdFile, closes: Map<string, number>): Promise<Imported> {
  const { archive, origin, log } = job;
  const content = hashFile(origin.disk, file.path);
  const identity = { ...identify(job, file), content };
  const reading = await openDccdFile(origin, file);
  const sifter = () => sifterFor(job, file, closes.get(file.key) ?? NaN);
  const lookedAt = sifter();
  const looked = await eachRows(
    reading,
    lookedAt,
    job.intake ? () => Promise.resolve(0) : (rows) => lacking(job, file, reading, rows).then(countRows),
  );
  if (looked.refused > 0 && looked.refused === looked.rows) {
    throw new Error(`not one of its rows can be taken: ${looked.refusal}`);
  }
  const takings = job.intake ? await takeRows(job, file, reading, sifter()) : looked;
  const lastClose = lookedAt.lastClose();
  const imported = {
    ...identity,
    takings,
    lastClose: Number.isNaN(lastClose) ? null : lastClose,
    at: new Date(archive.clock.now()).toISOString(),
  };
  if (job.intake) log.add(imported);
  return { imported: { ...imported, notes: notesOn(job, file, reading) }, isNew: true };
}

function sifterFor(
  { rules, keepFilled, origin, archive }: ImportJob,
  file: DccdFile,
  closeBefore: number,
): Sifter {
  const modifiedAt = origin.disk.modifiedAt(file.path) ?? archive.clock.now();
  return createSifter(file, {
    rules,
    keepFilled,
    nowUs: archive.clock.now() * 1000,
    modifiedAt,
    closeBefore,
  });
}

/** @param take Returns how many rows were new. */
async function eachRows(
  reading: DccdReading,
  sifter: Sifter,
  take: (rows: Rows) => Promise<number>,
): Promise<Takings> {
  const takings = newTakings();
  for await (const rows of sifted(reading, sifter, takings)) {
    const taken = await take(rows);
    takings.taken += taken;
    takings.known += countRows(rows) - taken;
  }
  return takings;
}

async function takeRows(
  job: ImportJob,
  file: DccdFile,
  reading: DccdReading,
  sifter: Sifter,
): Promise<Takings> {
  const intake = job.intake!;
  const tradeIds = tradeIdsFor(job, file, reading);
  const takings = await eachRows(reading, sifter, async (rows) => {
    const more = await lacking(job, file, reading, rows);
    await intake.take(file.key, tradeIds, more);
    return countRows(more);
  });
  // Ids that were durable already are dropped where rows are sealed.
  const sealed = await intake.settle();
  return { ...takings, taken: sealed, known: takings.known + takings.taken - sealed };
}

const lacking = ({ archive }: ImportJob, { key }: DccdFile, { resolutionUs }: DccdReading, rows: Rows) =>
  lackingRows(archive, rows, { key, withinUs: Math.max(1000, resolutionUs), candles: "by-time" });

/**
 * What contiguous ids of a file may prove. Nothing, where they may be those of raw trades while the exchange's
 * aggregates are recorded here; nor where rounded times would make them prove more time than they do.
 */
function tradeIdsFor({ rules }: ImportJob, { key }: DccdFile, { resolutionUs }: DccdReading): TradeIds {
  const { exchange } = parseSeriesKey(key);
  if (rules.aggregates(exchange) || resolutionUs > rules.finestUs(exchange)) return "opaque";
  return rules.tradeIds(exchange);
}

function notesOn({ rules }: ImportJob, { key }: DccdFile, { mapping, resolutionUs }: DccdReading): string[] {
  const { type, exchange } = parseSeriesKey(key);
  const notes: string[] = [];
  if (mapping.ignored.length > 0) notes.push(`columns not taken: ${mapping.ignored.join(", ")}`);
  if (type === "trades" && resolutionUs > rules.finestUs(exchange)) {
    notes.push(
      `its times are rounded to the ${
        resolutionUs === 1e6 ? "second" : "millisecond"
      }: a trade that is asked ` +
        "for again later may then stand twice, under both times",
    );
  }
  if (type === "orderbook") notes.push("the file has no time of receipt: ts_recv repeats ts");
  return notes;
}
