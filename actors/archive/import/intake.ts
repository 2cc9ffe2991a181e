/** Rows and evidence of an import on their way into this archive: journal, seal and merge, as any rows. */
import type { Evidence } from "../../../schemas/evidence.ts";
import type { ArchiveFact } from "../../../schemas/facts.ts";
import type { Rows } from "../../../schemas/market.ts";
import { parseSeriesKey } from "../../../schemas/series.ts";
import type { Clock } from "../../kernel/mod.ts";
import { type Archive, openArchive } from "../archive.ts";
import type { Disk } from "../disk.ts";
import { nextEpoch } from "../epoch.ts";
import type { TradeIds } from "../frames.ts";
import { type Journal, openJournal } from "../journal.ts";
import { mergeFiles } from "../merge.ts";
import { dueMerges } from "../merge_plan.ts";
import { recover } from "../recover.ts";
import { sealAll } from "../seal.ts";

export interface Intake {
  archive: Archive;
  /** Resolves when they are acknowledged. */
  take(key: string, tradeIds: TradeIds, rows: Rows): Promise<void>;
  /** May only speak of rows that were taken, or that were here. */
  prove(key: string, tradeIds: TradeIds, evidence: Evidence[]): Promise<void>;
  /** Seals what was taken. Returns how many of these rows turned out to be new. */
  settle(): Promise<number>;
  /** Settles, and merges the periods that are over. */
  close(): Promise<void>;
}

const BATCH_ROWS = 10_000;

/** What was to be written could not be: no source is to blame, and none after it would fare better. */
export class CannotWrite extends Error {}

/**
 * Only while this process is the folder's one writer. Brings the folder into order first. What it cannot write
 * ends it with {@linkcode CannotWrite}; what was acknowledged before stays.
 * @param problem Takes what a person should know of the folder, a sentence each.
 */
export async function openIntake(
  { disk, clock, problem }: { disk: Disk; clock: Clock; problem(sentence: string): void },
): Promise<Intake> {
  let sealedRows = 0;
  const tell = (fact: ArchiveFact) => {
    if (fact.type === "part-sealed") sealedRows += fact.rows;
  };
  const archive = openArchive({ disk, clock, tell });
  (await recover(archive)).problems.forEach(problem);
  sealedRows = 0;
  const journals = openJournals(archive);

  async function append(key: string, tradeIds: TradeIds, batch: { rows?: Rows; evidence?: Evidence[] }) {
    await journals.of(parseSeriesKey(key).exchange, tradeIds).append({ key, ...batch });
    await journals.sealClosed();
  }

  async function take(key: string, tradeIds: TradeIds, rows: Rows): Promise<void> {
    for (let at = 0; at < rows.rows.length; at += BATCH_ROWS) {
      const batch = { ...rows, rows: rows.rows.slice(at, at + BATCH_ROWS) } as Rows;
      await append(key, tradeIds, { rows: batch });
    }
  }

  async function settle(): Promise<number> {
    await journals.roll();
    const sealed = sealedRows;
    sealedRows = 0;
    return sealed;
  }

  async function close(): Promise<void> {
    await settle();
    await journals.close();
    // Of all series: an import that was interrupted may have left some.
    for (const key of archive.ledgers.keys("")) {
      for (const merge of dueMerges(archive, key)) await mergeFiles(archive, merge);
    }
  }

  return {
    archive,
    take: (key, tradeIds, rows) => orCannotWrite(take(key, tradeIds, rows)),
    prove: async (key, tradeIds, evidence) => {
      if (evidence.length > 0) await orCannotWrite(append(key, tradeIds, { evidence }));
    },
    settle: () => orCannotWrite(settle()),
    close: () => orCannotWrite(close()),
  };
}

function orCannotWrite<T>(writing: Promise<T>): Promise<T> {
  return writing.catch((error) => {
    const why = error instanceof Error ? error.message : String(error);
    throw new CannotWrite(`Cannot go on importing: ${why}; what was taken until now is safe, import again`, {
      cause: error,
    });
  });
}

/** A journal for each exchange and kind of ids, each under an epoch of its own. */
function openJournals(archive: Archive) {
  const { disk, clock } = archive;
  const journals = new Map<string, { journal: Journal; exchange: string; epoch: number }>();
  let closed = 0;

  function of(exchange: string, tradeIds: TradeIds): Journal {
    const name = `${exchange} ${tradeIds}`;
    const known = journals.get(name);
    if (known) return known.journal;
    const epoch = nextEpoch(disk);
    const journal = openJournal({ disk, exchange, epoch, clock, tradeIds, onClosed: () => closed++ });
    journals.set(name, { journal, exchange, epoch });
    return journal;
  }

  async function roll(): Promise<void> {
    for (const { journal } of journals.values()) await journal.roll();
    if (closed === 0) return;
    closed = 0;
    for (const { exchange, epoch } of journals.values()) {
      await sealAll(archive, exchange, (name) => name.epoch === epoch);
    }
  }

  return {
    of,
    roll,
    /** What was closed by its size is sealed at once, so that the journal stays small. */
    sealClosed: async () => closed > 0 ? await roll() : undefined,
    async close() {
      for (const { journal } of journals.values()) await journal.close();
    },
  };
}
