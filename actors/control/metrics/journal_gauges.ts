/** What is in the journal: how much by a look at its folder, and since when closed segments wait by what was told. */
import type { Disk } from "../../archive/disk.ts";
import { journalFolder, parseSegmentPath } from "../../archive/layout.ts";
import type { Happening } from "./additions.ts";
import { type Family, gauge, seconds } from "./family.ts";

export interface JournalFile {
  exchange: string;
  /** Below the data folder. */
  path: string;
  sizeBytes: number;
}

/** The segments that are there now: a few for each exchange. */
export function listJournal(disk: Pick<Disk, "list" | "size">): JournalFile[] {
  const exchanges = disk.list(journalFolder("")).filter(({ isFolder }) => isFolder);
  return exchanges.flatMap(({ name: exchange }) => {
    const paths = disk.list(journalFolder(exchange)).map(({ name }) => `${journalFolder(exchange)}/${name}`);
    return paths.filter(parseSegmentPath).flatMap((path) => {
      const sizeBytes = disk.size(path); // null: it was sealed meanwhile
      return sizeBytes === null ? [] : [{ exchange, path, sizeBytes }];
    });
  });
}

export interface Waiting {
  witness(happening: Happening): void;
  /** Since when the longest closed of these waits to be sealed, ms; null: none does. */
  since(files: JournalFile[]): number | null;
}

export function createWaiting(): Waiting {
  const closedAt = new Map<string, number>();
  return {
    witness(happening) {
      if (happening.type === "segment-closed") closedAt.set(happening.path, happening.at);
      if (happening.type === "segment-sealed") closedAt.delete(happening.path);
    },
    since(files) {
      const there = new Set(files.map(({ path }) => path));
      for (const path of closedAt.keys()) if (!there.has(path)) closedAt.delete(path);
      return closedAt.size === 0 ? null : Math.min(...closedAt.values());
    },
  };
}

export interface JournalLook {
  files: JournalFile[];
  exchanges: string[];
  waiting: Waiting;
  now: number;
}

export function journalGauges({ files, exchanges, waiting, now }: JournalLook): Family[] {
  const all = [...new Set([...exchanges, ...files.map(({ exchange }) => exchange)])];
  const of = (name: string, help: string, value: (files: JournalFile[]) => number) =>
    gauge(
      name,
      help,
      all.map((exchange) => [{ exchange }, value(files.filter((file) => file.exchange === exchange))]),
    );
  const since = waiting.since(files);
  return [
    of("tapedeck_journal_segments", "Files of the journal, the open one included.", (files) => files.length),
    of(
      "tapedeck_journal_bytes",
      "Size of the journal.",
      (files) => files.reduce((total, { sizeBytes }) => total + sizeBytes, 0),
    ),
    gauge(
      "tapedeck_journal_waiting_seconds",
      "How long a closed file of the journal has been waiting to be sealed.",
      [
        [{}, since === null ? 0 : seconds(Math.max(0, now - since))],
      ],
    ),
  ];
}
